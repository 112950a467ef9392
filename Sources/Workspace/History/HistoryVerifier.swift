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

    private mutating func readChain(expected: [UInt8]?) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT sequence, previousHash, at, actor, action, entity, entityId, payload, hash FROM "History"
                ORDER BY sequence
                """)
        // One buffer for all entries: the text that is hashed, and where each field of it ends.
        var text: [UInt8] = []
        while let row = try rows.next() {
            let sequence: Int = row[0]
            let previous = try row.bytes(at: 1)
            text.removeAll(keepingCapacity: true)
            text += previous
            text += "\n\(sequence)".utf8
            var ends = [text.count]
            for column in 2...7 {
                text.append(UInt8(ascii: "\n"))
                try row.withUnsafeData(atIndex: column) { if let data = $0 { text.append(contentsOf: data) } }
                ends.append(text.count)
            }
            let hash = try row.bytes(at: 8)
            if firstBroken == nil,
                let reason = fault(
                    sequence, isContinuing: previous == head,
                    isIntact: HistoryChain.hexadecimalDigits(SHA256.hash(data: text)) == hash)
            {
                firstBroken = .init(sequence: sequence, reason: reason)
            }
            entries += 1
            head = hash
            if let expected, firstBroken == nil, hash == expected { isExpectedHeadFound = true }
            let field = { (place: Int) in text[(ends[place - 1] + 1)..<ends[place]] }
            latest[Key(field(4), field(5))] = .some(field(6).elementsEqual(HistoryPayload.gone) ? nil : sequence)
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
                let known = columns ?? CanonicalColumns(of: row)
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

extension Row {
    /// The stored bytes of a column; empty for null.
    fileprivate func bytes(at index: Int) throws -> [UInt8] {
        try withUnsafeData(atIndex: index) { $0.map(Array.init) ?? [] }
    }
}
