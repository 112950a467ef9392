internal import Crypto
internal import Experiments
internal import Foundation
internal import GRDB
internal import Synchronization

/// A record's stored values as canonical JSON: as the file holds them, so that any change of a value shows.
struct HistoryPayload {
    /// What stands for a record that is gone.
    static let gone = Array("null".utf8)

    let database: Database

    /// nil where there is no such record.
    func current(of table: String, id: String) throws -> [UInt8]? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM \"\(table)\" WHERE id = ?")
        return try statement.first([id]) { try payload(of: $0, columns: .of($0, in: table)) }
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
        guard !row.hasNull(atIndex: column.index) else { return JSON.null.write(to: &bytes) }
        let value: DatabaseValue = row[column.index]
        if column.isSecret {
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
                try row.holds(text.utf8, at: column.index)
                    ? .string(text) : .string("text:" + HistoryChain.hexadecimal(row.bytes(at: column.index)))
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

/// The columns of a table in the order of their names' bytes.
struct CanonicalColumns {
    struct Column {
        var index: Int
        /// The name as a JSON key: `"goal":`.
        var key: [UInt8]
        /// Of an older file, and never in an answer; of these the history holds a keyed hash.
        var isSecret: Bool
    }

    private let names: [String]
    let inOrder: [Column]
    /// Every kept table has one.
    let idIndex: Int

    private init(_ names: [String]) {
        self.names = names
        inOrder = names.enumerated().sorted { $0.element.utf8.lexicographicallyPrecedes($1.element.utf8) }
            .map { index, name in
                Column(
                    index: index, key: JSON.string(name).serializedBytes() + [UInt8(ascii: ":")],
                    isSecret: ["envSecret", "accessToken"].contains(name))
            }
        idIndex = names.firstIndex(of: "id") ?? 0
    }

    /// Put in order once, and again where a table has other columns: those of another file.
    private static let known = Mutex<[String: CanonicalColumns]>([:])

    static func of(_ row: Row, in table: String) -> CanonicalColumns {
        known.withLock { known in
            if let columns = known[table], columns.names.elementsEqual(row.columnNames) { return columns }
            let columns = CanonicalColumns(Array(row.columnNames))
            known[table] = columns
            return columns
        }
    }
}

extension HistoryEntry {
    /// SQL for one member of an entry's payload, or NULL where the payload is not JSON: a line altered outside the
    /// program must not stop the reading of the others.
    static func payloadMember(_ name: String) -> String {
        "CASE WHEN json_valid(payload) THEN json_extract(payload, '$.\(name)') END"
    }
}
