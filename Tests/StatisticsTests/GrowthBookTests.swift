import Statistics
import Testing

/// Every case of GrowthBook's statistics engine that has a counterpart here; the others stand in `leftOut`.
@Suite struct GrowthBookTests {
    /// Case to reason.
    static let leftOut = [
        "sequential_mean_relative_n1000": deltaSequence,
        "sequential_mean_cuped_relative": deltaSequence,
        "sequential_ratio_cuped_relative": deltaSequence,
        "sequential_one_sided_greater_absolute": "one-sided confidence sequences are not offered",
        "cuped_mean_relative":
            "its coefficient and effect are held below; its standard error takes the slope on the base at the "
            + "unadjusted lift, ours at the estimate, as the engine itself does for ratios (1 % apart here)",
        "post_strat_mean_cuped_relative": strataWithCovariates,
        "post_strat_mean_cuped_absolute": strataWithCovariates,
        "post_strat_ratio_cuped_relative": strataWithCovariates,
        "post_strat_ratio_cuped_absolute": strataWithCovariates,
    ]
    private static let deltaSequence =
        "an always-valid lift is Fieller's set with the sequence's multiplier: the delta method over-rejects"
    private static let strataWithCovariates = "strata and covariates are not combined"

    /// Held by `PlanningPublishedTests` and `QuantileTests`.
    static let heldElsewhere: Set = [
        "mid_experiment_power_freq", "mid_experiment_power_bayes", "quantile_event_clustered_absolute",
    ]

    static let held = [
        "bayes_proportion_relative_flat", "bayes_mean_relative_flat", "bayes_quantile_absolute_flat",
        "bayes_quantile_absolute_N01_prior", "bayes_quantile_relative_N01_prior", "risk_normal_regime",
        "welch_two_sided_mean_relative", "welch_two_sided_proportion_relative", "welch_negative_variance_default",
        "welch_ratio_cuped_relative", "welch_one_sided_greater_relative", "welch_one_sided_lesser_absolute",
        "welch_ratio_relative", "cuped_theta_pooled", "post_strat_mean_relative", "post_strat_mean_absolute",
        "post_strat_ratio_relative", "post_strat_ratio_absolute", "bandit_floor_additive_simplex", "srm_5000_5200",
        "srm_9000_1100",
    ]

    @Test func everyCaseIsHeldOrNamed() throws {
        let names = try GrowthBookCase.all().map(\.name)
        #expect(names.count == 33)
        #expect(Set(names) == Set(Self.held).union(Self.heldElsewhere).union(Self.leftOut.keys))
        #expect(Self.held.count + Self.heldElsewhere.count == 24)
    }

    @Test(arguments: try GrowthBookCase.named("bayes_")) func effectTests(example: GrowthBookCase) throws {
        let inputs = example.inputs
        let posterior = try GaussianPosterior(
            inputs.contrast(), inverse: false, prior: inputs.prior?.normal, alpha: inputs.alpha ?? 0.05,
            difference: inputs.kind)
        #expect(relativeError(posterior.effect, try example.number("uplift_mean")) <= Tolerance.posterior)
        #expect(relativeError(posterior.standardError, try example.number("uplift_stddev")) <= Tolerance.posterior)
        let interval = try example.list("ci")
        #expect(relativeError(posterior.interval.lower, interval[0]) <= Tolerance.posterior)
        #expect(relativeError(posterior.interval.upper, interval[1]) <= Tolerance.posterior)
        #expect(relativeError(posterior.probabilityOfWinning, try example.number("chanceToWin")) <= Tolerance.posterior)
        #expect(abs(posterior.riskOfControl - (try example.number("risk_control"))) <= Tolerance.risk)
        #expect(abs(posterior.riskOfTreatment - (try example.number("risk_treatment"))) <= Tolerance.risk)
    }

