import Experiments
import TestSupport
import Testing
import Workspace

@Suite struct ChangesTests {
    @Test func whatWasWrittenToIsTold() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        #expect(try await workspace.perform(ListChanges()) == Changes(sequence: 0, projects: []))
        let (a, b) = (
            try await workspace.perform(CreateProject(name: "A")).id,
            try await workspace.perform(CreateProject(name: "B")).id
        )
        let start = try await workspace.perform(ListChanges()).sequence
        #expect(start > 0)
        #expect(try await workspace.perform(ListChanges(after: start)) == Changes(sequence: start, projects: []))
        _ = try await workspace.perform(UpsertExperiment(project: a, slug: "s", fields: [:]))
        let next = try await workspace.perform(ListChanges(after: start))
        #expect(next.sequence > start && next.projects == [a])
        _ = try await workspace.perform(AddActivity(project: b, type: "note", title: "T"))
        #expect(try await workspace.perform(ListChanges(after: start)).projects == [a, b])
        // Whose record was deleted is not told any more: any project may have changed.
        _ = try await workspace.perform(DeleteProject(project: b, confirm: "B"))
        #expect(try await workspace.perform(ListChanges(after: start)).projects == nil)
        #expect(try Changes(json: Changes(sequence: 3, projects: nil).json) == Changes(sequence: 3, projects: nil))
    }
}
