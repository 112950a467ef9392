import Experiments
import Foundation
import GRDB
import TestSupport
import Testing
import Workspace

@Suite struct OlderFileTests {
    static let project = "cmnlzgwud00052oxd5y3dxsao"

    @Test(arguments: OlderFile.Version.allCases)
    func opensWithItsCopyMadeFirstAndNothingRewritten(version: OlderFile.Version) throws {
        let folder = try TemporaryFolder()
        try OlderFile.make(at: folder.file(), version)
        let tables = [
            ("Project", OlderFile.projectColumns), ("Experiment", OlderFile.experimentColumns(version)),
            ("Activity", ["id", "projectId", "type", "title", "detail", "createdAt"]),
            ("_prisma_migrations", ["id", "checksum"]),
        ]
        let before = try tables.map { try dump(folder.file(), table: $0.0, columns: $0.1) }
        try SQLiteWorkspace(path: folder.file()).close()
        #expect(try tables.map { try dump(folder.file(), table: $0.0, columns: $0.1) } == before)
        let copy = folder.file("workspace.sqlite.before-\(Engine.version)")
        #expect(try tables.map { try dump(copy, table: $0.0, columns: $0.1) } == before)
        let columnsOfCopy = try DatabaseQueue(path: copy).read { try $0.columns(in: "Experiment").map(\.name) }
        #expect(columnsOfCopy == OlderFile.experimentColumns(version))
        #expect(try folder.names.filter { $0.contains("copying") }.isEmpty)
    }

