import Experiments
import GRDB
import TestSupport
import Testing

@testable import Workspace

/// What a rule refuses through one door, it refuses through every other.
@Suite struct EveryDoorTests {
    private static func data(_ control: Int64, _ treatment: Int64) -> JSON {
        ["paid": ["c": ["n": .integer(control), "k": 500], "t": ["n": .integer(treatment), "k": 650]]]
    }

    private static let definition: JSONObject = [
        "hypothesis": "h", "primaryMetricEvent": "paid", "controlVariant": "c", "treatmentVariant": "t",
        "minimumSample": 100, "observationStart": "2026-03-01", "observationEnd": "2026-03-14",
    ]

    private struct Fixture {
        let folder: TemporaryFolder
        let workspace: SQLiteWorkspace
        let project: String

        init() async throws {
            folder = try TemporaryFolder()
            workspace = try SQLiteWorkspace(
                path: folder.file(), isCreating: true,
                surroundings: .init(actor: "test", now: { Instant(milliseconds: 1_775_000_000_000) }))
            project = try await workspace.perform(CreateProject(name: "P")).id
        }

        @discardableResult
        func upsert(_ fields: JSONObject, of slug: String = "s", reason: String? = nil) async throws -> Experiment {
            try await workspace.perform(
                UpsertExperiment(project: project, slug: slug, fields: fields, reason: reason)
            ).experiment
        }

        func decided() async throws {
            var fields = EveryDoorTests.definition
            fields["inputData"] = EveryDoorTests.data(5000, 5010)
            try await upsert(fields)
            _ = try await workspace.perform(AnalyzeExperiment(project: project, slug: "s"))
            let found = try await workspace.perform(DecideExperiment(project: project, slug: "s"))
            #expect(found.experiment.decision == "CONTINUE")
        }
    }

    /// A decision that is named again beside new data, or a new design, is made anew.
    @Test(arguments: ["inputData", "minimumSample"]) func aRepeatedDecisionIsANewOne(beside field: String) async throws
    {
        let fixture = try await Fixture()
        try await fixture.decided()
        var fields: JSONObject = ["decision": "CONTINUE", "analysisResult": ["type": "x"], "status": "decided"]
        fields[field] = field == "inputData" ? Self.data(5000, 7000) : 50
        let error = await failure { try await fixture.upsert(fields, reason: "smaller") }
        #expect(error?.code == (field == "inputData" ? "srm" : "no_current_analysis"))
        let stored = try await fixture.workspace.perform(GetExperiment(project: fixture.project, slug: "s"))
        #expect(stored.status == .analyzing && stored.minimumSample == 100)
    }

    @Test func archivingAtOnceEndsTheWindow() async throws {
        let fixture = try await Fixture()
        try await fixture.decided()
        try await fixture.upsert(["observationEnd": .null])
        _ = try await fixture.workspace.perform(AnalyzeExperiment(project: fixture.project, slug: "s"))
        #expect(try await fixture.upsert(["status": "archived"]).observationEnd != nil)
    }

    /// Rule 9, also for a window that is moved after the start.
    @Test func aPilotIsNotCountedTwiceByMovingTheWindow() async throws {
        let fixture = try await Fixture()
        try await fixture.decided()
        let arguments: JSONObject = [
            "project": .string(fixture.project), "slug": "next", "hypothesis": "another", "primaryMetricEvent": "paid",
            "controlVariant": "c", "treatmentVariant": "t", "priorFrom": "s",
        ]
        _ = try await fixture.workspace.perform(StartExperiment(arguments: arguments))
        let error = await failure { try await fixture.upsert(["observationStart": "2026-03-05"], of: "next") }
        #expect(error?.code == "prior_not_usable")
        #expect(try await fixture.upsert(["observationStart": "2026-03-20"], of: "next").observationStart != nil)
    }

    /// What the check of a holdout may not analyze leaves no trace.
    @Test func aClosedChildIsNotAnalyzedByTheCheck() async throws {
        let fixture = try await Fixture()
        var fields = Self.definition
        fields["observationStart"] = "2026-01-01"
        try await fixture.upsert(fields)
        var plan: JSONObject = ["project": .string(fixture.project), "slug": "s"]
        let target = plan
        plan["percent"] = 5
        plan["days"] = [30]
        plan["launched"] = "2026-01-10"
        _ = try await fixture.workspace.perform(PlanHoldout(arguments: plan))
        try await fixture.upsert(
            ["inputData": Self.data(500, 9500), "analysisResult": ["type": "x"], "status": "analyzing"],
            of: "s-holdout-30d")
        try await fixture.upsert(
            ["decision": "PAUSE", "decisionSummary": "s", "decisionReason": "r", "status": "decided"],
            of: "s-holdout-30d")
        let check = try await fixture.workspace.perform(CheckHoldout(arguments: target))
        let point = try #require(check.json["checkpoints"]?.array?.first)
        #expect(point["state"] == "lacks_data")
        #expect(point["reason"]?.text?.contains("cannot be analyzed") == true)
        let analyses = try await fixture.workspace.perform(
            ListAnalyses(project: fixture.project, slug: "s-holdout-30d"))
        #expect(analyses.count == 1, "the client's alone")
    }
}
