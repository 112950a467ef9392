import Experiments
import Foundation
import TestSupport
import Testing

/// A user's way from a file of totals to an analysis, with the program as it is built.
@Suite struct SourceCommandTests {
    private func definition(_ fixture: CommandTests.Fixture) async throws {
        let definition =
            CommandTests.definition + ["--observationStart", "2026-03-01", "--observationEnd", "2026-03-14"]
        #expect(try await fixture.run(["upsert-experiment", fixture.project, "s"] + definition).status == 0)
        let place = #"{"source":"totals"}"#
        #expect(
            try await fixture.run(["upsert-experiment", fixture.project, "s", "--dataSource", place]).status == 0)
    }

    @Test func aFileOfTotalsIsCollectedFromAnywhere() async throws {
        let fixture = try await CommandTests.Fixture()
        let (p, file) = (fixture.project, fixture.folder.file("totals.csv"))
        let text = "metric,variant,n,k\npaid,a,487,41\npaid,b,513,67\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let added = try await Program.run(
            [
                "sources", "add", p, "totals", "--kind", "file", "--path", "totals.csv", "--workspace",
                fixture.folder.file(), "--format", "json",
            ], folder: fixture.folder.path)
        #expect(added.status == 0)
        #expect(try added.json["path"]?.text?.hasPrefix("/") == true)

        try await definition(fixture)
        let tested = try await fixture.run(["sources", "test", p, "totals", "--experiment", "s"])
        #expect(tested.status == 0)
        #expect(tested.output.contains("totals can be used."))
        let collected = try await fixture.run(["collect", p, "s", "--format", "json"])
        #expect(collected.status == 0, "\(collected.errors)")
        let kept = try #require(try collected.json["snapshot"]?["inputData"]?.text)
        #expect(kept == CommandTests.input)
        #expect(try await fixture.run(["analyze", p, "s"]).output.contains("b: 13.06 % against 8.42 %, +55.1 %"))
    }

    @Test func aFileThatIsNotThereIsNamedAndNothingIsStored() async throws {
        let fixture = try await CommandTests.Fixture()
        let p = fixture.project
        let path = fixture.folder.file("nowhere.csv")
        #expect(try await fixture.run(["sources", "add", p, "totals", "--kind", "file", "--path", path]).status == 0)
        try await definition(fixture)
        let collected = try await fixture.run(["collect", p, "s"])
        #expect(collected.status == 4)
        #expect(collected.errors.contains(path))
        #expect(try await fixture.run(["snapshots", p, "s", "--format", "json"]).json == .array([]))
    }

    @Test func aServerTakesNoRelativePath() async throws {
        let fixture = try await CommandTests.Fixture()
        let server = try Server(workspace: fixture.folder.file())
        let body = #"{"name":"totals","kind":"file","path":"totals.csv"}"#
        let answer = try await server.call("POST", "/api/projects/\(fixture.project)/sources", body: body)
        #expect(answer.status == 400)
        #expect(answer.text.contains("must be absolute"))
    }
}
