import Statistics
import Testing

/// Worked examples from papers, documentation and other packages' tests, in `published.json`.
@Suite struct PublishedTests {
    /// Case to the suite that holds it.
    static let heldElsewhere = [
        "gb-asympcs-mean": "AlwaysValidTests (its multiplier)", "gb-bayes-binom": "GrowthBookTests",
        "gb-bayes-norm": "GrowthBookTests", "gb-risk": "GrowthBookTests", "gb-quantile": "GrowthBookTests",
        "gb-power-freq": "PlanningPublishedTests", "gb-power-seq": "PlanningPublishedTests",
        "cs-normal-rho": "AlwaysValidTests (through the bound)", "cs-normal-bound": "AlwaysValidTests",
        "cs-normal-logmix": "AlwaysValidTests", "cs-bern-700": "ProportionSequenceTests",
        "cs-bern-5": "ProportionSequenceTests", "cs-bern-1": "ProportionSequenceTests",
        "cs-bern-tiny": "ProportionSequenceTests", "cs-bern-200": "ProportionSequenceTests",
        "ssrm-steps": "SampleRatioAlwaysValidTests", "srm-kohavi": "SampleRatioTests",
        "srm-statsig": "SampleRatioTests", "sp-n-cont": "PlanningPublishedTests",
        "sp-n-binom-ap": "PlanningPublishedTests", "sp-beta-ci": "BetaTests", "kohavi-16": "PlanningPublishedTests",
    ]

    /// Case to reason.
    static let leftOut = [
        "cs-gammaexp": "gamma-exponential mixtures are not offered",
        "cs-stitch": "stitched boundaries are not offered",
        "cs-quantile-ab": "always-valid tests of quantiles are not offered",
        "sp-seq-alpha": "group-sequential designs are not offered",
        "gst-pocock": "group-sequential designs are not offered",
        "armitage": "rates of repeated looks, which are simulated, not computed",
        "tt-srm": "a normal approximation with continuity correction; ours is the chi-square",
        "eppo-bayes-shrink": "documented as approximate, without the prior's numbers",
        "statsig-z": "not valid at every look: its mixture moves with the users seen",
        "featbit-hash": "no statistics: how another program assigns users",
        "gb-aa-fpr": "arithmetic on independent metrics: 1 - .9^m",
    ]

    static let held: Set = [
        "gb-welch-rel", "gb-welch-abs", "gb-welch-binom", "gb-onesided-t", "gb-onesided-t-abs", "gb-risk-extreme",
        "tt-welch", "tt-ratio",
    ]

    struct File: Decodable {
        struct Example: Decodable { let id: String }
        let cases: [Example]
    }

    @Test func everyCaseIsHeldOrNamed() throws {
        let file: File = try Golden.read("published.json")
        let names = file.cases.map(\.id)
        #expect(names.count == 41)
        #expect(Set(names) == Self.held.union(Self.heldElsewhere.keys).union(Self.leftOut.keys))
    }

    /// GrowthBook's engine prints five digits.
    private static let printed = 1e-5

    private func arms(_ controlUsers: Int) throws -> Contrast {
        Contrast(
            control: try .sums(n: controlUsers, sum: 1396.87, sumSquares: 52377.9767),
            treatment: try .sums(n: 3461, sum: 2422.7, sumSquares: 134698.29))
    }

    @Test func welchOnADifference() throws {
        let test = try Welch(arms(3407))
        #expect(abs(test.difference - 0.29) <= Self.printed)
        #expect(abs(test.standardError - 0.12478) <= Self.printed)
        #expect(abs(test.interval.lower - 0.04538) <= Self.printed)
        #expect(abs(test.interval.upper - 0.53462) <= Self.printed)
        #expect(abs(test.pValue - 0.02016) <= Self.printed)
    }

