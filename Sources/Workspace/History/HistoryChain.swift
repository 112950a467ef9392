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
    private let payloads: HistoryPayload

    init(database: Database, actor: String) {
        self.database = database
        self.actor = actor.onOneLine
        payloads = HistoryPayload(database: database)
    }

    /// Adds the record as it now stands in the file; `null` where it is gone.
    func add(_ action: String, _ table: String, id: String, at: Instant) throws {
        let payload = try payloads.current(of: table, id: id) ?? HistoryPayload.gone
        try append(action, table, id: id, payload: payload, at: at)
    }

    /// Keeps what another program wrote to a record before it is written over, so that it does not pass as our own.
    func keepForeignChange(of table: String, id: String, at: Instant) throws {
        guard let current = try payloads.current(of: table, id: id) else { return }
        let statement = try database.cachedStatement(
            sql: """
                SELECT payload FROM "History" WHERE entity = ? AND entityId = ? ORDER BY sequence DESC LIMIT 1
                """)
        guard try statement.first([table, id], { try $0.holds(current, at: 0) }) != true else { return }
        try append("found changed outside", table, id: id, payload: current, at: at)
    }

    /// Starts the chain with every record that is there; tables of later versions are not yet.
    func adoptAll(at: Instant) throws {
        for table in Self.tables where try database.tableExists(table) {
            let records = try Row.fetchCursor(database, sql: "SELECT * FROM \"\(table)\" ORDER BY rowid")
            var columns: CanonicalColumns?
            while let row = try records.next() {
                let known = columns ?? .of(row, in: table)
                columns = known
                try append("adopt", table, id: row["id"], payload: payloads.payload(of: row, columns: known), at: at)
            }
        }
    }

    private func append(_ action: String, _ table: String, id: String, payload: [UInt8], at: Instant) throws {
        let statement = try database.cachedStatement(
            sql: "SELECT sequence, hash FROM \"History\" ORDER BY sequence DESC LIMIT 1")
        let last = try Row.fetchOne(statement)
        let sequence: Int = (last?["sequence"] ?? 0) + 1
        let previous: String = last?["hash"] ?? HistoryEntry.beginning
        let at = at.fileText
        var hashed = Array("\(previous)\n\(sequence)\n\(at)\n\(actor)\n\(action)\n\(table)\n\(id)\n".utf8)
        hashed += payload
        let insertion = try database.cachedStatement(
            sql: """
                INSERT INTO "History" (sequence, at, actor, action, entity, entityId, payload, previousHash, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insertion.execute(
            arguments: [
                sequence, at, actor, action, table, id, String(decoding: payload, as: UTF8.self), previous,
                Self.sha256(hashed),
            ])
    }

    /// In hexadecimal digits.
    static func sha256(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: hexadecimalDigits(bytes), as: UTF8.self)
    }

    static func hexadecimalDigits(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * bytes.underestimatedCount)
        func append(_ half: UInt8) {
            digits.append(half < 10 ? UInt8(ascii: "0") + half : UInt8(ascii: "a") + half - 10)
        }
        for byte in bytes {
            append(byte >> 4)
            append(byte & 15)
        }
        return digits
    }
}

extension Statement {
    /// What is read from the first row, whose bytes are there only so long; nil without a row.
    func first<Value>(_ arguments: StatementArguments, _ read: (Row) throws -> Value) throws -> Value? {
        let rows = try Row.fetchCursor(self, arguments: arguments)
        return try withExtendedLifetime(rows) { try rows.next().map(read) }
    }
}

extension Row {
    /// Whether a column holds exactly these bytes.
    func holds(_ bytes: some Collection<UInt8>, at index: Int) throws -> Bool {
        try withUnsafeData(atIndex: index) { data in
            guard let data, data.count == bytes.count else { return false }
            return data.withUnsafeBytes { stored in
                bytes.withContiguousStorageIfAvailable { stored.elementsEqual($0) } ?? stored.elementsEqual(bytes)
            }
        }
    }

    /// The stored bytes of a column; empty for null.
    func bytes(at index: Int) throws -> [UInt8] {
        try withUnsafeData(atIndex: index) { $0.map(Array.init) ?? [] }
    }
}

extension String {
    /// Without line breaks, of which each would end its field in the hashed text.
    var onOneLine: String { String(map { $0.isNewline ? " " : $0 }) }
}
