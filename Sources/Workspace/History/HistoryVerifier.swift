internal import Experiments
internal import GRDB

/// One pass over the chain and one over the records.
struct HistoryVerifier {
    private struct Key: Hashable {
        var entity: String
        var id: String
    }

    let database: Database
    private var entries = 0
    private var head = HistoryEntry.beginning
    private var firstBroken: HistoryVerification.Break?
    /// Of each record the hash of what the chain last said of it; nil where it was deleted.
    private var latest: [Key: String?] = [:]
    private var isExpectedHeadFound = false

    init(database: Database) { self.database = database }

    mutating func verify(expected: String?) throws -> HistoryVerification {
        try readChain(expected: expected?.lowercased())
        return HistoryVerification(
            entries: entries, head: head, firstBroken: firstBroken, differences: try differences(),
            isExpectedHeadFound: expected.map { _ in isExpectedHeadFound })
    }

    private mutating func readChain(expected: String?) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT sequence, at, actor, action, entity, entityId, payload, previousHash, hash FROM "History"
                ORDER BY sequence
                """)
        while let row = try rows.next() {
            let texts = (1...8).map { row[$0] as String? ?? "" }
            let sequence: Int = row[0]
            let hash = HistoryChain.hash(
                previous: texts[6], sequence: sequence, at: texts[0], actor: texts[1], action: texts[2],
                entity: texts[3], id: texts[4], payload: texts[5])
            if firstBroken == nil, let reason = fault(sequence, previous: texts[6], hash: texts[7], computed: hash) {
                firstBroken = .init(sequence: sequence, reason: reason)
            }
            entries += 1
            head = texts[7]
            if head == expected, firstBroken == nil { isExpectedHeadFound = true }
            let isGone = texts[5] == "null"
            latest[Key(entity: texts[3], id: texts[4])] = .some(isGone ? nil : HistoryChain.sha256(texts[5]))
        }
    }

    private func fault(_ sequence: Int, previous: String, hash: String, computed: String) -> String? {
        if sequence != entries + 1 {
            return "entry \(entries + 1) is missing before it, or its own number was changed"
        }
        if hash != computed { return "its content does not give its hash: it was changed after it was written" }
        if previous != head { return "it does not continue entry \(entries): one of the two was replaced" }
        return nil
    }

    private mutating func differences() throws -> [HistoryVerification.Difference] {
        var found: [HistoryVerification.Difference] = []
        let payloads = try HistoryPayload(database: database)
        for table in HistoryChain.tables {
            let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \"\(table)\" ORDER BY rowid")
            while let row = try rows.next() {
                let id = row["id"] as String? ?? ""
                let known = latest.removeValue(forKey: Key(entity: table, id: id)) ?? nil
                guard let known else {
                    found.append(.init(entity: table, id: id, finding: .unrecorded))
                    continue
                }
                if known != HistoryChain.sha256(payloads.payload(of: row)) {
                    found.append(.init(entity: table, id: id, finding: .changedOutside))
                }
            }
        }
        let missing = latest.filter { $0.value != nil }.keys.sorted { ($0.entity, $0.id) < ($1.entity, $1.id) }
        return found + missing.map { .init(entity: $0.entity, id: $0.id, finding: .missing) }
    }
}
