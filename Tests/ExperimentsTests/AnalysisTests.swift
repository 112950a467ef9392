import Experiments
import Foundation
import TestSupport
import Testing

@Suite struct AnalysisTests {
    /// Relative to SciPy's numbers; risks absolute.
    static let tolerance = 1e-9

    static let twoVariants: JSONObject = [
        "primaryMetricEvent": "paid", "controlVariant": "a", "treatmentVariant": "b", "minimumSample": 100,
    ]

    static func fields(_ more: JSONObject, metrics: JSON) -> JSONObject {
        var fields = twoVariants
        for (name, value) in more { fields[name] = value }
        fields["inputData"] = ["metrics": metrics]
        return fields
    }

    static let leaning: JSON = ["a": ["n": 487, "k": 41], "b": ["n": 513, "k": 67]]

    // MARK: - The compatible result

    @Test func hasTheInheritedKeysInOrder() throws {
        let result = try analyze(
            Self.fields(
                ["guardrailEvents": ["error_rate"], "observationStart": "2026-03-01", "priorProper": true],
                metrics: [
                    "paid": Self.leaning,
                    "error_rate": ["inverse": true, "a": ["n": 487, "k": 48], "b": ["n": 513, "k": 45]],
                ]))
        let json = result.json
        #expect(
            json.object?.keys == [
                "type", "experiment", "computed_at", "window", "control", "treatments", "prior", "srm",
                "primary_metric",
                "guardrails", "sample_check", "engine", "snapshot", "snapshot_sha256", "parameters", "win_threshold",
                "verdict_basis",
                "conversion_check", "blockers", "warnings",
            ])
        #expect(json["type"] == "bayesian")
        #expect(json["window"] == ["start": "2026-03-01", "end": "open"])
        #expect(json["prior"] == "proper (mean=0.0, stddev=0.3)")
        #expect(json["srm"]?["observed"] == ["a": 487, "b": 513])
        let rows = json["primary_metric"]?["rows"]?.array
        #expect(rows?.first?.object?.keys == ["variant", "n", "is_control", "conversions", "rate"])
        #expect(
            rows?.last?.object?.keys == [
                "variant", "n", "is_control", "conversions", "rate", "rel_delta", "ci_lower", "ci_upper", "p_win",
                "risk_ctrl", "risk_trt", "se", "absolute_delta", "exact", "always_valid",
            ])
        let guardrail = json["guardrails"]?.array?.first
        #expect(guardrail?.object?.keys == ["event", "metric_type", "inverse", "rows", "verdict", "verdict_basis"])
        #expect(guardrail?["rows"]?.array?.last?["p_harm"] != nil)
        #expect(json["sample_check"] == ["minimum_per_variant": 100, "ok": true, "variants": ["a": 487, "b": 513]])
        #expect(try AnalysisResult(json: json) == result)
    }

    @Test func agreesWithSciPyOnTheReferenceCases() throws {
        struct File: Decodable { let cases: [Case] }
        struct Case: Decodable {
            struct Arm: Decodable { let n: Int, k: Int?, sum: Double?, sum_squares: Double? }
            struct Prior: Decodable { let mean: Double, stddev: Double }
            struct Inputs: Decodable { let control: Arm, treatment: Arm, inverse: Bool, prior: Prior? }
            struct Expected: Decodable {
                let error: String?, chance_to_win: Double?, relative_change: Double?, absolute_change: Double?
                let ci_rel_lower: Double?, ci_rel_upper: Double?, risk_ctrl: Double?, risk_trt: Double?
            }
            let inputs: Inputs, expected: Expected, srm_p: Double
        }
        let file: File = try golden("StatisticsTests/Golden/gaussian_posterior.json")
        #expect(file.cases.count >= 20)
        for item in file.cases where item.expected.error == nil {
            func arm(_ arm: Case.Arm) -> JSON {
                if let k = arm.k { return ["n": .integer(Int64(arm.n)), "k": .integer(Int64(k))] }
                return [
                    "n": .integer(Int64(arm.n)), "sum": .optional(arm.sum), "sum_squares": .optional(arm.sum_squares),
                ]
            }
            var more: JSONObject = ["minimumSample": 0]
            if let prior = item.inputs.prior {
                more["priorProper"] = true
                more["priorMean"] = .number(prior.mean)
                more["priorStddev"] = .number(prior.stddev)
            }
            let metric: JSON = [
                "inverse": .boolean(item.inputs.inverse), "a": arm(item.inputs.control),
                "b": arm(item.inputs.treatment),
            ]
            let result = try analyze(Self.fields(more, metrics: ["paid": metric]))
            let comparison = try #require(result.primaryMetric?.rows.last?.comparison)
            let expected = item.expected
            expectClose(comparison.relativeChange, expected.relative_change)
            expectClose(comparison.absoluteChange, expected.absolute_change)
            expectClose(comparison.lower, expected.ci_rel_lower)
            expectClose(comparison.upper, expected.ci_rel_upper)
            // For inverse metrics the reference is 1 - cdf, which is good to one rounding of 1.
            expectClose(comparison.probability, expected.chance_to_win, orWithin: item.inputs.inverse ? 2e-16 : 0)
            expectClose(comparison.riskOfControl, expected.risk_ctrl, orWithin: Self.tolerance)
            expectClose(comparison.riskOfTreatment, expected.risk_trt, orWithin: Self.tolerance)
            expectClose(result.sampleRatio.pValue, item.srm_p)
        }
    }

    private func expectClose(
        _ found: Double?, _ expected: Double?, orWithin absolute: Double = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard let found, let expected else {
            Issue.record("expected \(String(describing: expected)), found \(String(describing: found))")
            return
        }
        let allowed = max(absolute, Self.tolerance * abs(expected))
        #expect(abs(found - expected) <= allowed, "\(found) against \(expected)", sourceLocation: sourceLocation)
    }

    // MARK: - Words

    @Test(arguments: [
        (200, "strong signal → adopt treatment"), (118, "leaning treatment"), (101, "inconclusive"),
        (84, "leaning control"), (40, "treatment appears harmful"),
    ])
    func primaryVerdict(conversions: Int64, words: String) throws {
        let metric: JSON = ["a": ["n": 1000, "k": 100], "b": ["n": 1000, "k": .integer(conversions)]]
        #expect(try analyze(Self.fields([:], metrics: ["paid": metric])).primaryMetric?.verdict == words)
    }

    @Test(arguments: [
        (60, "guardrail healthy"), (90, "guardrail borderline — monitor"),
        (100, "guardrail ALARM — possible regression"),
    ])
    func guardrailVerdict(conversions: Int64, words: String) throws {
        let errors: JSON = [
            "inverse": true, "a": ["n": 1000, "k": 100], "b": ["n": 1000, "k": .integer(conversions)],
        ]
        let result = try analyze(
            Self.fields(["guardrailEvents": ["error_rate"]], metrics: ["paid": Self.leaning, "error_rate": errors]))
        #expect(result.guardrails.first?.verdict == words)
    }

    @Test func severalTreatmentsHaveTheirThresholdAndTheirNames() throws {
        var fields = Self.fields(
            [:],
            metrics: ["paid": ["a": ["n": 1000, "k": 100], "b": ["n": 1000, "k": 200], "c": ["n": 1000, "k": 128]]])
        fields["treatmentVariant"] = "b, c"
        let result = try analyze(fields)
        #expect(result.winThreshold == 1 - 0.05 / 3)
        let c = try #require(result.primaryMetric?.rows.last?.comparison?.probability)
        #expect(c > 0.95 && c < 1 - 0.05 / 3)
        #expect(result.primaryMetric?.verdict == "b: strong signal → adopt treatment; c: leaning treatment")
    }

    // MARK: - Trust

    @Test func theSampleRatioIsTestedAgainstTheOwnAllocation() throws {
        let metric: JSON = ["a": ["n": 900, "k": 90], "b": ["n": 100, "k": 10]]
        let uneven = try analyze(Self.fields(["allocation": ["a": 9, "b": 1]], metrics: ["paid": metric]))
        #expect(uneven.sampleRatio.pValue == 1)
        #expect(uneven.blockers.isEmpty)
        let equal = try analyze(Self.fields([:], metrics: ["paid": metric]))
        #expect(equal.sampleRatio.isSound == false)
        #expect(equal.blockers == ["srm"])
        #expect(equal.primaryMetric != nil, "the numbers are still computed")
        let forbidden = try analyze(Self.fields(["allocation": ["a": 1, "b": 0]], metrics: ["paid": metric]))
        #expect(forbidden.sampleRatio.pValue == 0)
    }

    @Test func theSampleRatioAddsUpOverEpochs() throws {
        // 100/100 at 1:1, then 20/180 at 1:9: sound in each epoch, far from any one split in total.
        func epoch(_ number: Int64, _ allocation: JSON, _ a: Int64, _ b: Int64) -> JSON {
            [
                "epoch": .integer(number), "start": "2026-03-01", "allocation": allocation,
                "metrics": ["paid": ["a": ["n": .integer(a), "k": 10], "b": ["n": .integer(b), "k": 10]]],
            ]
        }
        var fields = Self.twoVariants
        fields["inputData"] = [
            "metrics": ["paid": ["a": ["n": 120, "k": 20], "b": ["n": 280, "k": 20]]],
            "epochs": [epoch(1, ["a": 1, "b": 1], 100, 100), epoch(2, ["a": 1, "b": 9], 20, 180)],
        ]
        let check = try analyze(fields).sampleRatio
        #expect(check.pValue == 1)
        #expect(check.degreesOfFreedom == 2)
        #expect(check.expected.map(\.value) == [120, 280])
        let result = try analyze(fields)
        #expect(!result.warnings.contains { $0.code == "epochs_pooled" })
        #expect(result.primaryMetric?.basis == .batched)
        #expect(
            result.parameters["epochs"]?.array?.map { $0["allocation"] } == [
                ["a": .number(1), "b": .number(1)], ["a": .number(1), "b": .number(9)],
            ])
    }

    @Test func epochsMustBeWhole() throws {
        var fields = Self.twoVariants
        fields["inputData"] = [
            "metrics": ["paid": ["a": ["n": 120, "k": 20], "b": ["n": 280, "k": 20]]],
            "epochs": [
                [
                    "epoch": 1, "start": "2026-03-01", "allocation": ["a": 1, "c": 1],
                    "metrics": ["paid": ["a": ["n": 120, "k": 20], "b": ["n": 280, "k": 20]]],
                ]
            ],
        ]
        let faults = failure { try analyze(fields) }?.details["faults"]?.array?.compactMap(\.text) ?? []
        #expect(faults == [#"epoch 1: its allocation is for "a", "c"; the variants are "a", "b""#])
    }

    @Test func aMetricHasOnePart() throws {
        let fields = Self.fields(["guardrailEvents": ["paid"]], metrics: ["paid": Self.leaning])
        #expect(failure { try analyze(fields) }?.message.contains("both the primary metric and a guardrail") == true)
    }

    @Test func refusesBelowTheMinimumSampleUnlessIndicative() throws {
        let fields = Self.fields(["minimumSample": 500], metrics: ["paid": Self.leaning])
        let error = failure { try analyze(fields) }
        #expect(error?.kind == .dataNotSane)
        #expect(error?.message.contains("a has 487 and needs 13 more") == true)
        let result = try analyze(fields, isIndicative: true)
        #expect(result.blockers == ["minimum_sample"])
        #expect(result.sampleCheck.isEnough == false)
        #expect(result.parameters["indicative"] == true)
    }

    @Test func anUnstatedMinimumCountsAsOneThousandAndIsSaid() throws {
        var fields = Self.fields([:], metrics: ["paid": ["a": ["n": 1000, "k": 100], "b": ["n": 1000, "k": 110]]])
        fields["minimumSample"] = .null
        let result = try analyze(fields)
        #expect(result.sampleCheck.minimumPerVariant == 1000)
        #expect(result.warnings.map(\.code) == ["minimum_sample_assumed"])
    }

    @Test func findsAllFaultsAtOnce() throws {
        let fields = Self.fields(
            [
                "guardrailEvents": ["missing"], "allocation": ["a": 1, "c": 1],
                "metricDefinitions": ["paid": ["inverse": true], "spend": ["kind": "sum"]],
            ],
            metrics: [
                "paid": ["a": ["n": 10, "k": 11], "x": ["n": 0, "k": 0]],
                "spend": ["a": ["n": 10, "sum": 100, "sum_squares": 1], "b": ["n": 10, "k": 1]],
            ])
        let error = failure { try analyze(fields) }
        #expect(error?.code == "data_not_sane")
        let faults = error?.details["faults"]?.array?.compactMap(\.text) ?? []
        for part in [
            "allocation is for \"a\", \"c\"", "metric \"missing\" has no data", "has data for \"x\"",
            "has no data for \"b\"", "k = 11", "n = 0", "is inverse in metricDefinitions",
            "sum_squares below sum²/n", "mixes n, k with sums",
        ] {
            #expect(faults.contains { $0.contains(part) }, "\(part) in \(faults)")
        }
    }

    @Test(
        arguments: [
            (["inputData": .null], "no_input_data"),
            (["primaryMetricEvent": .null], "data_not_sane"),
        ] as [(JSONObject, String)])
    func refusesWhatCannotBeAnalyzed(change: JSONObject, code: String) {
        var fields = Self.fields([:], metrics: ["paid": Self.leaning])
        for (name, value) in change { fields[name] = value }
        let error = failure { try analyze(fields) }
        #expect(error?.kind == .dataNotSane)
        #expect(error?.code == code)
    }

    @Test(
        arguments: [
            ("direction_unclear", ["refund_rate": ["a": ["n": 500, "k": 50], "b": ["n": 500, "k": 50]]]),
            (
                "few_conversions",
                ["refund_rate": ["inverse": true, "a": ["n": 500, "k": 5], "b": ["n": 500, "k": 50]]]
            ),
            (
                "not_computable",
                ["refund_rate": ["inverse": true, "a": ["n": 500, "k": 0], "b": ["n": 500, "k": 50]]]
            ),
        ] as [(String, JSON)])
    func warns(code: String, metric: JSON) throws {
        var metrics = try #require(metric.object)
        metrics["paid"] = Self.leaning
        let result = try analyze(
            Self.fields(["guardrailEvents": ["refund_rate"]], metrics: .object(metrics)))
        #expect(result.warnings.contains { $0.code == code && $0.message.contains("refund_rate") })
    }

    @Test func whatCannotBeComputedIsNullAndNeverANumber() throws {
        let result = try analyze(
            Self.fields(
                [:],
                metrics: ["paid": ["a": ["n": 500, "mean": 0, "std": 0], "b": ["n": 500, "mean": 2, "std": 3]]]
            ))
        let row = try #require(result.json["primary_metric"]?["rows"]?.array?.last)
        for key in ["rel_delta", "ci_lower", "ci_upper", "p_win", "risk_ctrl", "risk_trt", "se"] {
            #expect(row[key] == .null, "\(key)")
        }
        #expect(row["absolute_delta"]?.double == 2)
        #expect(result.primaryMetric?.verdict == "no data")
        #expect(Verdict(of: result, recommendation: nil).tone == .unsure)
    }

    @Test func undefinedMetricsAreLeftOutAndSaid() throws {
        let result = try analyze(Self.fields([:], metrics: ["paid": Self.leaning, "extra": Self.leaning]))
        #expect(result.secondaries.isEmpty)
        #expect(result.warnings.contains { $0.code == "undefined_metric" })
    }

    @Test func ratiosAndMeansAreContinuous() throws {
        let ratio: JSON = [
            "n": 500, "num_sum": 300, "num_sum_squares": 400, "den_sum": 1500, "den_sum_squares": 6000,
            "num_den_sum": 1200,
        ]
        let result = try analyze(
            Self.fields(
                [
                    "metricDefinitions": [
                        "per_visit": ["kind": "ratio", "denominator": "visits"], "spend": ["kind": "sum"],
                    ]
                ],
                metrics: [
                    "paid": Self.leaning, "per_visit": ["a": ratio, "b": ratio],
                    "spend": ["a": ["n": 487, "mean": 5, "std": 2], "b": ["n": 513, "mean": 6, "stddev": 2]],
                ]))
        #expect(result.secondaries.map(\.event) == ["per_visit", "spend"])
        #expect(result.secondaries.allSatisfy { !$0.isProportion })
        #expect(result.secondaries[0].rows[0].value == 0.2)
        #expect(result.secondaries[0].rows[1].comparison?.relativeChange == 0)
        let spend = try #require(result.secondaries[1].rows[1].comparison?.relativeChange)
        #expect(abs(spend - 0.2) < 1e-15)
    }

    // MARK: - Results made elsewhere

    @Test func readsTheReplacedSystemsOwnResult() throws {
        let text = """
            {"type":"bayesian","experiment":"x","computed_at":"2026-04-07T12:34:11Z","window":{"start":"?","end":"open"},\
            "control":"a","treatments":["b"],"prior":"flat/improper (data-only)","srm":{"chi2_p_value":0.41,"ok":true,\
            "observed":{"a":487,"b":513}},"primary_metric":{"event":"paid","metric_type":"proportion","rows":[{"variant":"a",\
            "n":487,"is_control":true,"conversions":41,"rate":0.084189},{"variant":"b","n":513,"is_control":false,\
            "conversions":67,"rate":0.130604}],"verdict":"no data"},"sample_check":{"minimum_per_variant":0,"ok":true,\
            "variants":{"a":487,"b":513}}}
            """
        let result = try AnalysisResult(json: JSON(parsing: text))
        #expect(result.engine == nil)
        #expect(result.primaryMetric?.rows.last?.comparison?.probability == nil)
        #expect(Verdict(of: result, recommendation: nil).tag == "No data")
        #expect(failure { try AnalysisResult(json: ["type": "bandit"]) }?.code == "not_an_analysis")
    }
}

/// Reads a file below Tests.
func golden<Contents: Decodable>(_ path: String, from file: String = #filePath) throws -> Contents {
    let tests = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode(Contents.self, from: Data(contentsOf: tests.appendingPathComponent(path)))
}
