import Experiments
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Workspace

@Suite struct HistoryTests {
    /// A workspace whose clock stands still and whose ids count up.
    static func open(_ folder: TemporaryFolder) throws -> SQLiteWorkspace {
        let ids = Identifiers()
        return try SQLiteWorkspace(
            path: folder.file(), isCreating: true,
            surroundings: .init(
                actor: "command\nann", now: { Instant(milliseconds: 1_775_000_000_000) }, newIdentifier: { ids.next() })
        )
    }

    /// A project with an analyzed experiment and a deleted project.
    static func fill(_ workspace: SQLiteWorkspace) async throws -> Project {
        let project = try await workspace.perform(CreateProject(name: "Checkout – “ü”"))
        _ = try await workspace.perform(UpdateState(project: project.id, values: ["goal": "More sales"]))
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project.id, slug: "button",
                fields: [
                    "primaryMetricEvent": "paid", "controlVariant": "a", "treatmentVariant": "b", "minimumSample": 100,
                    "inputData": ["metrics": ["paid": ["a": ["n": 487, "k": 41], "b": ["n": 513, "k": 67]]]],
                ]))
        _ = try await workspace.perform(AnalyzeExperiment(project: project.id, slug: "button"))
        let other = try await workspace.perform(CreateProject(name: "Other"))
        _ = try await workspace.perform(DeleteProject(project: other.id, confirm: "Other"))
        return project
    }

    @Test func everyWriteContinuesTheChain() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Self.open(folder)
        let project = try await Self.fill(workspace)
        let found = try await workspace.perform(VerifyHistory())
        #expect(found.isSound && found.firstBroken == nil && found.differences.isEmpty)
        let entries = try await workspace.connections.read { database in
            try Row.fetchAll(database, sql: "SELECT action, entity FROM History ORDER BY sequence")
                .map { "\($0["action"] as String) \($0["entity"] as String)" }
        }
        #expect(
            entries == [
                "create Project", "create Activity", "update Project", "create Experiment", "create Snapshot",
                "create Analysis", "update Experiment", "create Project", "create Activity", "delete Activity",
                "delete Project",
            ])
        #expect(found.entries == entries.count)
        let listed = try await workspace.perform(ListHistory(project: project.id, slug: "button"))
        #expect(listed.map(\.entity) == ["Experiment", "Analysis", "Snapshot", "Experiment"])
        #expect(listed[0].hash.count == 64 && listed[0].actor == "command ann")
        #expect(try await workspace.perform(ListHistory(project: project.id)).count == 7)
        try workspace.close()
    }

    /// Python 3.11, hashlib: the first entry of the file above.
    @Test func theHashIsSHA256OfTheFieldsOnLines() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Self.open(folder)
        let project = try await workspace.perform(CreateProject(name: "P"))
        let entry = try #require(try await workspace.perform(ListHistory(project: project.id)).last)
        #expect(
            entry.payload
                == #"{"accessToken":null,"change":null,"constraints":null,"createdAt":"2026-03-31T23:33:20.000+00:00","#
                + #""description":null,"envSecret":null,"flagKey":null,"flagServerUrl":null,"goal":null,"#
                + #""guardrails":null,"hypothesis":null,"id":"id-1","intent":null,"lastAction":null,"#
                + #""lastLearning":null,"name":"P","openQuestions":null,"primaryMetric":null,"sandboxId":null,"#
                + #""sandboxStatus":"idle","stage":"intent","updatedAt":"2026-03-31T23:33:20.000+00:00","variants":null}"#
        )
        #expect(entry.hash == "9e563cafe1338f24f4565a3646b865f365fc76a4b87be40bc3aaa7203172a10b")
        try workspace.close()
    }

    @Test func aChangeByAnotherProgramIsNamed() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Self.open(folder)
        let project = try await Self.fill(workspace)
        let head = try await workspace.perform(VerifyHistory()).head
        try await workspace.connections.write { database in
            try database.execute(sql: "UPDATE Experiment SET decision = 'CONTINUE'")
            try database.execute(
                sql: "INSERT INTO Activity (id, projectId, type, title) VALUES ('x', ?, 'note', 'theirs')",
                arguments: [project.id])
            try database.execute(sql: "DELETE FROM Activity WHERE title = 'Project created'")
        }
        let found = try await workspace.perform(VerifyHistory(expected: head.uppercased()))
        #expect(!found.isSound && found.firstBroken == nil && found.isExpectedHeadFound == true)
        #expect(found.differences.map(\.finding) == [.changedOutside, .unrecorded, .missing])
        #expect(found.differences.map(\.entity) == ["Experiment", "Activity", "Activity"])
        #expect(try HistoryVerification(json: found.json) == found)
        try workspace.close()
    }

    /// Another program's change does not pass as ours once we write to the same record.
    @Test func aForeignChangeIsKeptBeforeItIsWrittenOver() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Self.open(folder)
        let project = try await workspace.perform(CreateProject(name: "P"))
        try await workspace.connections.write { try $0.execute(sql: "UPDATE Project SET goal = 'theirs'") }
        _ = try await workspace.perform(UpdateState(project: project.id, values: ["intent": "ours"]))
        let entries = try await workspace.perform(ListHistory(project: project.id))
        #expect(entries.prefix(2).map(\.action) == ["update", "found changed outside"])
        #expect(entries[1].payload.contains("theirs"))
        #expect(try await workspace.perform(VerifyHistory()).isSound)
        try workspace.close()
    }

    @Test func rowsThatNeverChangeAreGuarded() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Self.open(folder)
        let project = try await Self.fill(workspace)
        for sql in [
            "UPDATE History SET actor = 'me'", "DELETE FROM History", "UPDATE Snapshot SET inputData = '{}'",
            "DELETE FROM Snapshot", "UPDATE Analysis SET result = '{}'", "DELETE FROM Analysis",
        ] {
            await #expect(throws: DatabaseError.self, "\(sql)") {
                try await workspace.connections.write { try $0.execute(sql: sql) }
            }
        }
        // With their project they go, and the chain says so.
        _ = try await workspace.perform(DeleteProject(project: project.id, confirm: project.name))
        #expect(try await workspace.perform(VerifyHistory()).isSound)
        try workspace.close()
    }

    /// An older file's secrets are in the chain as keyed hashes alone, and a change of them shows.
    @Test func secretsStayOutOfTheHistory() async throws {
        let folder = try TemporaryFolder()
        try OlderFile.make(at: folder.file(), .last)
        let workspace = try SQLiteWorkspace(path: folder.file())
        let found = try await workspace.perform(VerifyHistory())
        #expect(found.isSound && found.entries > 0)
        let payloads = try await workspace.connections.read {
            try String.fetchAll($0, sql: "SELECT payload FROM History WHERE entity = 'Project'")
        }
        let secrets = try await workspace.connections.read {
            try String.fetchAll($0, sql: "SELECT envSecret FROM Project WHERE envSecret IS NOT NULL")
        }
        #expect(!secrets.isEmpty)
        for secret in secrets { #expect(!payloads.contains { $0.contains(secret) }) }
        #expect(payloads.contains { $0.contains("hmac-sha256:") })
        try await workspace.connections.write {
            try $0.execute(sql: "UPDATE Project SET envSecret = 'stolen' WHERE envSecret IS NOT NULL")
        }
        #expect(try await workspace.perform(VerifyHistory()).differences.first?.entity == "Project")
        try workspace.close()
    }
}

/// `id-1`, `id-2` …
private final class Identifiers: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    func next() -> String {
        lock.withLock {
            count += 1
            return "id-\(count)"
        }
    }
}
