internal import Experiments

/// Why PostgreSQL gave no answer, before it is said in a sentence.
enum PostgresError: Error, Equatable {
    /// The server's own word: its code (https://www.postgresql.org/docs/current/errcodes-appendix.html) and message.
    case server(code: String, message: String)
    /// Nothing answers there, or the connection broke; libpq's message.
    case connection(String)
    case timeout(seconds: Int)
    case tooManyRows(limit: Int)
    case noLibrary
    /// The server asks for a password and there is none.
    case noPassword

    /// What libpq says of a connection that did not come about. Only its text, asked for with the code in it, tells
    /// whether the server refused or nothing was there: `FATAL:  28P01: password authentication failed for user "u"`.
    init(connecting text: String) {
        if text.contains("no password supplied") {
            self = .noPassword
            return
        }
        for line in text.split(whereSeparator: \.isNewline) {
            guard let match = line.firstMatch(of: /:\s+(?=[A-Z]*[0-9])([0-9A-Z]{5}): (.+)/) else { continue }
            self = .server(code: String(match.1), message: Self.oneLine(String(match.2)))
            return
        }
        self = .connection(Self.oneLine(text))
    }

    /// The first line, without control characters, of bounded length, as part of a sentence.
    static func oneLine(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first ?? ""
        let clean = String(
            line.map { $0.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control } ? " " : $0 })
        var cut = String(clean.trimmed.prefix(300))
        if cut.count == 300 { cut += "…" }
        return cut.isEmpty ? "no reason given" : cut
    }
}
