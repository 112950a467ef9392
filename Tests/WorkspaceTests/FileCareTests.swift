import Experiments
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Workspace

@Suite struct FileCareTests {
    private static func open(_ path: String) throws -> SQLiteWorkspace {
        try SQLiteWorkspace(path: path, isCreating: true)
    }

    @Test func aBackupHoldsWhatWasThereAndOverwritesNothing() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Self.open(folder.file())
        let project = try await workspace.perform(CreateProject(name: "First"))
        let copy = folder.file("copy.sqlite")
        // Also while another connection writes.
        let other = try SQLiteWorkspace(path: folder.file())
        async let writes: Void = {
            for number in 0..<50 {
                _ = try await other.perform(
                    AddActivity(project: project.id, type: "note", title: "\(number)", detail: nil))
            }
        }()
        try workspace.backUp(to: copy)
        try await writes
        let again = failure { try workspace.backUp(to: copy) }
        #expect(again?.code == "file_exists")
        #expect(try folder.names.filter { $0.hasSuffix(".partial") }.isEmpty)

        let opened = try SQLiteWorkspace(path: copy)
        #expect(try await opened.perform(ListProjects()).map(\.project.name) == ["First"])
        #expect(try await opened.perform(VerifyHistory()).isSound)
        try opened.close()
        try other.close()
        try workspace.close()
    }

    @Test func restoringKeepsWhatWasThere() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Self.open(folder.file())
        _ = try await workspace.perform(CreateProject(name: "Before"))
        try workspace.backUp(to: folder.file("copy.sqlite"))
        _ = try await workspace.perform(CreateProject(name: "After"))
        _ = try workspace.restore(from: folder.file("copy.sqlite"), keeping: folder.file("kept.sqlite"))
        #expect(try await workspace.perform(ListProjects()).map(\.project.name) == ["Before"])
        #expect(try await workspace.perform(VerifyHistory()).isSound)
        try workspace.close()
        let kept = try SQLiteWorkspace(path: folder.file("kept.sqlite"))
        #expect(Set(try await kept.perform(ListProjects()).map(\.project.name)) == ["Before", "After"])
        try kept.close()
    }

    /// Inherited tables may be written to by others; that breaks no backup, and is told.
    @Test func whatAnotherProgramWroteIsRestoredAndTold() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Self.open(folder.file())
        let project = try await workspace.perform(CreateProject(name: "Mine")).id
        try await workspace.connections.write {
            try $0.execute(
                sql: "INSERT INTO Message (id, projectId, role, content) VALUES ('m', ?, 'user', 'hi')",
                arguments: [project])
        }
        try workspace.backUp(to: folder.file("copy.sqlite"))
        let report = try workspace.restore(from: folder.file("copy.sqlite"), keeping: folder.file("kept.sqlite"))
        #expect(report.isWhole && report.history.differences.map(\.finding) == [.unrecorded])
        #expect(try await workspace.perform(ListProjects()).map(\.project.name) == ["Mine"])
        try workspace.close()
    }

    @Test func aBackupIsAsPrivateAsTheFile() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Self.open(folder.file())
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.file())
        try workspace.backUp(to: folder.file("copy.sqlite"))
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file("copy.sqlite"))[.posixPermissions]
        #expect(mode as? Int == 0o600)
        try workspace.close()
    }

    @Test func onlyAWholeBackupIsRestored() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Self.open(folder.file())
        _ = try await workspace.perform(CreateProject(name: "Mine"))
        let copy = folder.file("copy.sqlite")
        try workspace.backUp(to: copy)
        let queue = try DatabaseQueue(path: copy)
        try await queue.write {
            try $0.execute(sql: "DROP TRIGGER History_no_update; UPDATE History SET actor = 'they'")
        }
        try queue.close()
        try Data("no database".utf8).write(to: URL(fileURLWithPath: folder.file("text.sqlite")))
        for (name, code) in [
            ("copy.sqlite", "damaged_backup"), ("text.sqlite", "not_sqlite"), ("none.sqlite", "workspace_not_found"),
        ] {
            let error = failure {
                try workspace.restore(from: folder.file(name), keeping: folder.file("kept-\(name)"))
            }
            #expect(error?.code == code, "\(name)")
            #expect(!FileManager.default.fileExists(atPath: folder.file("kept-\(name)")))
        }
        #expect(try await workspace.perform(ListProjects()).map(\.project.name) == ["Mine"])
        try workspace.close()
    }

    @Test func theCheckSeesAChangedRecordAndADanglingRow() async throws {
        let folder = try TemporaryFolder()
        let workspace = try Self.open(folder.file())
        _ = try await workspace.perform(CreateProject(name: "P"))
        let sound = try workspace.checkFile()
        #expect(sound.isSound && sound.dangling.isEmpty)
        try await workspace.connections.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            try database.execute(sql: "UPDATE Activity SET projectId = 'gone'")
            try database.execute(sql: "PRAGMA foreign_keys = ON")
        }
        let report = try workspace.checkFile()
        #expect(!report.isSound && report.damage.isEmpty && report.dangling.count == 1)
        #expect(report.history.differences.map(\.entity) == ["Activity"])
        try workspace.close()
    }
}
