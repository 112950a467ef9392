import Experiments
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Workspace

/// What another program does to the file by SQL, and what `verify` says of it.
@Suite struct HistoryTamperTests {
    // MARK: - A cut or rewritten chain

    /// Cutting the last entries off leaves a chain that continues; the head that was kept elsewhere tells.
    @Test func aCutChainLacksTheExpectedHead() async throws {
        let folder = try TemporaryFolder()
        let workspace = try HistoryTests.open(folder)
        let project = try await workspace.perform(CreateProject(name: "P"))
        _ = try await workspace.perform(UpdateState(project: project.id, values: ["goal": "one"]))
        let head = try await workspace.perform(VerifyHistory()).head
        _ = try await workspace.perform(UpdateState(project: project.id, values: ["goal": "two"]))
        #expect(try await workspace.perform(VerifyHistory(expected: head)).isSound)
        try await workspace.connections.write { database in
            try Self.unguard(database)
            try database.execute(sql: "DELETE FROM History WHERE sequence >= 3")
            try database.execute(
                sql: "UPDATE Project SET goal = NULL, updatedAt = createdAt")
        }
        #expect(try await workspace.perform(VerifyHistory()).isSound, "nothing inside the file tells")
        let found = try await workspace.perform(VerifyHistory(expected: head))
        #expect(!found.isSound && found.isExpectedHeadFound == false)
        try workspace.close()
    }

