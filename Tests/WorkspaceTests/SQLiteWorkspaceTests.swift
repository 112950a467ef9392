import Experiments
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Workspace

@Suite struct SQLiteWorkspaceTests {
    @Test func everyVerbIsStored() {
        func isStored<V: Verb>(_ type: V.Type) -> Bool { type is any StoredVerb.Type || type is any WorkspaceVerb.Type }
        for verb in VerbTable.all {
            let isThere = isStored(verb)
            #expect(isThere, "\(verb.declaration.name)")
        }
    }

    @Test(arguments: [SQLiteWorkspace.Use.command, .server])
    func aWriteIsOnDiskBeforeItIsAnswered(use: SQLiteWorkspace.Use) async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), use: use, isCreating: true)
        let settings = try await workspace.connections.write { database in
            try ["synchronous", "journal_mode", "foreign_keys"].map {
                try String.fetchOne(database, sql: "PRAGMA \($0)")
            }
        }
        let full = "2"
        #expect(settings == [full, "wal", "1"])
        try workspace.close()
    }

    @Test func onlyACreatingOpenMakesAFile() async throws {
        let folder = try TemporaryFolder()
        let error = failure { try SQLiteWorkspace(path: folder.file()) }
        #expect(error?.kind == .notFound)
        #expect(error?.code == "workspace_not_found")
        #expect(try folder.names.isEmpty)
        try SQLiteWorkspace(path: folder.file("new/folder/w.sqlite"), isCreating: true).close()
        #expect(try folder.names == ["new"])
    }

    @Test func whatIsNotSQLiteIsRefusedUntouched() async throws {
        let folder = try TemporaryFolder()
        let text = Data(String(repeating: "not a database at all\n", count: 200).utf8)
        try text.write(to: URL(fileURLWithPath: folder.file()))
        let error = failure { try SQLiteWorkspace(path: folder.file(), isCreating: true) }
        #expect(error?.code == "not_sqlite")
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file())) == text)
        #expect(try folder.names == ["workspace.sqlite"])
    }

    @Test func anotherProgramsDatabaseIsRefusedUntouched() async throws {
        let folder = try TemporaryFolder()
        let queue = try DatabaseQueue(path: folder.file())
        try await queue.write { try $0.execute(sql: "CREATE TABLE moz_places (id INTEGER)") }
        try queue.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.file()))
        let error = failure { try SQLiteWorkspace(path: folder.file(), isCreating: true) }
        #expect(error?.code == "not_a_workspace")
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file())) == before)
    }

    @Test func anInterruptedCreationIsTakenUp() async throws {
        let folder = try TemporaryFolder()
        let queue = try DatabaseQueue(path: folder.file())
        try await queue.write {
            try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
        }
        try queue.close()
        let workspace = try SQLiteWorkspace(path: folder.file())
        #expect(try await workspace.perform(ListProjects()).isEmpty)
    }

    @Test(arguments: ["before\u{0}after", "\u{0}"])
    func aTextThatTheFileCannotKeepIsRefused(text: String) {
        #expect(failure { try CreateProject(arguments: ["name": .string(text)]) }?.code == "invalid_value")
        #expect(failure { try GetExperiment(arguments: ["project": .string(text), "slug": "s"]) }?.kind == .invalid)
        #expect(failure { try ExperimentChange(fields: ["analysisResult": .string(text)]) }?.kind == .invalid)
    }

    @Test func aNewerFileIsRefused() async throws {
        let folder = try TemporaryFolder()
        try SQLiteWorkspace(path: folder.file(), isCreating: true).close()
        try await DatabaseQueue(path: folder.file()).write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999-from-the-future')")
        }
        let error = failure { try SQLiteWorkspace(path: folder.file()) }
        #expect(error?.code == "newer_version")
        #expect(error?.kind == .storage)
    }

    @Test func anOlderFileIsLeftWhereUpgradingIsNotAsked() async throws {
        let folder = try TemporaryFolder()
        try OlderFile.make(at: folder.file(), .last)
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.file()))
        let error = failure { try SQLiteWorkspace(path: folder.file(), isUpgrading: false) }
        #expect(error?.code == "older_version")
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file())) == before)
        #expect(try folder.names == ["workspace.sqlite"])
    }

    @Test func aFileThatIsLockedTooLongIsBusy() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true, busyTimeout: 0.1)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.file(), configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let error = await failure { try await workspace.perform(CreateProject(name: "n")) }
        #expect(error?.kind == .busy)
        #expect(error?.code == "workspace_busy")
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try await workspace.perform(ListProjects()).isEmpty)
        _ = try await workspace.perform(CreateProject(name: "n"))
    }

    @Test func aFullDiskWritesNothing() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let project = try await workspace.perform(CreateProject(name: "n"))
        try await workspace.connections.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages + 1)")
        }
        let long = String(repeating: "x", count: 100_000)
        let error = await failure {
            try await workspace.perform(UpdateState(project: project.id, values: ["goal": .string(long)]))
        }
        #expect(error?.kind == .storageFull)
        #expect(error?.code == "disk_full")
        #expect(try await workspace.perform(GetProject(project: project.id)).project == project)
    }

    @Test func aVerbThatFailsLeavesNoTrace() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let project = try await workspace.perform(CreateProject(name: "n")).id
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project, slug: "s", fields: ["inputData": ["m": ["a": ["n": 1, "k": 2]]]]))
        let before = try await workspace.perform(GetProject(project: project))
        #expect(await failure { try await workspace.perform(AnalyzeExperiment(project: project, slug: "s")) } != nil)
        #expect(
            await failure { try await workspace.perform(DeleteProject(project: project, confirm: "other")) }?.code
                == "confirmation_mismatch")
        #expect(try await workspace.perform(GetProject(project: project)) == before)
    }

    @Test(arguments: [SQLiteWorkspace.Use.command, .server])
    func aClosedWorkspaceIsOneFile(use: SQLiteWorkspace.Use) async throws {
        let folder = try TemporaryFolder()
        for _ in 0..<2 {
            let workspace = try SQLiteWorkspace(path: folder.file(), use: use, isCreating: true)
            _ = try await workspace.perform(CreateProject(name: "n"))
            _ = try await workspace.perform(ListProjects())
            try workspace.close()
        }
        try FileManager.default.copyItem(atPath: folder.file(), toPath: folder.file("copy.sqlite"))
        let copy = try SQLiteWorkspace(path: folder.file("copy.sqlite"))
        #expect(try await copy.perform(ListProjects()).count == 2)
    }

    @Test func identifiersAndInstantsComeFromOutside() async throws {
        let folder = try TemporaryFolder()
        let surroundings = SQLiteWorkspace.Surroundings(
            now: { Instant(milliseconds: 1_775_565_251_063) }, newIdentifier: { "fixed" })
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true, surroundings: surroundings)
        let project = try await workspace.perform(CreateProject(name: "n"))
        #expect(project.id == "fixed")
        try workspace.close()
        #expect(
            try dump(folder.file(), table: "Project", columns: ["createdAt"])
                == [["text:'2026-04-07T12:34:11.063+00:00'"]])
    }
}
