import Experiments
import TestSupport
import Testing
import Workspace

/// A bandit's analyses, on the file and against the built program.
@Suite struct BanditStories {
    private static let half: JSON = ["old": .number(0.5), "new": .number(0.5)]
    private static let moved: JSON = ["old": .number(0.2), "new": .number(0.8)]

    private static func counts(_ old: (Int64, Int64), _ new: (Int64, Int64)) -> JSON {
        [
            "paid": [
                "old": ["n": .integer(old.0), "k": .integer(old.1)],
                "new": ["n": .integer(new.0), "k": .integer(new.1)],
            ]
        ]
    }

    private static let first: JSON = ["metrics": counts((500, 50), (510, 58))]
    private static let second: JSON = [
        "metrics": counts((900, 90), (2110, 280)),
        "epochs": [
            ["epoch": 1, "start": "2026-03-01", "allocation": half, "metrics": counts((500, 50), (510, 58))],
            ["epoch": 2, "start": "2026-03-08", "allocation": moved, "metrics": counts((400, 40), (1600, 222))],
        ],
    ]

    @Test(arguments: Stories.Door.allCases) func weightsThenStopThenVerdict(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        let fields: JSONObject = [
            "method": "bandit", "primaryMetricEvent": "paid", "controlVariant": "old", "treatmentVariant": "new",
            "minimumSample": 500, "observationStart": "2026-03-01", "hypothesis": "New sells more",
            "analysisPlan": ["reweight": ["every": "6h"]], "inputData": Self.first,
        ]
        _ = try await service.perform(UpsertExperiment(project: project, slug: "s", fields: fields))
        let analyze = AnalyzeExperiment(project: project, slug: "s")

        let early = try #require(try await service.perform(analyze).bandit)
        #expect(!early.stop.isReached && early.weights != nil)
        let stored = try await service.perform(GetExperiment(project: project, slug: "s"))
        #expect(stored.analysisResult == early.json.serialized() && stored.status == .analyzing)
        #expect(stored.banditAnalysis == early && stored.analysis == nil)
        #expect(try await service.perform(analyze).bandit == early, "the stored one, its moment included")
        let undecided = await failure { try await service.perform(DecideExperiment(project: project, slug: "s")) }
        #expect(undecided?.code == "no_current_analysis" && undecided?.message.contains("--as ab") == true)

        _ = try await service.perform(
            UpsertExperiment(project: project, slug: "s", fields: ["inputData": Self.second]))
        let stop = try #require(try await service.perform(analyze).bandit)
        #expect(stop.stop.isReached && stop.stop.variant == "new")

        let final = try #require(
            try await service.perform(analyze).ab, "after the stop the A/B analysis is the default")
        #expect(final.json["verdict_basis"] == "batched_ols")
        #expect(final.bandit?.serialized() == stop.json.serialized())
        let again = try await service.perform(AnalyzeExperiment(project: project, slug: "s", as: .bandit))
        #expect(again.bandit == stop)
        _ = try await service.perform(AnalyzeExperiment(project: project, slug: "s", as: .ab))
        let decided = try await service.perform(DecideExperiment(project: project, slug: "s"))
        #expect(decided.recommendation.statement.contains("wider than in a balanced test"))
        let report = try await service.perform(ReportExperiment(project: project, slug: "s"))
        #expect(report.json["bandit"]?.serialized() == stop.json.serialized())

        let replay = try await service.perform(ReplayAnalyses(project: project))
        #expect(replay.lines.map(\.finding) == [.identical, .identical, .identical])
        #expect(try await service.perform(VerifyHistory()).isSound)
    }

    @Test func theCommandSaysWhatMayBeDone() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let project = try await workspace.perform(CreateProject(name: "P")).id
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project, slug: "s",
                fields: [
                    "method": "bandit", "primaryMetricEvent": "paid", "controlVariant": "old",
                    "treatmentVariant": "new", "inputData": Self.second,
                ]))
        try workspace.close()
        let environment = ["EXPERIMENT_WORKSPACE": folder.file()]
        let bandit = try await Program.run(["analyze", project, "s"], environment: environment)
        #expect(bandit.status == 0, "\(bandit.errors)")
        #expect(bandit.output.hasPrefix("Stop: new is the best with probability "))
        #expect(bandit.output.contains("compared within 2 epochs"))
        #expect(bandit.output.contains("Sample ratio  sound (χ² p = ") && bandit.output.contains("valid at any look p"))
        #expect(bandit.output.contains("points") && !bandit.output.contains("e-"))
        let final = try await Program.run(
            ["analyze", project, "s", "--as", "ab", "--indicative"], environment: environment)
        #expect(
            final.status == 0 && final.output.contains("Means as the split weighs them (AW-AIPW)"), "\(final.errors)")
        let wrong = try await Program.run(["analyze", project, "s", "--as", "abc"], environment: environment)
        #expect(wrong.status == 2 && wrong.errors.contains("--as"))
    }

}