    @Test func risk() throws {
        let example = try #require(try GrowthBookCase.named("risk_").first)
        let (mean, deviation) = (try #require(example.inputs.mu), try #require(example.inputs.sigma))
        let control = try Moments(n: 1, mean: 0, variance: 0)
        let treatment = try Moments(n: 1, mean: mean, variance: deviation * deviation)
        let posterior = try GaussianPosterior(
            Contrast(control: control, treatment: treatment), inverse: false, prior: nil, difference: .absolute)
        #expect(abs(posterior.riskOfControl - (try example.number("risk_control"))) <= example.tolerance)
        #expect(abs(posterior.riskOfTreatment - (try example.number("risk_treatment"))) <= example.tolerance)
    }

    /// The engine's relative tests use the delta method, which we show as the Gaussian posterior's error alone; its t
    /// and degrees of freedom are ours.
    private func expectDeltaTest(_ example: GrowthBookCase, _ contrast: Contrast) throws {
        let estimate = try GaussianPosterior(contrast, inverse: false, prior: nil)
        let df = try Welch(contrast).degreesOfFreedom
        let t = estimate.effect / estimate.standardError
        let margin = -(try StudentT.quantile(0.025, degreesOfFreedom: df)) * estimate.standardError
        let interval = try example.list("ci")
        #expect(relativeError(estimate.effect, try example.number("expected")) <= example.tolerance)
        #expect(relativeError(estimate.standardError, try example.number("stderr")) <= example.tolerance)
        #expect(relativeError(estimate.effect - margin, interval[0]) <= example.tolerance)
        #expect(relativeError(estimate.effect + margin, interval[1]) <= example.tolerance)
        let p = 2 * (try StudentT.survival(abs(t), degreesOfFreedom: df))
        #expect(relativeError(p, try example.number("pValue")) <= example.tolerance)
    }

    @Test(arguments: ["welch_two_sided_mean_relative", "welch_two_sided_proportion_relative", "welch_ratio_relative"])
    func relativeTests(name: String) throws {
        let example = try #require(try GrowthBookCase.named(name).first)
        try expectDeltaTest(example, example.inputs.contrast())
    }

    @Test func relativeTestOfARatioWithACovariate() throws {
        let example = try #require(try GrowthBookCase.named("welch_ratio_cuped").first)
        let adjusted = try CovariateAdjustment.ratio(
            control: #require(example.inputs.control).summary(),
            treatment: #require(example.inputs.treatment).summary())
        #expect(relativeError(adjusted.coefficient, try example.number("theta")) <= example.tolerance)
        try expectDeltaTest(example, adjusted.contrast)
    }

    /// The engine answers such sums with zeros; we refuse them.
    @Test func aNegativeVarianceIsRefused() throws {
        let example = try #require(try GrowthBookCase.named("welch_negative_variance").first)
        #expect(throws: StatisticsError.outOfDomain("the sum of squares is too small for the sum")) {
            try example.inputs.contrast()
        }
    }

    @Test func oneSidedTests() throws {
        let greater = try #require(try GrowthBookCase.named("welch_one_sided_greater").first)
        let contrast = try greater.inputs.contrast()
        let estimate = try GaussianPosterior(contrast, inverse: false, prior: nil)
        let df = try Welch(contrast).degreesOfFreedom
        let margin = -(try StudentT.quantile(0.05, degreesOfFreedom: df)) * estimate.standardError
        #expect(relativeError(estimate.effect - margin, try greater.list("ci")[0]) <= greater.tolerance)
        let p = try StudentT.survival(estimate.effect / estimate.standardError, degreesOfFreedom: df)
        #expect(relativeError(p, try greater.number("pValue")) <= greater.tolerance)

        let lesser = try #require(try GrowthBookCase.named("welch_one_sided_lesser").first)
        let test = try Welch(lesser.inputs.contrast(), alpha: 0.1)
        #expect(relativeError(test.interval.upper, try lesser.list("ci")[1]) <= lesser.tolerance)
        #expect(relativeError(test.pValueOfDecrease, try lesser.number("pValue")) <= lesser.tolerance)
        #expect(relativeError(test.standardError, try lesser.number("stderr")) <= lesser.tolerance)
    }

    @Test(arguments: ["cuped_theta_pooled", "cuped_mean_relative"]) func covariates(name: String) throws {
        let example = try #require(try GrowthBookCase.named(name).first)
        let adjusted = try CovariateAdjustment(
            control: #require(example.inputs.control).summary(),
            treatment: #require(example.inputs.treatment).summary())
        #expect(relativeError(adjusted.coefficient, try example.number("theta")) <= Tolerance.posterior)
        guard name == "cuped_mean_relative" else { return }
        let lift = try GaussianPosterior(adjusted.contrast, inverse: false, prior: nil).effect
        #expect(relativeError(lift, try example.number("expected")) <= Tolerance.posterior)
    }

    @Test(arguments: try GrowthBookCase.named("post_strat_", without: Set(leftOut.keys)))
    func strata(example: GrowthBookCase) throws {
        let strata = try #require(example.inputs.strata).map {
            (control: try $0.control.summary(), treatment: try $0.treatment.summary())
        }
        let result =
            try example.name.contains("ratio")
            ? PostStratification(ratios: strata, difference: example.inputs.kind)
            : PostStratification(means: strata, difference: example.inputs.kind)
        #expect(relativeError(result.effect, try example.number("point_estimate")) <= Tolerance.posterior)
        #expect(relativeError(result.standardError, try example.number("standard_error")) <= Tolerance.posterior)
        #expect(Double(result.n) == (try example.number("n")))
    }

    @Test(arguments: try GrowthBookCase.named("srm_")) func sampleRatio(example: GrowthBookCase) throws {
        let test = try SampleRatio.chiSquare(
            observed: #require(example.inputs.users), weights: #require(example.inputs.weights))
        #expect(relativeError(test.pValue, try example.number("p")) <= example.tolerance)
    }

    /// The engine draws its weights; the floor is exact.
    @Test func floorOfTheWeights() throws {
        let example = try #require(try GrowthBookCase.named("bandit_floor").first)
        let best = try BestArm(means: #require(example.inputs.arms).map { try $0.moments() }, inverse: false)
        for floor in try #require(example.inputs.floors) {
            let name = floor == 0 ? "weights_f0" : "weights_f\(floor)"
            let expected = try example.list(name)
            // Ours never takes away more than half of what could be learned: 1/(2K) at most.
            guard floor <= 1 / Double(2 * expected.count) else { continue }
            let weights = try best.weights(.topTwoCount, floor: floor)
            for (weight, value) in zip(weights, expected) { #expect(abs(weight - value) <= example.tolerance) }
        }
    }
}
