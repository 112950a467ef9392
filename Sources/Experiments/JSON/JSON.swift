/// A JSON value as this product reads and writes it: integers stay integers, and objects keep the order of their keys.
///
/// Foundation's types are not used because they accept a repeated key in silence and lose the difference between
/// `487` and `487.0`.
package enum JSON: Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

extension JSON: Equatable {
    /// Strings are equal when their bytes are: what is kept as text is compared as text.
    package static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension JSON {
    /// The word for this value's type in a sentence to the user.
    package var typeName: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var bool: Bool? {
        if case .boolean(let bool) = self { bool } else { nil }
    }

    package var array: [JSON]? {
        if case .array(let array) = self { array } else { nil }
    }

    package var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The value as a Double; nil for what is not a number.
    package var double: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: nil
        }
    }

    /// The value as a whole number of at most 2^53 - 1 in size: `487`, `487.0` and `4.87e2` are 487; `487.5`, `"487"`
    /// and `true` are nil.
    package var wholeNumber: Int? {
        let limit = (1 << 53) - 1
        switch self {
        case .integer(let integer):
            return integer.magnitude <= UInt64(limit) ? Int(integer) : nil
        case .number(let number):
            return number.rounded() == number && abs(number) <= Double(limit) ? Int(number) : nil
        default:
            return nil
        }
    }

    package subscript(key: String) -> JSON? { object?[key] }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension JSON: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(JSONObject(elements)) }
}

/// Values that have one JSON form, in both directions.
package protocol JSONConvertible: Sendable {
    /// Reads the value from its JSON form; throws `WorkspaceError` (kind `invalid`) when it is of another shape.
    init(json: JSON) throws
    var json: JSON { get }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    package init(json: JSON) throws {
        guard let array = json.array else {
            throw WorkspaceError.invalid("expected an array, found \(json.typeName)", code: "wrong_type")
        }
        self = try array.map(Element.init(json:))
    }

    package var json: JSON { .array(map(\.json)) }
}
