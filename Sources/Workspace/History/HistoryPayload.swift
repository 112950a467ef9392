internal import Crypto
internal import Experiments
internal import Foundation
internal import GRDB

/// A record's stored values as canonical JSON: as the file holds them, so that any change of a value shows.
struct HistoryPayload {
    /// Columns of older files that never appear in an answer; of these the history holds a keyed hash.
    private static let secrets: Set<String> = ["envSecret", "accessToken"]

    private let database: Database
    private let key: SymmetricKey

    init(database: Database) throws {
        self.database = database
        guard let key = try Data.fetchOne(database.cachedStatement(sql: "SELECT key FROM \"HistoryKey\"")) else {
            throw WorkspaceError(
                .storage, code: "history_key_missing",
                "The file's history has lost its key. Restore the file from a backup; nothing was changed.")
        }
        self.key = SymmetricKey(data: key)
    }

    /// nil where there is no such record.
    func current(of table: String, id: String) throws -> String? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM \"\(table)\" WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id]).map(payload)
    }

    func payload(of row: Row) -> String {
        JSON.object(JSONObject(row.map { name, value in (name, json(of: value, in: name)) })).serialized(.canonical)
    }

    private func json(of value: DatabaseValue, in column: String) -> JSON {
        if Self.secrets.contains(column), !value.isNull {
            let code = HMAC<SHA256>.authenticationCode(for: Data(value.description.utf8), using: key)
            return .string("hmac-sha256:" + HistoryChain.hexadecimal(code))
        }
        return switch value.storage {
        case .null: .null
        case .int64(let integer): .integer(integer)
        case .double(let number): number.isFinite ? .number(number) : .string("real:\(number)")
        case .string(let text): .string(text)
        case .blob(let data): .string("blob:" + HistoryChain.hexadecimal(data))
        }
    }
}
