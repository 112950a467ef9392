import Experiments
import Statistics
import TestSupport
import Testing

/// The A/B analysis of data whose split changed.
@Suite struct EpochAnalysisTests {
    private static let fields: JSONObject = [
        "method": "bandit", "primaryMetricEvent": "paid", "controlVariant": "a", "treatmentVariant": "b",
        "minimumSample": 100,
        "observationStart": "2026-03-01", "hypothesis": "Green sells more",
    ]

    private static func analyzed(_ data: JSON, _ more: JSONObject = [:]) throws -> AnalysisResult {
        var fields = Self.fields
        for (name, value) in more { fields[name] = value }
        fields["inputData"] = data
        return try analyze(fields)
    }

    /// A base rate that falls from 20 % to 5 % while b's share grows: in total b looks far worse, within epochs better.
    private static let falling = BanditAnalysisTests.data([
        (BanditAnalysisTests.half, [("a", 2000, 400), ("b", 2000, 460)]),
        (["a": .number(0.1), "b": .number(0.9)], [("a", 400, 20), ("b", 3600, 210)]),
    ])

    @Test func theVerdictRestsOnDifferencesWithinEpochs() throws {
        let result = try Self.analyzed(Self.falling)
        #expect(result.json["verdict_basis"] == "batched_ols")
        let section = try #require(result.primaryMetric)
        let comparison = try #require(section.rows.last?.comparison)
        #expect((comparison.relativeChange ?? 0) < -0.2, "the totals say the contrary")
        let batched = try #require(comparison.batched?.value)
        let epochs = try [(0.5, [(2000, 400.0), (2000, 460)]), (0.1, [(400, 20.0), (3600, 210)])].map { share, arms in
            try EpochSummary(
                shares: [share, 1 - share],
                arms: arms.map { try Summary(n: $0.0, sums: [$0.1], sumsOfProducts: [$0.1]) })
        }
        let contrast = try BatchedContrast(epochs, control: 0, treatment: 1)
        #expect(
            batched.absoluteChange == contrast.difference && batched.absoluteStandardError == contrast.standardError)
        let posterior = try GaussianPosterior(contrast.contrast, inverse: false, prior: nil)
        let figures = try #require(section.figures(of: "b"))
        #expect(figures.probability == posterior.probabilityOfWinning && figures.change == posterior.effect)
        #expect(figures.lower == posterior.interval.lower && figures.riskOfTreatment == posterior.riskOfTreatment)
        #expect((figures.change ?? 0) > 0.1)
        #expect(section.verdict == "strong signal → adopt treatment")
        let means = try AdaptiveMeans(epochs)
        #expect(section.rows.map { $0.adaptive?.mean } == means.arms.map { $0?.value })
        #expect(section.rows.last?.adaptive?.difference == means.difference(treatment: 1, control: 0)?.value)
        #expect(!result.warnings.contains { $0.code == "epochs_pooled" })
        #expect(comparison.alwaysValid?.value == nil)
    }

    @Test func theNaiveDifferenceIsLabelled() throws {
        let result = try Self.analyzed(Self.falling)
        #expect(result.json["primary_metric"]?["naive"]?.text?.contains("Biased") == true)
        let notes = try #require(result.primaryMetric?.adaptiveNotes.first)
        #expect(notes.contains("AW-AIPW") && notes.contains("Naive, biased"))
        #expect(try AnalysisResult(json: result.json) == result)
        let plain = try Self.analyzed(["metrics": ["paid": AnalysisTests.leaning]])
        #expect(plain.json["primary_metric"]?["naive"] == nil && plain.primaryMetric?.adaptiveNotes.isEmpty == true)
        #expect(plain.json["primary_metric"]?["rows"]?.array?.last?["batched_ols"] == nil)
    }

    @Test func theStatementSaysThatUncertaintyIsWider() throws {
        let result = try Self.analyzed(Self.falling)
        var context = DecisionContext(guardrails: [])
        context.wholeDays = 14
        context.isWindowOver = true
        let recommendation = try Recommendation(of: result, in: context)
        #expect(recommendation.decision == .continue)
        for text in [recommendation.statement, recommendation.reason] {
            #expect(text.contains("over 2 epochs"))
            #expect(text.contains("wider than in a balanced test"))
        }
        // In total b looks 32 % worse; no sentence says so without its label.
        let text = recommendation.statement + recommendation.summary + recommendation.reason
        #expect(recommendation.summary.contains("% within epochs") && !text.contains("−32") && !text.contains("−31.6"))
        #expect(recommendation.reason.contains("Basis: differences within epochs (batched least squares)."))
    }

    /// In an A/B test the split is the experiment's; what only the data know is another design.
    @Test func aSplitThatOnlyTheDataKnowIsAnotherDesign() throws {
        let result = try Self.analyzed(Self.falling, ["method": "bayesian_ab"])
        #expect(result.blockers == [Blocker.designChanged])
        let warning = try #require(result.warnings.first { $0.code == "epochs_differ" })
        #expect(warning.message.contains("epoch 2 another split"))
        #expect(
            try Self.analyzed(Self.falling).blockers.isEmpty, "of a bandit that another program runs, the data know")
    }

    @Test func theSplitIsTestedAgainstWhatWasApplied() throws {
        let experiment = try experiment(Self.fields)
        var parameters = AnalysisParameters(
            computedAt: Instant(milliseconds: 0), isIndicative: false, contract: try Contract(of: experiment))
        let data = try InputData(parsing: Self.falling.serialized())
        #expect(try Analysis.result(of: data, parameters: parameters).sampleRatio.isSound == true)
        parameters.appliedAllocations = [1: data.epochs[0].allocation, 2: Allocation(equalAmong: ["a", "b"])]
        let tested = try Analysis.result(of: data, parameters: parameters)
        #expect(tested.sampleRatio.isSound == false && tested.blockers == [Blocker.sampleRatio])
        let again = try AnalysisParameters(json: .object(tested.parameters))
        #expect(again.appliedAllocations == parameters.appliedAllocations && again.contract.isBandit)
    }

    /// Totals over several splits mislead where the base rate moves, so they decide nothing.
    @Test func totalsOverChangedWeightsHaveNoVerdict() throws {
        var parameters = AnalysisParameters(
            computedAt: Instant(milliseconds: 0), isIndicative: false,
            contract: try Contract(of: experiment(Self.fields)))
        parameters.appliedAllocations = try BanditAnalysisTests.applied(2)
        var data = try InputData(parsing: Self.falling.serialized())
        data.epochs = []
        let result = try Analysis.result(of: data, parameters: parameters)
        #expect(result.warnings.contains { $0.code == "srm_not_testable" })
        #expect(result.primaryMetric?.figures(of: "b")?.probability == nil)
        let error = failure { try Recommendation(of: result, in: DecisionContext(guardrails: [])) }
        #expect(error?.code == "not_computable" && error?.message.contains("no sums per epoch") == true)
    }

    @Test func epochsThatSayNothingAreNamed() throws {
        let thin = BanditAnalysisTests.data([
            (BanditAnalysisTests.half, [("a", 500, 50), ("b", 500, 60)]),
            (["a": .number(0.02), "b": .number(0.98)], [("a", 0, 0), ("b", 490, 60)]),
            (["a": .number(0.3), "b": .number(0.7)], [("a", 150, 15), ("b", 350, 40)]),
        ])
        let result = try Self.analyzed(thin)
        #expect(result.primaryMetric?.rows.last?.comparison?.batched?.value?.leftOut == [2])
        let warning = try #require(result.warnings.first { $0.code == "epochs_left_out" })
        #expect(warning.message.contains("paid, b: epoch 2"))
    }

    @Test func whatCannotBeComparedWithinEpochsHasNoVerdict() throws {
        let thin = BanditAnalysisTests.data([
            (BanditAnalysisTests.half, [("a", 200, 20), ("b", 0, 0)]),
            (["a": .number(0.02), "b": .number(0.98)], [("a", 0, 0), ("b", 490, 60)]),
        ])
        let result = try Self.analyzed(thin, ["minimumSample": 10])
        #expect(result.primaryMetric?.verdict == "no data")
        #expect(result.primaryMetric?.figures(of: "b")?.probability == nil)
        let error = failure { try Recommendation(of: result, in: DecisionContext(guardrails: [])) }
        #expect(error?.code == "not_computable")
        #expect(error?.message.contains("no epoch has users in both arms") == true)
    }

    /// A guardrail without sums per epoch is still pooled, and the warning names it.
    @Test func aMetricKnownInTotalOnlyIsPooled() throws {
        var data = try #require(Self.falling.object)
        var metrics = try #require(data["metrics"]?.object)
        metrics["errors"] = ["inverse": true, "a": ["n": 2400, "k": 100], "b": ["n": 5600, "k": 240]]
        data["metrics"] = .object(metrics)
        let result = failure { try Self.analyzed(.object(data), ["guardrailEvents": ["errors"]]) }
        #expect(result?.code == "epochs_do_not_add_up")
        var ratio = try #require(Self.falling.object)
        ratio["metrics"] = .object(metrics)
        ratio["epochs"] = .array(
            try #require(Self.falling["epochs"]?.array).enumerated().map { index, epoch in
                var epoch = try #require(epoch.object)
                var own = try #require(epoch["metrics"]?.object)
                own["per_visit"] = Self.visits(index == 0 ? (2000, 2000) : (400, 3600))
                epoch["metrics"] = .object(own)
                return .object(epoch)
            })
        metrics["errors"] = nil
        metrics["per_visit"] = Self.visits((2400, 5600))
        ratio["metrics"] = .object(metrics)
        let pooled = try Self.analyzed(
            .object(ratio),
            ["metricDefinitions": ["per_visit": ["kind": "ratio", "denominator": "visit"]]])
        let warning = try #require(pooled.warnings.first { $0.code == "epochs_pooled" })
        #expect(warning.message.contains("per_visit"))
        #expect(pooled.secondaries.first?.basis == .gaussian)
    }

    private static func visits(_ users: (Int64, Int64)) -> JSON {
        func arm(_ n: Int64) -> JSON {
            [
                "n": .integer(n), "num_sum": .integer(n), "num_sum_squares": .integer(3 * n),
                "den_sum": .integer(2 * n),
                "den_sum_squares": .integer(6 * n), "num_den_sum": .integer(3 * n),
            ]
        }
        return ["a": arm(users.0), "b": arm(users.1)]
    }
}