    @Test func oneSidedWelch() throws {
        let test = try Welch(arms(3000), alpha: 0.1)
        #expect(relativeError(test.difference, 0.23437666666666668) <= Tolerance.posterior)
        #expect(relativeError(test.standardError, 0.12983081254184736) <= Tolerance.posterior)
        #expect(relativeError(test.interval.lower, 0.020791480063255735) <= Tolerance.posterior)
        #expect(relativeError(test.pValueOfIncrease, 0.03554272489873023) <= Tolerance.posterior)
    }

    @Test(
        arguments: [
            ([3407, 3461], 0.70732, 0.37879, [-0.03526, 1.44989], 0.06191),
            ([28, 30], 0.06667, 0.2717, [-0.47767, 0.61101], 0.80707),
        ] as [([Int], Double, Double, [Double], Double)])
    func deltaMethodOnALift(n: [Int], lift: Double, error: Double, interval: [Double], p: Double) throws {
        let contrast =
            n[0] == 28
            ? Contrast(control: try .proportion(n: 28, k: 14), treatment: try .proportion(n: 30, k: 16))
            : try arms(n[0])
        let estimate = try GaussianPosterior(contrast, inverse: false, prior: nil)
        let df = try Welch(contrast).degreesOfFreedom
        let margin = -(try StudentT.quantile(0.025, degreesOfFreedom: df)) * estimate.standardError
        #expect(abs(estimate.effect - lift) <= Self.printed)
        #expect(abs(estimate.standardError - error) <= Self.printed)
        #expect(abs(estimate.effect - margin - interval[0]) <= Self.printed)
        #expect(abs(estimate.effect + margin - interval[1]) <= Self.printed)
        let tail = try StudentT.survival(estimate.effect / estimate.standardError, degreesOfFreedom: df)
        #expect(abs(2 * tail - p) <= Self.printed)
    }

    /// A mean two million standard errors from 0.
    @Test func riskFarFromZero() throws {
        let control = try Moments(n: 1, mean: 0, variance: 0)
        let treatment = try Moments(n: 1, mean: 0.01, variance: 4.5e-9 * 4.5e-9)
        let posterior = try GaussianPosterior(
            Contrast(control: control, treatment: treatment), inverse: false, prior: nil, difference: .absolute)
        #expect(abs(posterior.riskOfControl - 0.01) <= 1e-12)
        #expect(posterior.riskOfTreatment == 0)
    }

    /// tea-tasting 1.14.0, docs/user-guide.md: orders per user.
    @Test func welchOfTeaTasting() throws {
        let test = try Welch(
            Contrast(
                control: .sums(n: 2023, sum: 1073, sumSquares: 2073),
                treatment: .sums(n: 1977, sum: 1133, sumSquares: 2121)))
        #expect(relativeError(test.difference, 0.04269014577177832) <= Tolerance.posterior)
        #expect(relativeError(test.interval.lower, -0.010800201598205522) <= Tolerance.posterior)
        #expect(relativeError(test.interval.upper, 0.09618049314176216) <= Tolerance.posterior)
        #expect(relativeError(test.pValue, 0.11773177998716207) <= Tolerance.posterior)
    }

    /// tea-tasting 1.14.0, docs/user-guide.md: orders per session.
    @Test func ratioOfTeaTasting() throws {
        let control = try Moments.ratio(
            n: 2023, numeratorSum: 1073, numeratorSumSquares: 2073, denominatorSum: 4038,
            denominatorSumSquares: 10098, productSum: 2648)
        let treatment = try Moments.ratio(
            n: 1977, numeratorSum: 1133, numeratorSumSquares: 2121, denominatorSum: 3920, denominatorSumSquares: 9698,
            productSum: 2730)
        let test = try Welch(Contrast(control: control, treatment: treatment))
        #expect(relativeError(control.mean, 0.2657256067360079) <= Tolerance.posterior)
        #expect(relativeError(test.difference, 0.02330500550889003) <= Tolerance.posterior)
        #expect(relativeError(test.interval.lower, -0.0024594336679094504) <= Tolerance.posterior)
        #expect(relativeError(test.interval.upper, 0.04906944468568951) <= Tolerance.posterior)
        #expect(relativeError(test.pValue, 0.07623759978168303) <= Tolerance.posterior)
    }
}