    /// However many entries are gone: the records are not what the rest says, or the head is not in it.
    @Test func theRemovalOfLastRowsIsFound() async throws {
        let folder = try TemporaryFolder()
        let workspace = try HistoryTests.open(folder)
        _ = try await HistoryTests.fill(workspace)
        let whole = try await workspace.perform(VerifyHistory())
        try await workspace.connections.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            try Self.unguard(database)
            for kept in 0..<whole.entries {
                let found = try Self.verify(database, expected: whole.head) {
                    try database.execute(sql: "DELETE FROM History WHERE sequence > ?", arguments: [kept])
                }
                #expect(!found.isSound && found.isExpectedHeadFound == false && found.entries == kept)
            }
            for table in HistoryChain.tables {
                let last = try String.fetchOne(
                    database, sql: "SELECT id FROM \"\(table)\" ORDER BY rowid DESC LIMIT 1")
                guard let last else { continue }
                let found = try Self.verify(database) {
                    try database.execute(sql: "DELETE FROM \"\(table)\" WHERE id = ?", arguments: [last])
                }
                #expect(found.differences == [.init(entity: table, id: last, finding: .missing)])
            }
        }
        try workspace.close()
    }

    /// Whoever can write the file can compute a whole other chain; only a head kept elsewhere tells.
    @Test func aRecomputedChainLacksTheExpectedHead() async throws {
        let folder = try TemporaryFolder()
        let workspace = try HistoryTests.open(folder)
        _ = try await HistoryTests.fill(workspace)
        let head = try await workspace.perform(VerifyHistory()).head
        try await workspace.connections.write { database in
            try Self.unguard(database)
            var previous = HistoryEntry.beginning
            for row in try Row.fetchAll(database, sql: "SELECT * FROM History ORDER BY sequence") {
                let actor = "somebody else"
                let fields: [String] = [
                    previous, "\(row["sequence"] as Int)", row["at"], actor, row["action"], row["entity"],
                    row["entityId"], row["payload"],
                ]
                let hash = HistoryChain.sha256(Array(fields.joined(separator: "\n").utf8))
                try database.execute(
                    sql: "UPDATE History SET actor = ?, previousHash = ?, hash = ? WHERE sequence = ?",
                    arguments: [actor, previous, hash, row["sequence"] as Int])
                previous = hash
            }
        }
        #expect(try await workspace.perform(VerifyHistory()).isSound, "nothing inside the file tells")
        #expect(try await workspace.perform(VerifyHistory(expected: head)).isExpectedHeadFound == false)
        try workspace.close()
    }

    // MARK: - Changed bytes

    /// One byte of one stored value: each change is found, and the named place is right.
    @Test func everyChangedByteIsFound() async throws {
        let isSlow = ProcessInfo.processInfo.environment["EXPERIMENT_SLOW_TESTS"] != nil
        let folder = try TemporaryFolder()
        let workspace = try HistoryTests.open(folder)
        _ = try await HistoryTests.fill(workspace)
        try await workspace.connections.writeWithoutTransaction { database in
            // Keys are changed too, and texts to what is none, so nothing may be in the way of a change.
            try database.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            try Self.unguard(database)
            var random = SplitMix64(seed: 20_260_401)
            let places = try Self.places(database)
            #expect(places.count > 100)
            for _ in 0..<(isSlow ? 10_000 : 500) {
                let place = places[Int(random.next() % UInt64(places.count))]
                let found = try Self.verify(database) { try place.changeOneByte(in: database, by: &random) }
                if place.table == HistoryEntry.table {
                    #expect(found.firstBroken?.sequence == Int(place.rowid), "\(place)")
                } else if place.column == "id" {
                    #expect(found.differences.contains { $0.finding == .unrecorded }, "\(place)")
                    #expect(
                        found.differences.contains(.init(entity: place.table, id: place.id, finding: .missing)),
                        "\(place)")
                } else {
                    let expected = HistoryVerification.Difference(
                        entity: place.table, id: place.id, finding: .changedOutside)
                    #expect(found.firstBroken == nil && found.differences == [expected], "\(place)")
                }
            }
        }
        try workspace.close()
    }

    /// The same characters in another composition are other bytes, and so another text.
    @Test func anotherCompositionIsAChange() async throws {
        let folder = try TemporaryFolder()
        let workspace = try HistoryTests.open(folder)
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        let project = try await workspace.perform(CreateProject(name: composed))
        try await workspace.connections.writeWithoutTransaction { database in
            try Self.unguard(database)
            let record = try Self.verify(database) {
                try database.execute(sql: "UPDATE Project SET name = ?", arguments: [decomposed])
            }
            #expect(record.differences == [.init(entity: Project.table, id: project.id, finding: .changedOutside)])
            let entry = try Self.verify(database) {
                try database.execute(
                    sql: "UPDATE History SET payload = replace(payload, ?, ?) WHERE sequence = 1",
                    arguments: [composed, decomposed])
            }
            #expect(entry.firstBroken?.sequence == 1)
        }
        // Ours is a write like any other.
        let state = try await workspace.perform(UpdateState(project: project.id, values: ["goal": .string(composed)]))
        #expect(state.goal?.utf8.count == composed.utf8.count)
        let other = try await workspace.perform(UpdateState(project: project.id, values: ["goal": .string(decomposed)]))
        #expect(other.goal?.utf8.count == decomposed.utf8.count)
        #expect(try await workspace.perform(VerifyHistory()).isSound)
        try workspace.close()
    }

    // MARK: - Parts

    /// What is said of the file as a change leaves it; the change is taken back.
    private static func verify(
        _ database: Database, expected: String? = nil, after change: () throws -> Void
    ) throws -> HistoryVerification {
        var verifier = HistoryVerifier(database: database)
        var found: HistoryVerification?
        try database.inSavepoint {
            try change()
            found = try verifier.verify(expected: expected)
            return .rollback
        }
        return try #require(found)
    }

    private static func unguard(_ database: Database) throws {
        for trigger in try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
            try database.execute(sql: "DROP TRIGGER \"\(trigger)\"")
        }
    }

    /// Every stored value that is not null.
    private static func places(_ database: Database) throws -> [Place] {
        try (HistoryChain.tables + [HistoryEntry.table]).flatMap { table in
            let key = table == HistoryEntry.table ? "sequence" : "id"
            return try database.columns(in: table).map(\.name).filter { $0 != "sequence" }.flatMap { column in
                try Row.fetchAll(
                    database,
                    sql: "SELECT rowid, CAST(\(key) AS TEXT) FROM \"\(table)\" WHERE length(\"\(column)\") > 0"
                )
                .map { Place(table: table, column: column, rowid: $0[0], id: $0[1]) }
            }
        }
    }
}

private struct Place {
    var table: String
    var column: String
    var rowid: Int64
    var id: String

    func changeOneByte(in database: Database, by random: inout SplitMix64) throws {
        let row = try Row.fetchOne(
            database, sql: "SELECT \"\(column)\", CAST(\"\(column)\" AS BLOB) FROM \"\(table)\" WHERE rowid = ?",
            arguments: [rowid])
        let value: DatabaseValue = try #require(row)[0]
        var mark = "?"
        let changed: DatabaseValue
        switch value.storage {
        case .string:
            var bytes: Data = try #require(row)[1]
            let index = Int(random.next() % UInt64(bytes.count))
            bytes[index] ^= UInt8(1 + random.next() % 255)
            // Any byte may come out: a NUL, or one that makes the text no UTF-8.
            mark = "CAST(? AS TEXT)"
            changed = bytes.databaseValue
        case .int64(let integer): changed = (integer ^ 1).databaseValue
        case .double(let number): changed = number.nextUp.databaseValue
        default: return
        }
        try database.execute(
            sql: "UPDATE OR REPLACE \"\(table)\" SET \"\(column)\" = \(mark) WHERE rowid = ?",
            arguments: [changed, rowid])
    }
}
