import Statistics
import Testing

@Suite struct GaussianPosteriorErrorTests {
    @Test func controlWithoutConversionsHasNoLift() throws {
        let control = try Moments.proportion(n: 100, k: 0)
        let treatment = try Moments.proportion(n: 100, k: 10)
        #expect(throws: StatisticsError.controlMeanZero) { try compare(control, treatment) }
        let change = try compare(control, treatment, difference: .absolute)
        #expect(relativeError(change.effect, 0.1) <= Tolerance.function)
        #expect(relativeError(change.standardError, 0.03) <= Tolerance.function)
        let prior = NormalPrior(mean: 0, standardDeviation: 0.3)
        #expect(throws: StatisticsError.priorNeedsPositiveControl) {
            try compare(control, treatment, prior: prior, difference: .absolute)
        }
    }

    @Test func negativeControlHasOnlyADifference() throws {
        let control = try Moments.sums(n: 100, sum: -50, sumSquares: 75)
        let treatment = try Moments.sums(n: 100, sum: 50, sumSquares: 75)
        #expect(throws: StatisticsError.controlMeanNegative) { try compare(control, treatment) }
        #expect(try compare(control, treatment, difference: .absolute).effect == 1)
        let prior = NormalPrior(mean: 0, standardDeviation: 0.3)
        #expect(throws: StatisticsError.priorNeedsPositiveControl) {
            try compare(control, treatment, prior: prior, difference: .absolute)
        }
    }

    /// A treatment without conversions loses all, certainly: m1 = 0 leaves the lift without variance.
    @Test(arguments: [(100, 100, 100, 100), (100, 50, 100, 0), (1, 1, 1, 1)])
    func armsThatDoNotVaryGiveNoPosterior(n0: Int, k0: Int, n1: Int, k1: Int) throws {
        let control = try Moments.proportion(n: n0, k: k0)
        let treatment = try Moments.proportion(n: n1, k: k1)
        #expect(throws: StatisticsError.noVariance) { try compare(control, treatment) }
    }

    @Test func fullConversionInOneArmIsComputed() throws {
        let control = try Moments.proportion(n: 100, k: 100)
        let treatment = try Moments.proportion(n: 100, k: 90)
        let posterior = try compare(control, treatment)
        #expect(relativeError(posterior.effect, -0.1) <= Tolerance.function)
        #expect(relativeError(posterior.standardError, 0.03) <= Tolerance.function)
        #expect(posterior.probabilityOfLosing > 0.999)
    }

    @Test func countsNearTheLargestExactIntegerAreComputed() throws {
        let n = 1 << 53
        let posterior = try compare(.proportion(n: n, k: n / 4), .proportion(n: n - 1, k: n / 4 + (1 << 26)))
        // (m1 - m0)/m0 = (1 + 2⁻²⁵)(1 + 2⁻⁵³) - 1 up to 2⁻⁷⁸
        #expect(relativeError(posterior.effect, 0x1p-25) <= 1e-8)
        #expect(relativeError(posterior.standardError, (6.0 / Double(n)).squareRoot()) <= 1e-6)
    }

    @Test(arguments: [0, 1, -0.05, 1.5, .nan, .infinity])
    func alphaIsAProbability(alpha: Double) {
        #expect(throws: StatisticsError.outOfDomain("alpha must lie between 0 and 1")) {
            try compare(.proportion(n: 10, k: 4), .proportion(n: 10, k: 5), alpha: alpha)
        }
    }

    @Test(arguments: [
        (0, 0, StatisticsError.outOfDomain("the prior's standard deviation must be positive")),
        (0, -1, .outOfDomain("the prior's standard deviation must be positive")),
        (.nan, 1, .notFinite("the prior's mean")),
        (0, .infinity, .notFinite("the prior's standard deviation")),
    ])
    func priorIsProper(mean: Double, deviation: Double, error: StatisticsError) {
        let prior = NormalPrior(mean: mean, standardDeviation: deviation)
        #expect(throws: error) { try compare(.proportion(n: 10, k: 4), .proportion(n: 10, k: 5), prior: prior) }
    }

    static let extremes = [
        0, .leastNonzeroMagnitude, 1e-300, 1e-160, 1e-20, 1, 1e20, 1e160, 1e300, Double.greatestFiniteMagnitude,
    ]

    /// Whatever the size of the numbers: a finite posterior or a typed error.
    @Test(arguments: extremes, extremes)
    func extremesNeverGiveNaN(mean: Double, variance: Double) throws {
        let arms = try [(mean, variance), (-mean, variance), (1, 1), (mean, 0)].map {
            try Moments(n: 3, mean: $0, variance: $1)
        }
        let priors = [nil] + [1e-300, 0.3, 1e300].map { NormalPrior(mean: 0.1, standardDeviation: $0) }
        for control in arms {
            for treatment in arms {
                for (prior, difference) in priors.flatMap({ [($0, Difference.relative), ($0, .absolute)] }) {
                    guard let posterior = try? compare(control, treatment, prior: prior, difference: difference) else {
                        continue
                    }
                    let probabilities = [posterior.probabilityOfWinning, posterior.probabilityOfLosing]
                    #expect(probabilities.allSatisfy { (0...1).contains($0) })
                    #expect(posterior.riskOfControl >= 0 && posterior.riskOfTreatment >= 0)
                    #expect(posterior.standardError > 0 && posterior.dataStandardError > 0)
                    let all = [
                        posterior.effect, posterior.standardError, posterior.interval.lower, posterior.interval.upper,
                        posterior.riskOfControl, posterior.riskOfTreatment, posterior.dataEffect,
                        posterior.dataStandardError,
                    ]
                    #expect(all.allSatisfy { $0.isFinite })
                }
            }
        }
    }

    private func compare(
        _ control: Moments, _ treatment: Moments, prior: NormalPrior? = nil, alpha: Double = 0.05,
        difference: Difference = .relative
    ) throws -> GaussianPosterior {
        try GaussianPosterior(
            Contrast(control: control, treatment: treatment), inverse: false, prior: prior, alpha: alpha,
            difference: difference)
    }
}
