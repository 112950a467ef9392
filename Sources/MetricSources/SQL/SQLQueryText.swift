internal import Experiments

/// The check of a query that an experiment gives in the place of a table.
///
/// It stands in parentheses inside our statement. The engine refuses writes by itself; here is refused what could close
/// the parentheses, end the statement or hide the rest of it.
enum SQLQueryText {
    /// - Throws: `WorkspaceError`, `invalid` (code `invalid_query`), naming what does not belong there.
    static func checked(_ query: String, of what: String, dialect: SQLDialect) throws -> String {
        func refused(_ why: String) -> WorkspaceError {
            .invalid("The query for \(what) \(why).", code: "invalid_query")
        }
        let text = query.trimmed
        let word = text.prefix { $0.isLetter }.lowercased()
        guard word == "select" || word == "with" else { throw refused("begins with neither SELECT nor WITH") }
        var depth = 0
        var quote: Unicode.Scalar?
        var previous: Unicode.Scalar?
        // By scalars: a combining mark must not hide what it stands on.
        for character in text.unicodeScalars {
            if character == "\0" { throw refused("holds the character U+0000") }
            if let open = quote {
                // The engines differ in what a backslash does before a quote; without it they agree.
                if character == "\\" { throw refused("holds a backslash in a quoted text; write it without") }
                // Our statement is indented, and would change such a text.
                if character.properties.isWhitespace, character != " " {
                    throw refused("breaks a line in a quoted text; write it on one line")
                }
                if character == open { quote = nil }
                previous = nil
                continue
            }
            switch character {
            case "'", "\"": quote = character
            case "`":
                guard dialect == .clickhouse else { throw refused("holds a \"`\"; quote names with \"") }
                quote = character
            case ";": throw refused("holds \";\": give one query without it")
            case "#", "$", "\\": throw refused("holds \"\(character)\" outside of quotes; write it without")
            case "-" where previous == "-", "*" where previous == "/":
                throw refused("holds a comment; take it out")
            case "(": depth += 1
            case ")":
                depth -= 1
                if depth < 0 { throw refused("closes a parenthesis that it did not open") }
            default: break
            }
            previous = character
        }
        guard quote == nil else { throw refused("does not close a quote") }
        guard depth == 0 else { throw refused("does not close a parenthesis") }
        return text
    }
}
