internal import Crypto
internal import Experiments
internal import Foundation
internal import GRDB

/// One pass over the chain and one over the records, both over the bytes as they are stored.
struct HistoryVerifier {
    /// A record by the bytes of its table's name and its id.
    private struct Key: Hashable {
        var bytes: [UInt8]

        init(_ entity: some Sequence<UInt8>, _ id: some Sequence<UInt8>) { bytes = entity + [0] + id }

        func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }

        var entity: String { String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
        var id: String { String(decoding: bytes.drop { $0 != 0 }.dropFirst(), as: UTF8.self) }
    }

    let database: Database
    private var entries = 0
    private var head = Array(HistoryEntry.beginning.utf8)
    private var firstBroken: HistoryVerification.Break?
    /// The entry that last spoke of each record; nil where it was deleted.
    private var latest: [Key: Int?] = [:]
    private var isExpectedHeadFound = false

    init(database: Database) { self.database = database }

    mutating func verify(expected: String?) throws -> HistoryVerification {
        try readChain(expected: expected.map { Array($0.lowercased().utf8) })
        return HistoryVerification(
            entries: entries, head: String(decoding: head, as: UTF8.self), firstBroken: firstBroken,
            differences: try differences(), isExpectedHeadFound: expected.map { _ in isExpectedHeadFound })
    }

    // MARK: - The chain

    /// SQLite joins what is hashed, so that its bytes come as they are stored, at once.
    private mutating func readChain(expected: [UInt8]?) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT sequence, previousHash, hash, entity, entityId, payload = 'null',
                    previousHash || char(10) || sequence || char(10) || at || char(10) || actor || char(10) || action
                        || char(10) || entity || char(10) || entityId || char(10) || payload
                FROM "History" ORDER BY sequence
                """)
        while let row = try rows.next() {
            let sequence: Int = row[0]
            let (previous, hash) = (try row.bytes(at: 1), try row.bytes(at: 2))
            let computed = try row.withUnsafeData(atIndex: 6) { SHA256.hash(data: $0 ?? Data()) }
            if firstBroken == nil,
                let reason = fault(
                    sequence, isContinuing: previous == head,
                    isIntact: HistoryChain.hexadecimalDigits(computed) == hash)
            {
                firstBroken = .init(sequence: sequence, reason: reason)
            }
            entries += 1
            head = hash
            if let expected, firstBroken == nil, hash == expected { isExpectedHeadFound = true }
            let isGone: Bool = row[5]
            latest[Key(try row.bytes(at: 3), try row.bytes(at: 4))] = .some(isGone ? nil : sequence)
        }
    }

    private func fault(_ sequence: Int, isContinuing: Bool, isIntact: Bool) -> String? {
        if sequence != entries + 1 {
            return "entry \(entries + 1) is missing before it, or its own number was changed"
        }
        if !isIntact { return "its content does not give its hash: it was changed after it was written" }
        if !isContinuing { return "it does not continue entry \(entries): one of the two was replaced" }
        return nil
    }

    // MARK: - The records

    private mutating func differences() throws -> [HistoryVerification.Difference] {
        var found: [HistoryVerification.Difference] = []
        let payloads = HistoryPayload(database: database)
        let entry = try database.cachedStatement(sql: "SELECT payload FROM \"History\" WHERE sequence = ?")
        for table in HistoryChain.tables {
            let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \"\(table)\" ORDER BY rowid")
            var columns: CanonicalColumns?
            while let row = try rows.next() {
                let known = columns ?? .of(row, in: table)
                columns = known
                let id = try row.bytes(at: known.idIndex)
                let name = String(decoding: id, as: UTF8.self)
                guard let sequence = latest.removeValue(forKey: Key(table.utf8, id)) ?? nil else {
                    found.append(.init(entity: table, id: name, finding: .unrecorded))
                    continue
                }
                let payload = try payloads.payload(of: row, columns: known)
                if try entry.first([sequence], { try $0.holds(payload, at: 0) }) == true { continue }
                found.append(.init(entity: table, id: name, finding: .changedOutside))
            }
        }
        let missing = latest.filter { $0.value != nil }.keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        return found + missing.map { .init(entity: $0.entity, id: $0.id, finding: .missing) }
    }
}
