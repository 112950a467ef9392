import Experiments
import Foundation
import TestSupport
import Testing

/// The methods beside the inherited Gaussian posterior.
@Suite struct AnalysisMethodsTests {
    private func fields(_ more: JSONObject = [:], _ metrics: JSON) -> JSONObject {
        AnalysisTests.fields(more, metrics: metrics)
    }

    private func paid(_ a: JSON, _ b: JSON) -> JSON { ["paid": ["a": a, "b": b]] }

    // MARK: - Exact

    /// 5 of 200 against 12 of 200: the exact P(win) is 0.956, the Gaussian 0.868 (methods of the reference file).
    @Test func fewConversionsAreJudgedByTheExactPosterior() throws {
        let result = try analyze(fields([:], paid(["n": 200, "k": 5], ["n": 200, "k": 12])))
        let section = try #require(result.primaryMetric)
        #expect(section.basis == .exact)
        let comparison = try #require(section.rows.last?.comparison)
        #expect(abs(try #require(comparison.probability) - 0.868) < 0.0005)
        let exact = try #require(comparison.exact?.value)
        #expect(abs(exact.probability - 0.956) < 0.0005)
        #expect(section.verdict == "strong signal → adopt treatment")
        #expect(section.figures(of: "b")?.probability == exact.probability)
        #expect(section.figures(of: "b")?.lower == exact.lower)
        #expect(result.json["verdict_basis"] == "exact")
        #expect(
            result.json["conversion_check"]
                == ["minimum_per_variant": 30, "ok": false, "variants": ["a": 5, "b": 12]])
        #expect(result.warnings.contains { $0.code == "few_conversions" })
        #expect(try AnalysisResult(json: result.json) == result)
    }

    @Test(arguments: [(30, 970, "gaussian"), (29, 500, "exact"), (971, 500, "exact"), (970, 500, "gaussian")])
    func thirtyOfEitherOutcomeAreEnough(first: Int64, second: Int64, basis: String) throws {
        let data = paid(["n": 1000, "k": .integer(first)], ["n": 1000, "k": .integer(second)])
        let result = try analyze(fields([:], data))
        #expect(result.json["verdict_basis"]?.text == basis)
        #expect(result.json["primary_metric"]?["verdict_basis"]?.text == basis)
    }

    /// The Gaussian estimate, too sure at such counts, would lie outside: +5.4 % and −40.8 %.
    @Test(arguments: [(0.3, 5, 29, false), (0.1, 28, 6, false), (0.3, 5, 29, true)])
    func withAPriorTheChangeShownIsThatOfTheExactPosterior(
        deviation: Double, control: Int64, treatment: Int64, isInverse: Bool
    ) throws {
        var metric: JSONObject = [
            "a": ["n": 5000, "k": .integer(control)], "b": ["n": 5000, "k": .integer(treatment)],
        ]
        if isInverse { metric["inverse"] = true }
        let result = try analyze(
            fields(
                ["priorProper": true, "priorMean": 0, "priorStddev": .number(deviation)], ["paid": .object(metric)]))
        let section = try #require(result.primaryMetric)
        let figures = try #require(section.figures(of: "b"))
        let (change, lower, upper) = (
            try #require(figures.change), try #require(figures.lower), try #require(figures.upper)
        )
        #expect(lower < change && change < upper, "\(change) in \(lower)...\(upper)")
        let stored = try #require(section.rows.last?.comparison?.relativeChange)
        #expect(stored != change, "rel_delta stays Gaussian")
        let again = try AnalysisResult(json: JSON(parsing: result.json.serialized()))
        #expect(again.primaryMetric?.figures(of: "b") == figures)
    }

    @Test func aControlWithoutConversionsIsStillJudged() throws {
        let result = try analyze(fields([:], paid(["n": 500, "k": 0], ["n": 500, "k": 50])))
        let row = try #require(result.json["primary_metric"]?["rows"]?.array?.last)
        #expect(row["p_win"] == .null && row["rel_delta"] == .null)
        #expect(row["exact"]?["p_win"]?.double ?? 0 > 0.999)
        let verdict = Verdict(of: result, recommendation: nil)
        #expect(verdict.headline.contains("raises paid from 0.00 % to 10.00 %"))
    }

    @Test func aGuardrailsExactProbabilityIsThatOfHarm() throws {
        let result = try analyze(
            fields(
                ["guardrailEvents": ["error_rate"]],
                [
                    "paid": AnalysisTests.leaning,
                    "error_rate": ["inverse": true, "a": ["n": 200, "k": 5], "b": ["n": 200, "k": 12]],
                ]))
        let row = try #require(result.json["guardrails"]?.array?.first?["rows"]?.array?.last)
        #expect(abs(try #require(row["exact"]?["p_harm"]?.double) - 0.956) < 0.0005)
        #expect(result.guardrails.first?.verdict == "guardrail ALARM — possible regression")
    }

    /// The reference of `prior_cases.json`: mpmath.
    @Test func aPriorAppliesToTheExactPosteriorToo() throws {
        let prior: JSONObject = ["priorProper": true, "priorMean": 0, "priorStddev": .number(0.3)]
        let data = paid(["n": 200, "k": 5], ["n": 200, "k": 12])
        let flat = try analyze(fields([:], data)).primaryMetric?.figures(of: "b")
        let pulled = try analyze(fields(prior, data)).primaryMetric?.figures(of: "b")
        let (before, after) = (try #require(flat?.probability), try #require(pulled?.probability))
        #expect(after < before && after > 0.5)
        let answer = try Compute.answer([
            "metric": ["a": ["n": 200, "k": 5], "b": ["n": 200, "k": 12]], "methods": ["exact"],
            "prior": ["mean": 0, "stddev": .number(0.3)],
        ])
        #expect(answer["exact"]?["b"]?["p_win"]?.double == after)
    }

    @Test func aMeanHasNoExactPosterior() throws {
        let data = paid(["n": 500, "mean": 5, "std": 2], ["n": 500, "mean": 6, "std": 2])
        let row = try #require(try analyze(fields([:], data)).json["primary_metric"]?["rows"]?.array?.last)
        #expect(row["exact"] == nil && row["always_valid"] != nil)
    }

    // MARK: - Any look

    /// The same numbers as `compute`, which the statistics' own tests hold against references.
    @Test func everyMethodSaysWhatComputeSays() throws {
        let result = try analyze(
            fields(["analysisPlan": ["planned_n": 5000, "alpha": .number(0.1)]], ["paid": AnalysisTests.leaning]))
        let row = try #require(result.json["primary_metric"]?["rows"]?.array?.last)
        let answer = try Compute.answer([
            "metric": AnalysisTests.leaning, "planned_n": 5000, "alpha": .number(0.1),
        ])
        #expect(row["exact"] == answer["exact"]?["b"])
        #expect(row["always_valid"]?["ci"] == answer["always_valid"]?["b"]?["ci"])
        #expect(row["always_valid"]?["effect"] == answer["always_valid"]?["b"]?["effect"])
        #expect(row["always_valid"]?["p_value"] == answer["always_valid"]?["b"]?["p_value"])
        #expect(row["p_win"] == answer["gaussian"]?["b"]?["p_win"])
        #expect(result.json["srm"]?["always_valid_p"] == answer["srm"]?["always_valid_p"])
        #expect(result.parameters["planned_n"] == 5000)
    }

    @Test(arguments: [(["minimumSample": 100], 200), (["minimumSample": .null], 10_000)] as [(JSONObject, Int64)])
    func withoutAPlanTheMinimumSampleTunes(change: JSONObject, users: Int64) throws {
        let data = paid(["n": 1000, "k": 100], ["n": 1000, "k": 130])
        #expect(try analyze(fields(change, data)).parameters["planned_n"] == .integer(users))
    }

    @Test func severalEpochsHaveNoAlwaysValidResult() throws {
        func epoch(_ number: Int64) -> JSON {
            [
                "epoch": .integer(number), "start": "2026-03-01", "allocation": ["a": 1, "b": 1],
                "metrics": paid(["n": 500, "k": 60], ["n": 500, "k": 80]),
            ]
        }
        var fields = AnalysisTests.twoVariants
        fields["inputData"] = [
            "metrics": paid(["n": 1000, "k": 120], ["n": 1000, "k": 160]), "epochs": [epoch(1), epoch(2)],
        ]
        let row = try #require(try analyze(fields).json["primary_metric"]?["rows"]?.array?.last)
        #expect(row["always_valid"] == ["error": "an always-valid result needs weights that never changed"])
        #expect(try analyze(fields).sampleRatio.alwaysValidP == 1)
    }

    // MARK: - Sample ratio

    /// Cookie Cats: rare at one look (χ² p = .0086), weak evidence over all looks (p = .27).
    @Test func theRuleChosenBeforeTheDataGates() throws {
        let data = paid(["n": 44_700, "k": 20_034], ["n": 45_489, "k": 20_119])
        let fixed = try analyze(fields([:], data))
        #expect(fixed.blockers == ["srm"])
        #expect(abs(try #require(fixed.sampleRatio.alwaysValidP) - 0.27) < 0.005)
        #expect(Verdict(of: fixed, recommendation: nil).evidence.contains("weak evidence (p = 0.27 valid at any look)"))
        let daily = try analyze(fields(["analysisPlan": ["srmRule": "always_valid"]], data))
        #expect(daily.blockers.isEmpty && daily.sampleRatio.isSound == true)
        #expect(daily.sampleRatio.pValue == fixed.sampleRatio.pValue)
        #expect(daily.parameters["srm_rule"] == "always_valid")
    }

    // MARK: - Covariates

    /// What NumPy computes from single users.
    @Test func aCovariateNarrowsTheInterval() throws {
        struct File: Decodable { let adjustments: [Case] }
        struct Sums: Decodable { let n: Int64, sums: [Double], products: [Double] }
        struct Case: Decodable { let control: Sums, treatment: Sums, lift: Double, lift_error: Double }
        let file: File = try golden("StatisticsTests/Golden/summary_cases.json")
        for item in file.adjustments {
            func arm(_ arm: Sums) -> JSON {
                [
                    "n": .integer(arm.n), "sum": .number(arm.sums[0]), "sum_squares": .number(arm.products[0]),
                    "covariate_sum": .number(arm.sums[1]), "covariate_sum_squares": .number(arm.products[2]),
                    "covariate_cross": .number(arm.products[1]),
                ]
            }
            let split: JSON = ["a": .integer(item.control.n), "b": .integer(item.treatment.n)]
            let result = try analyze(
                fields(["minimumSample": 0, "allocation": split], paid(arm(item.control), arm(item.treatment))))
            let comparison = try #require(result.primaryMetric?.rows.last?.comparison)
            #expect(abs(try #require(comparison.relativeChange) / item.lift - 1) < 1e-9)
            #expect(abs(try #require(comparison.standardError) / item.lift_error - 1) < 1e-9)
            #expect(result.warnings.contains { $0.code == "covariate_used" })
            #expect(result.primaryMetric?.rows.first?.value == item.control.sums[0] / Double(item.control.n))
        }
    }

    @Test func aCovariateThatNoDataCanGiveIsAFault() throws {
        let arm: JSON = [
            "n": 500, "sum": 300, "sum_squares": 400, "covariate_sum": 100, "covariate_sum_squares": 90,
            "covariate_cross": 5000,
        ]
        let error = failure { try analyze(fields([:], paid(arm, arm))) }
        #expect(error?.message.contains("covariate_cross that no data can give") == true)
        let plain: JSON = ["n": 500, "sum": 300, "sum_squares": 400]
        let mixed = failure { try analyze(fields([:], paid(plain, arm))) }
        #expect(mixed?.message.contains("mixes sums with sums with a covariate") == true)
    }

    // MARK: - Several secondary metrics

    @Test func secondaryMetricsAreCorrectedForTheirNumber() throws {
        var metrics: JSONObject = ["paid": AnalysisTests.leaning]
        var definitions: JSONObject = [:]
        for number in 1...4 {
            let k: Int64 = number == 1 ? 128 : 100
            metrics["other_\(number)"] = ["a": ["n": 1000, "k": 100], "b": ["n": 1000, "k": .integer(k)]]
            definitions["other_\(number)"] = [:]
        }
        let result = try analyze(fields(["metricDefinitions": .object(definitions)], .object(metrics)))
        let first = try #require(result.secondaries.first)
        let comparison = try #require(first.rows.last?.comparison)
        let p = try #require(comparison.pValue)
        #expect(try #require(comparison.probability) > 0.95)
        #expect(comparison.adjustedPValue == 4 * p && p < 0.1)
        #expect(first.verdict == "leaning treatment", "alone it would have been a strong signal")
        #expect(result.secondaries[1].rows.last?.comparison?.adjustedPValue == 1)
        #expect(try AnalysisResult(json: result.json) == result)
    }
}
