internal import Crypto
internal import Experiments
internal import Foundation
internal import GRDB

/// The chain of all writes, to which each write of a record adds one entry in its own transaction.
struct HistoryChain {
    /// The tables whose writes are kept.
    static let tables = [
        Project.table, Experiment.table, Activity.table, Message.table, Snapshot.table, StoredAnalysis.table,
        SourceConfiguration.table, AllocationEpoch.table,
    ]

    let database: Database
    let actor: String

    init(database: Database, actor: String) {
        self.database = database
        self.actor = actor.onOneLine
    }

    /// Adds the record as it now stands in the file; `null` where it is gone.
    func add(_ action: String, _ table: String, id: String, at: Instant) throws {
        let payloads = try HistoryPayload(database: database)
        try append(action, table, id: id, payload: payloads.current(of: table, id: id) ?? "null", at: at)
    }

    /// Keeps what another program wrote to a record before it is written over, so that it does not pass as our own.
    func keepForeignChange(of table: String, id: String, at: Instant) throws {
        let statement = try database.cachedStatement(
            sql: """
                SELECT payload FROM "History" WHERE entity = ? AND entityId = ? ORDER BY sequence DESC LIMIT 1
                """)
        let known = try String.fetchOne(statement, arguments: [table, id])
        let payloads = try HistoryPayload(database: database)
        guard let current = try payloads.current(of: table, id: id), current != known else { return }
        try append("found changed outside", table, id: id, payload: current, at: at)
    }

    /// Starts the chain with every record that is there; tables of later versions are not yet.
    func adoptAll(at: Instant) throws {
        let payloads = try HistoryPayload(database: database)
        for table in Self.tables where try database.tableExists(table) {
            let records = try Row.fetchCursor(database, sql: "SELECT * FROM \"\(table)\" ORDER BY rowid")
            while let row = try records.next() {
                try append("adopt", table, id: row["id"], payload: payloads.payload(of: row), at: at)
            }
        }
    }

    private func append(_ action: String, _ table: String, id: String, payload: String, at: Instant) throws {
        let statement = try database.cachedStatement(
            sql: "SELECT sequence, hash FROM \"History\" ORDER BY sequence DESC LIMIT 1")
        let last = try Row.fetchOne(statement)
        let sequence: Int = (last?["sequence"] ?? 0) + 1
        let previous: String = last?["hash"] ?? HistoryEntry.beginning
        let hash = Self.hash(
            previous: previous, sequence: sequence, at: at.fileText, actor: actor, action: action, entity: table,
            id: id, payload: payload)
        let insertion = try database.cachedStatement(
            sql: """
                INSERT INTO "History" (sequence, at, actor, action, entity, entityId, payload, previousHash, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insertion.execute(
            arguments: [sequence, at.fileText, actor, action, table, id, payload, previous, hash])
    }

    /// The hash of one entry, over the texts as they are stored.
    static func hash(
        previous: String, sequence: Int, at: String, actor: String, action: String, entity: String, id: String,
        payload: String
    ) -> String {
        let text = "\(previous)\n\(sequence)\n\(at)\n\(actor)\n\(action)\n\(entity)\n\(id)\n\(payload)"
        return hexadecimal(SHA256.hash(data: Data(text.utf8)))
    }

    /// The hash of a text.
    static func sha256(_ text: String) -> String { hexadecimal(SHA256.hash(data: Data(text.utf8))) }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}

extension String {
    /// Without line breaks, of which each would end its field in the hashed text.
    var onOneLine: String { String(map { $0.isNewline ? " " : $0 }) }
}
