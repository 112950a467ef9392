internal import Experiments
internal import GRDB
internal import Synchronization

extension WorkspaceRecord {
    /// The columns in declared order, quoted; put together once.
    static var fieldList: String {
        FieldLists.shared.withLock { lists in
            if let list = lists[ObjectIdentifier(self)] { return list }
            let list = fields.map { "\"\($0.name)\"" }.joined(separator: ", ")
            lists[ObjectIdentifier(self)] = list
            return list
        }
    }

    /// Reads a row that was selected by `fieldList`.
    init(row: Row) throws {
        self.init()
        for (index, field) in Self.fields.enumerated() {
            do {
                let value: DatabaseValue = row[index]
                try set(field, to: field.json(of: value))
            } catch let error as WorkspaceError {
                let id: String? = Self.fields.firstIndex { $0.name == "id" }.flatMap { row[$0] }
                throw WorkspaceError(
                    .storage, code: "unreadable_record",
                    "The file holds a \(Self.table) that cannot be read (id \(id ?? "unknown")): \(error.message). "
                        + "Correct that value in the file; nothing was changed.")
            }
        }
    }
}

extension Field {
    /// The stored value as JSON. SQLite lets any column hold any type, and older files make use of it.
    fileprivate func json(of value: DatabaseValue) -> JSON {
        switch (kind, value.storage) {
        case (_, .null): .null
        case (.boolean, .int64(let integer)): .boolean(integer != 0)
        case (.text, .int64(let integer)), (.json, .int64(let integer)): .string(String(integer))
        case (_, .int64(let integer)): .integer(integer)
        case (.text, .double(let number)), (.json, .double(let number)): .string(number.description)
        case (.instant, .double(let number)): Int64(exactly: number.rounded(.down)).map(JSON.integer) ?? .number(number)
        case (_, .double(let number)): .number(number)
        case (.instant, .string("")), (.integer, .string("")), (.real, .string("")): .null
        case (.integer, .string(let text)), (.real, .string(let text)), (.boolean, .string(let text)):
            kind.value(ofFlag: text.lowercased())
        case (_, .string(let text)): .string(text)
        case (_, .blob(let data)): .string(String(decoding: data, as: UTF8.self))
        }
    }

    /// The record's value as the file keeps it.
    func databaseValue(of record: Owner) -> DatabaseValue {
        switch read(record) {
        case .null: .null
        case .boolean(let boolean): boolean.databaseValue
        case .integer(let integer): integer.databaseValue
        case .number(let number): number.databaseValue
        case .string(let text): (kind == .instant ? Instant(text)?.fileText ?? text : text).databaseValue
        case .array, .object: .null
        }
    }
}

/// The lists of columns by record type.
private enum FieldLists {
    static let shared = Mutex<[ObjectIdentifier: String]>([:])
}