    @Test func opensAgainWithoutAnotherCopyAndNeverOverwritesOne() throws {
        let folder = try TemporaryFolder()
        let copy = folder.file("workspace.sqlite.before-\(Engine.version)")
        try Data("mine".utf8).write(to: URL(fileURLWithPath: copy))
        try OlderFile.make(at: folder.file(), .last)
        try SQLiteWorkspace(path: folder.file()).close()
        try SQLiteWorkspace(path: folder.file()).close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == Data("mine".utf8))
        let copies = try folder.names.filter { $0.contains(".before-") }
        #expect(copies.count == 2)
        #expect(try DatabaseQueue(path: copy + "-2").read { try $0.tableExists("Project") })
    }

    @Test func theCopyIsAsPrivateAsTheFile() throws {
        let folder = try TemporaryFolder()
        try OlderFile.make(at: folder.file(), .last)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.file())
        try SQLiteWorkspace(path: folder.file()).close()
        let copy = folder.file("workspace.sqlite.before-\(Engine.version)")
        #expect(try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int == 0o600)
    }

    @Test func anUpgradeThatFailsLeavesNoCopy() async throws {
        let folder = try TemporaryFolder()
        try OlderFile.make(at: folder.file(), .last)
        let reader = try DatabaseQueue(path: folder.file())
        try await reader.read { database in
            _ = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM Project")
            // The replaced system reads on; the file cannot change its journal under it.
            let error = failure { try SQLiteWorkspace(path: folder.file(), busyTimeout: 0.1) }
            #expect(error?.code == "workspace_busy")
        }
        #expect(try folder.names == ["workspace.sqlite"])
        try SQLiteWorkspace(path: folder.file()).close()
        #expect(try folder.names.count == 2)
    }

    @Test(arguments: OlderFile.Version.allCases)
    func readsEveryKindOfValue(version: OlderFile.Version) async throws {
        let folder = try TemporaryFolder()
        try OlderFile.make(at: folder.file(), version)
        let workspace = try SQLiteWorkspace(path: folder.file())
        let detail = try await workspace.perform(GetProject(project: Self.project))
        #expect(detail.project.createdAt.jsonText == "2026-04-07T12:34:11.063Z")
        #expect(detail.project.updatedAt.jsonText == "2026-04-07T12:34:11.063Z")
        #expect(detail.json["envSecret"] == nil && detail.json["accessToken"] == nil)
        // By instant, then by the order of writing: tie-2 and tie-1 share theirs, button is 63 ms older.
        #expect(detail.experiments.map(\.slug) == ["tie-2", "tie-1", "button"])
        #expect(detail.activities.map(\.title) == ["second", "first", "earlier"])
        #expect(detail.messages.map(\.content) == (version == .last ? ["first", "second"] : []))
        let button = try #require(detail.experiments.last)
        #expect(button.status == .collecting)
        #expect(button.decision == "ROLLBACK_CANDIDATE")
        #expect(button.analysisResult == "# Analysis\nlooks **good**")
        #expect(button.guardrailEvents == "error_rate")
        #expect(button.observationStart?.day == "2026-04-01")
        #expect(button.priorProper == (version == .last))
        #expect(try await workspace.perform(ListProjects()).map(\.experimentCount).sorted() == [0, 3])
        try workspace.close()
    }

    @Test func writesOnlyWhatAClientNames() async throws {
        let folder = try TemporaryFolder()
        try OlderFile.make(at: folder.file(), .last)
        let columns = OlderFile.experimentColumns(.last)
        let before = try dump(folder.file(), table: "Experiment", columns: columns)
        let workspace = try SQLiteWorkspace(path: folder.file())
        _ = try await workspace.perform(
            UpsertExperiment(project: Self.project, slug: "button", fields: ["hypothesis": "new"]))
        try workspace.close()
        let after = try dump(folder.file(), table: "Experiment", columns: columns)
        let changed = zip(before[0], after[0]).enumerated().filter { $1.0 != $1.1 }.map { columns[$0.offset] }
        #expect(changed == ["updatedAt", "hypothesis"])
        #expect(Array(after.dropFirst()) == Array(before.dropFirst()))
    }

    @Test func analyzesTheInputDataOfAnOlderFile() async throws {
        let folder = try TemporaryFolder()
        try OlderFile.make(at: folder.file(), .last)
        let workspace = try SQLiteWorkspace(path: folder.file())
        let outcome = try await workspace.perform(AnalyzeExperiment(project: Self.project, slug: "button"))
        let result = try #require(outcome.ab)
        #expect(result.treatments == ["b", "c"])
        #expect(result.guardrails.map(\.event) == ["error_rate"])
        #expect(result.prior == "proper (mean=0.0, stddev=0.3)")
        let stored = try await workspace.perform(GetExperiment(project: Self.project, slug: "button"))
        #expect(stored.analysisResult == result.json.serialized())
        #expect(stored.status == .analyzing)
        try workspace.close()
    }

    @Test func analyzesAnExperimentWhoseStatusIsAnotherWord() async throws {
        let folder = try TemporaryFolder()
        try OlderFile.make(at: folder.file(), .last)
        try await DatabaseQueue(path: folder.file()).write {
            try $0.execute(sql: "UPDATE Experiment SET status = 'paused' WHERE id = 'e1'")
        }
        let workspace = try SQLiteWorkspace(path: folder.file())
        _ = try await workspace.perform(AnalyzeExperiment(project: Self.project, slug: "button"))
        let stored = try await workspace.perform(GetExperiment(project: Self.project, slug: "button"))
        #expect(stored.status.rawValue == "paused")
        #expect(stored.analysisResult?.hasPrefix("{") == true)
        try workspace.close()
    }

    @Test func deletesAProjectWithAllThatIsItsOwn() async throws {
        let folder = try TemporaryFolder()
        try OlderFile.make(at: folder.file(), .last)
        let workspace = try SQLiteWorkspace(path: folder.file())
        let deleted = try await workspace.perform(DeleteProject(project: Self.project, confirm: "Checkout"))
        #expect(deleted.experimentCount == 3)
        try workspace.close()
        #expect(try dump(folder.file(), table: "Experiment", columns: ["id"]) == [["text:'e4'"]])
        #expect(try dump(folder.file(), table: "Activity", columns: ["id"]).isEmpty)
        #expect(try dump(folder.file(), table: "Message", columns: ["id"]).isEmpty)
    }

    @Test func keepsRefusingUnknownWordsWhoeverWrites() throws {
        let folder = try TemporaryFolder()
        try OlderFile.make(at: folder.file(), .last)
        try SQLiteWorkspace(path: folder.file()).close()
        let queue = try DatabaseQueue(path: folder.file())
        #expect(throws: DatabaseError.self) {
            try queue.write { try $0.execute(sql: "UPDATE Experiment SET status = 'paused' WHERE id = 'e1'") }
        }
        #expect(throws: DatabaseError.self) {
            try queue.write { try $0.execute(sql: "UPDATE Project SET stage = 'done'") }
        }
        try queue.write { try $0.execute(sql: "UPDATE Experiment SET status = 'running' WHERE id = 'e2'") }
    }

    @Test func aValueThatCannotBeReadIsNamedAndKept() async throws {
        let folder = try TemporaryFolder()
        try OlderFile.make(at: folder.file(), .last)
        try await DatabaseQueue(path: folder.file()).write {
            try $0.execute(sql: "UPDATE Experiment SET observationStart = 'soon' WHERE id = 'e1'")
        }
        let workspace = try SQLiteWorkspace(path: folder.file())
        let error = await failure { try await workspace.perform(GetExperiment(project: Self.project, slug: "button")) }
        #expect(error?.code == "unreadable_record")
        #expect(error?.message.contains("id e1") == true)
        #expect(error?.message.contains("\"soon\"") == true)
        try workspace.close()
    }
}
