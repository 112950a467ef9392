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
