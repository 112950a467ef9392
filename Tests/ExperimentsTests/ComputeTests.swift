import Experiments
import TestSupport
import Testing

@Suite struct ComputeTests {
    static let request: JSONObject = [
        "control": "a", "treatments": ["b"],
        "metric": ["a": ["n": 487, "k": 41], "b": ["n": 513, "k": 67], "inverse": false],
    ]

    @Test func answersWithTheSameNumbersAsAnAnalysis() throws {
        let answer = try Compute.answer(.object(Self.request))
        let result = try analyze([
            "primaryMetricEvent": "m", "controlVariant": "a", "treatmentVariant": "b", "minimumSample": 0,
            "inputData": ["m": ["a": ["n": 487, "k": 41], "b": ["n": 513, "k": 67]]],
        ])
        let comparison = try #require(result.primaryMetric?.rows.last?.comparison)
        let gaussian = try #require(answer["gaussian"]?["b"])
        #expect(gaussian["effect"]?.double == comparison.relativeChange)
        #expect(gaussian["p_win"]?.double == comparison.probability)
        #expect(gaussian["ci"]?.array?.map(\.double) == [comparison.lower, comparison.upper])
        #expect(answer["srm"]?["chi2_p_value"]?.double == result.sampleRatio.pValue)
        #expect(answer["srm"]?["df"] == 1)
    }

    @Test func absoluteDifferencesAreInTheMetricsUnit() throws {
        var request = Self.request
        request["difference"] = "absolute"
        let effect = try #require(try Compute.answer(.object(request))["gaussian"]?["b"]?["effect"]?.double)
        #expect(abs(effect - (67.0 / 513 - 41.0 / 487)) < 1e-15)
    }

    static func answer(_ control: (k: Int64, n: Int64), _ treatment: (k: Int64, n: Int64)) throws -> JSON {
        try Compute.answer([
            "metric": [
                "a": ["n": .integer(control.n), "k": .integer(control.k)],
                "b": ["n": .integer(treatment.n), "k": .integer(treatment.k)],
            ]
        ])
    }

    /// To the three digits that are published.
    static let published = 5e-4

    @Test(arguments: [(5, 200, 12, 200, 0.956, 0.868), (2, 50, 6, 50, 0.920, 0.800)])
    func lowCountsAreExact(k0: Int64, n0: Int64, k1: Int64, n1: Int64, exact: Double, gaussian: Double) throws {
        let answer = try Self.answer((k0, n0), (k1, n1))
        let win = try #require(answer["exact"]?["b"]?["p_win"]?.double)
        #expect(abs(win - exact) <= Self.published)
        #expect(abs(try #require(answer["gaussian"]?["b"]?["p_win"]?.double) - gaussian) <= Self.published)
        let best = try #require(answer["bandit"]?["best_arm_probabilities"]?["b"]?.double)
        #expect(abs(best - win) <= 1e-10)
    }

    @Test func aSplitThatIsRareAtOneLookIsWeakEvidenceAtAnyLook() throws {
        let answer = try Self.answer((8502, 44_700), (8279, 45_489))
        #expect(abs(try #require(answer["srm"]?["chi2_p_value"]?.double) - 0.0086) <= 5e-5)
        #expect(abs(try #require(answer["srm"]?["always_valid_p"]?.double) - 0.27) <= 5e-3)
        let alwaysValid = try #require(answer["always_valid"]?["b"])
        let gaussian = try #require(answer["gaussian"]?["b"])
        #expect(try #require(alwaysValid["ci"]?.array?[0].double) < #require(gaussian["ci"]?.array?[0].double))
        #expect(try #require(alwaysValid["ci"]?.array?[1].double) > #require(gaussian["ci"]?.array?[1].double))
    }

    @Test func methodsSayWhatTheyAreNotFor() throws {
        let means: JSON = ["metric": ["a": ["n": 50, "mean": 1, "std": 1], "b": ["n": 50, "mean": 2, "std": 1]]]
        let answer = try Compute.answer(means)
        #expect(answer["exact"]?["b"]?["error"]?.text == "the exact posterior is for proportions")
        #expect(answer["always_valid"]?["b"]?["error"]?.text?.contains("100 users") == true)
        let weight = try #require(answer["bandit"]?["weights"]?["b"]?.double)
        #expect(weight > 0.9899 && weight <= 0.99, "the floor of 1 % is the control's")
    }

    @Test func aMethodThatCannotBeComputedSaysWhyInItsPlace() throws {
        var request = Self.request
        request["metric"] = ["a": ["n": 100, "k": 0], "b": ["n": 100, "k": 5]]
        let answer = try Compute.answer(.object(request))
        #expect(answer["gaussian"]?["b"]?["error"]?.text?.isEmpty == false)
        #expect(answer["srm"]?["chi2_p_value"]?.double == 1)
    }

    @Test(
        arguments: [
            ["treatments": ["c"]], ["treatments": []], ["treatments": "b"], ["alpha": 1], ["difference": "half"],
            ["prior": ["mean": 0, "stddev": 0]], ["allocation": ["a": 1]], ["methods": ["magic"]], ["metric": 1],
            ["control": "b"], ["control": 2], ["unknown": 1], ["planned_n": 0],
            ["metric": ["a": ["n": 487, "k": 41], "b": ["n": 513, "k": 67], "inverse": 1]],
            ["metric": ["a": ["n": 487, "k": 41], "b": ["n": 513, "mean": 1, "std": 1]]],
        ] as [JSONObject])
    func refusesOtherRequests(change: JSONObject) {
        var request = Self.request
        for (name, value) in change { request[name] = value }
        #expect(failure { try Compute.answer(.object(request)) }?.kind == .invalid)
    }
}
