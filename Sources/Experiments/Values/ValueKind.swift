/// The type of a record's field, a verb's parameter or a command's flag, with the one check of a value against it.
package enum ValueKind: String, Sendable {
    case text
    case integer
    case real
    case boolean
    case instant
    /// JSON kept as text. What arrives as a string is kept byte for byte; any other value is written by our writer.
    case json
}

extension ValueKind {
    /// A value from outside, checked as `check` does; a text with a NUL character is refused, where SQLite would end it.
    package func admit(_ value: JSON, for name: String) throws -> JSON {
        guard value.text?.utf8.contains(0) != true else {
            throw WorkspaceError.invalid(
                "\(name) holds a NUL character (U+0000), which the file cannot keep", code: "invalid_value")
        }
        return try check(value, for: name)
    }

    /// The value in the form in which a record takes it: an instant as its milliseconds, the others as they are written.
    ///
    /// - Throws: `WorkspaceError` (kind `invalid`, code `wrong_type`) naming the field, what it takes and what was found.
    package func check(_ value: JSON, for name: String) throws -> JSON {
        switch self {
        case .text:
            if value.text != nil { return value }
        case .integer:
            if let integer = value.wholeNumber { return .integer(Int64(integer)) }
        case .real:
            if let number = value.double { return .number(number) }
        case .boolean:
            if value.bool != nil { return value }
        case .instant:
            if let instant = Instant(json: value) { return .integer(instant.milliseconds) }
        case .json:
            return value.text != nil ? value : .string(value.serialized())
        }
        throw WorkspaceError.invalid("\(name) takes \(expectation), not \(found(value))", code: "wrong_type")
    }

    /// Reads a flag's text as this kind; the text itself where it does not read so, for `check` to refuse.
    package func value(ofFlag text: String) -> JSON {
        switch self {
        case .text, .instant, .json:
            return .string(text)
        case .integer, .real:
            let parsed = try? JSON(parsing: text)
            return parsed?.double != nil ? parsed ?? .string(text) : .string(text)
        case .boolean:
            switch text {
            case "true", "1": return true
            case "false", "0": return false
            default: return .string(text)
            }
        }
    }

    private var expectation: String {
        switch self {
        case .text: "a string"
        case .integer: "a whole number of at most 2^53 - 1"
        case .real: "a number"
        case .boolean: "true or false"
        case .instant: "a date (2026-03-01), an ISO 8601 instant or epoch milliseconds"
        case .json: "JSON"
        }
    }

    private func found(_ value: JSON) -> String {
        switch value {
        case .string, .integer, .number, .boolean:
            let shown = value.serialized()
            return shown.count <= 60 ? shown : value.typeName
        default:
            return value.typeName
        }
    }
}
