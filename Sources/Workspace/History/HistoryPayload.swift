internal import Crypto
internal import Experiments
internal import Foundation
internal import GRDB

/// A record's stored values as canonical JSON: as the file holds them, so that any change of a value shows.
struct HistoryPayload {
    /// Columns of older files that never appear in an answer; of these the history holds a keyed hash.
    private static let secrets: Set<String> = ["envSecret", "accessToken"]

    /// What stands for a record that is gone.
    static let gone = Array("null".utf8)

    let database: Database

    /// nil where there is no such record.
    func current(of table: String, id: String) throws -> [UInt8]? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM \"\(table)\" WHERE id = ?")
        return try statement.first([id]) { try payload(of: $0, columns: CanonicalColumns(of: $0)) }
    }

    /// - Parameter columns: those of the row.
    func payload(of row: Row, columns: CanonicalColumns) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        for (place, column) in columns.inOrder.enumerated() {
            bytes.append(UInt8(ascii: place == 0 ? "{" : ","))
            bytes += column.key
            try write(row, column, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private func write(_ row: Row, _ column: CanonicalColumns.Column, to bytes: inout [UInt8]) throws {
        let value: DatabaseValue = row[column.index]
        if Self.secrets.contains(column.name), !value.isNull {
            let code = HMAC<SHA256>.authenticationCode(for: Data(value.description.utf8), using: try key())
            return JSON.string("hmac-sha256:" + HistoryChain.hexadecimal(code)).write(to: &bytes)
        }
        let json: JSON =
            switch value.storage {
            case .null: .null
            case .int64(let integer): .integer(integer)
            case .double(let number): number.isFinite ? .number(number) : .string("real:\(number)")
            case .string(let text):
                // Reading ends a text at a NUL and mends what is no UTF-8; another program may write either.
                try row.withUnsafeData(atIndex: column.index) { stored in
                    let stored = stored ?? Data()
                    return stored.elementsEqual(text.utf8)
                        ? .string(text) : .string("text:" + HistoryChain.hexadecimal(stored))
                }
            case .blob(let data): .string("blob:" + HistoryChain.hexadecimal(data))
            }
        json.write(to: &bytes)
    }

    private func key() throws -> SymmetricKey {
        guard let key = try Data.fetchOne(database.cachedStatement(sql: "SELECT key FROM \"HistoryKey\"")) else {
            throw WorkspaceError(
                .storage, code: "history_key_missing",
                "The file's history has lost its key. Restore the file from a backup; nothing was changed.")
        }
        return SymmetricKey(data: key)
    }
}

/// The columns of a row in the order of their names' bytes, each with its name as a JSON key.
struct CanonicalColumns {
    struct Column {
        var index: Int
        var name: String
        /// Such as `"goal":`.
        var key: [UInt8]
    }

    let inOrder: [Column]

    /// Every kept table has one.
    var idIndex: Int { inOrder.first { $0.name == "id" }?.index ?? 0 }

    init(of row: Row) {
        inOrder = row.columnNames.enumerated()
            .map { index, name in
                Column(index: index, name: name, key: JSON.string(name).serializedBytes() + [UInt8(ascii: ":")])
            }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
