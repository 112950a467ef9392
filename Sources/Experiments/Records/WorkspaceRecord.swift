/// A record of the workspace: a row of one of the inherited tables.
///
/// Its fields are declared once. The file's columns, the JSON form and its order of keys, the fields that a client may
/// set and the flags of the command line all follow from that declaration.
package protocol WorkspaceRecord: JSONConvertible, Equatable {
    static var table: String { get }
    static var fields: [Field<Self>] { get }
    var id: String { get }
    /// A record whose fields are all still to be set.
    init()
}

/// One field of a record: its name in the file and in JSON, its type, and the way to the property that holds it.
package struct Field<Owner>: Sendable {
    package var name: String
    package var kind: ValueKind
    package var isNullable: Bool
    package var read: @Sendable (Owner) -> JSON
    package var write: @Sendable (inout Owner, JSON) throws -> Void
}

extension WorkspaceRecord {
    package init(json: JSON) throws {
        guard let object = json.object else {
            throw WorkspaceError.invalid("expected a record, found \(json.typeName)", code: "wrong_type")
        }
        self.init()
        for field in Self.fields {
            if let value = object[field.name] {
                try set(field, to: value)
            } else if !field.isNullable {
                throw WorkspaceError.invalid("the record lacks \(field.name)", code: "wrong_type")
            }
        }
    }

    package var json: JSON { .object(object) }

    package var object: JSONObject {
        JSONObject(Self.fields.lazy.map { ($0.name, $0.read(self)) })
    }

    /// This record with the named fields set, and these fields in declared order.
    package func setting(_ values: JSONObject) throws -> (Self, [Field<Self>]) {
        var changed = self
        let named = Self.fields.filter { values[$0.name] != nil }
        for field in named { try changed.set(field, to: values[field.name] ?? .null) }
        return (changed, named)
    }

    /// Sets one field after the check of its type.
    package mutating func set(_ field: Field<Self>, to value: JSON) throws {
        if value == .null {
            try field.requireNullable()
            try field.write(&self, .null)
        } else {
            try field.write(&self, try field.kind.check(value, for: field.name))
        }
    }
}

/// The ways to declare a field; the keyed property is of the type that the kind implies.
extension Field {
    package typealias Path<Value> = any WritableKeyPath<Owner, Value> & Sendable

    package static func text(_ name: String, _ path: Path<String>) -> Self {
        Field(name: name, kind: .text, isNullable: false) {
            .string($0[keyPath: path])
        } write: {
            $0[keyPath: path] = $1.text ?? ""
        }
    }

    package static func text(_ name: String, _ path: Path<String?>, kind: ValueKind = .text) -> Self {
        Field(name: name, kind: kind, isNullable: true) {
            $0[keyPath: path].map(JSON.string) ?? .null
        } write: {
            $0[keyPath: path] = $1.text
        }
    }

    /// JSON kept as text.
    package static func json(_ name: String, _ path: Path<String?>) -> Self {
        text(name, path, kind: .json)
    }

    /// A word of a known list that an older file may write otherwise.
    package static func word<Word: RawRepresentable<String> & SendableMetatype>(_ name: String, _ path: Path<Word>)
        -> Self
    {
        Field(name: name, kind: .text, isNullable: false) {
            .string($0[keyPath: path].rawValue)
        } write: {
            if let text = $1.text, let word = Word(rawValue: text) { $0[keyPath: path] = word }
        }
    }

    /// The replaced system also wrote `ROLLBACK CANDIDATE`, which means `ROLLBACK_CANDIDATE`.
    package static func decision(_ name: String, _ path: Path<String?>) -> Self {
        var field = text(name, path)
        field.write = { $0[keyPath: path] = $1.text.map(decisionWord) }
        return field
    }

    package static func decisionWord(_ text: String) -> String {
        text == "ROLLBACK CANDIDATE" ? "ROLLBACK_CANDIDATE" : text
    }

    /// - Throws: `WorkspaceError` (kind `invalid`) for a field that must hold something.
    package func requireNullable() throws {
        guard isNullable else { throw WorkspaceError.invalid("\(name) cannot be null", code: "wrong_type") }
    }

    package static func count(_ name: String, _ path: Path<Int>) -> Self {
        Field(name: name, kind: .integer, isNullable: false) {
            .integer(Int64($0[keyPath: path]))
        } write: {
            $0[keyPath: path] = $1.wholeNumber ?? 0
        }
    }

    package static func integer(_ name: String, _ path: Path<Int?>) -> Self {
        Field(name: name, kind: .integer, isNullable: true) {
            $0[keyPath: path].map { .integer(Int64($0)) } ?? .null
        } write: {
            $0[keyPath: path] = $1.wholeNumber
        }
    }

    package static func real(_ name: String, _ path: Path<Double?>) -> Self {
        Field(name: name, kind: .real, isNullable: true) {
            $0[keyPath: path].map(JSON.number) ?? .null
        } write: {
            $0[keyPath: path] = $1.double
        }
    }

    package static func boolean(_ name: String, _ path: Path<Bool>) -> Self {
        Field(name: name, kind: .boolean, isNullable: false) {
            .boolean($0[keyPath: path])
        } write: {
            $0[keyPath: path] = $1.bool ?? false
        }
    }

    package static func instant(_ name: String, _ path: Path<Instant>) -> Self {
        Field(name: name, kind: .instant, isNullable: false) {
            .string($0[keyPath: path].jsonText)
        } write: {
            if let instant = Instant(json: $1) { $0[keyPath: path] = instant }
        }
    }

    package static func instant(_ name: String, _ path: Path<Instant?>) -> Self {
        Field(name: name, kind: .instant, isNullable: true) {
            $0[keyPath: path].map { .string($0.jsonText) } ?? .null
        } write: {
            $0[keyPath: path] = Instant(json: $1)
        }
    }
}

extension Array {
    /// The fields of these names.
    package func named<R: WorkspaceRecord>(_ names: String...) -> [Field<R>] where Element == Field<R> {
        filter { names.contains($0.name) }
    }
}
