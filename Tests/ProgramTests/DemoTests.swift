import Experiments
import Foundation
import TestSupport
import Testing
import Workspace

@Suite struct DemoTests {
    /// Relative to SciPy's numbers.
    static let tolerance = 1e-9

    @Test func everyFigureEqualsSciPys() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Program.run(["demo", "--once", "--workspace", folder.file()], folder: "/")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: tests.appendingPathComponent("Golden/demo_expectations.json"), encoding: .utf8)
        let expected = try #require(try JSON(parsing: text)["experiments"]?.object)
        let workspace = try SQLiteWorkspace(path: folder.file())
        var compared: Set<String> = []
        for summary in try await workspace.perform(ListProjects()) {
            for experiment in try await workspace.perform(GetProject(project: summary.project.id)).experiments {
                let result = try AnalysisResult(json: JSON(parsing: #require(experiment.analysisResult)))
                try compare(result, with: #require(expected[experiment.slug]))
                compared.insert(experiment.slug)
            }
        }
        #expect(compared == Set(expected.keys))
        #expect(compared.count == 2)
    }

    private func compare(_ result: AnalysisResult, with expected: JSON) throws {
        try expectClose(result.sampleRatio.pValue, expected["srm"]?["chi2_p_value"])
        #expect(result.sampleRatio.degreesOfFreedom == expected["srm"]?["df"]?.wholeNumber)
        try expectClose(result.winThreshold, expected["win_threshold"])
        for share in result.sampleRatio.expected {
            try expectClose(share.value, expected["srm"]?["expected"]?[share.name])
        }
        let metrics = try #require(expected["metrics"]?.object)
        #expect(Set(result.sections.map(\.section.event)) == Set(metrics.keys))
        for (part, section) in result.sections {
            for row in section.rows {
                let numbers = try #require(metrics[section.event]?[row.variant])
                #expect(row.n == numbers["n"]?.wholeNumber)
                try expectClose(row.value, numbers["rate"] ?? numbers["mean"])
                guard let comparison = row.comparison else { continue }
                try expectClose(comparison.relativeChange, numbers["rel_delta"])
                try expectClose(comparison.standardError, numbers["se"])
                try expectClose(comparison.lower, numbers["ci_lower"])
                try expectClose(comparison.upper, numbers["ci_upper"])
                try expectClose(comparison.probability, numbers[part == .guardrail ? "p_harm" : "p_win"])
                try expectClose(comparison.riskOfControl, numbers["risk_ctrl"])
                try expectClose(comparison.riskOfTreatment, numbers["risk_trt"])
                try expectClose(comparison.absoluteChange, numbers["absolute_delta"])
            }
        }
    }

    private func expectClose(
        _ found: Double?, _ expected: JSON?, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try #require(found, sourceLocation: sourceLocation)
        let expected = try #require(expected?.double, sourceLocation: sourceLocation)
        #expect(abs(found - expected) <= Self.tolerance * abs(expected), sourceLocation: sourceLocation)
    }

    @Test func printsWinnersAndTheBlockedOneWithBothAnswers() async throws {
        let outcome = try await Program.run(["demo", "--once"])
        #expect(outcome.status == 0)
        for line in [
            "RECOMMENDED: CONTINUE\nAdopt Mens E-Mail: visit moves from 10.6 % to 18.3 %, +72 %",
            "RECOMMENDED: PAUSE\nPause gate_40: the users are not split as planned",
            "If the split were sound, the numbers would say: gate_40", "Two answers to the same numbers",
            "789 more players", "Decided: CONTINUE", "Decided: PAUSE",
            "e-mail-campaign is collecting.", "Next     Analyze it.", "cookie-cats-gate is collecting.",
            "Split    BROKEN (χ² p = 0.0086, valid at any look p = 0.27)",
            "Asked to continue all the same: CONTINUE is refused.", "(Rule 5.)",
            "SOUND: the history is whole",
        ] {
            #expect(outcome.output.contains(line), "\(line)")
        }
    }

    @Test func mayBeRepeatedOnItsOwnFileAndRefusesAUsers() async throws {
        let folder = try TemporaryFolder()
        for _ in 0..<2 {
            #expect(try await Program.run(["demo", "--once", "--workspace", folder.file()]).status == 0)
        }
        let mine = folder.file("mine.sqlite")
        let workspace = try SQLiteWorkspace(path: mine, isCreating: true)
        _ = try await workspace.perform(CreateProject(name: "Mine"))
        try workspace.close()
        let refused = try await Program.run(["demo", "--once", "--workspace", mine])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("not a demo's workspace"))
        let after = try SQLiteWorkspace(path: mine)
        #expect(try await after.perform(ListProjects()).map(\.project.name) == ["Mine"])
        try after.close()
    }
}
