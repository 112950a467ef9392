import Statistics
import Testing

@Suite struct AlwaysValidTests {
    @Test(arguments: try Golden.sequential(\.multipliers))
    func multiplierMatchesFiftyDigits(example: Golden.MultiplierCase) throws {
        let value = try AlwaysValid.multiplier(
            users: example.users, alpha: example.alpha, plannedUsers: example.planned)
        #expect(relativeError(value, example.value.value) <= Tolerance.normal)
    }

    @Test(arguments: try Golden.sequential(\.comparisons))
    func comparisonMatchesFiftyDigits(example: Golden.ComparisonCase) throws {
        let result = try AlwaysValid(
            Contrast(
                control: Golden.ComparisonCase.moments(example.control),
                treatment: Golden.ComparisonCase.moments(example.treatment)), plannedUsers: example.planned)
        #expect(relativeError(result.standardError, example.error.value) <= Tolerance.function)
        let scale = max(abs(example.lower.value), abs(example.upper.value))
        #expect(abs(result.interval.lower - example.lower.value) <= Tolerance.function * scale)
        #expect(abs(result.interval.upper - example.upper.value) <= Tolerance.function * scale)
        let evidence = example.log_evidence.value
        #expect(abs(result.logEvidence - evidence) <= Tolerance.evidence * max(1, abs(evidence)))
        #expect(relativeError(result.pValue, example.p.value) <= Tolerance.evidence * max(1, abs(evidence)))
    }

    /// The multipliers of methods.md, then those of GrowthBook's engine from its intervals and standard errors.
    static let published: [(users: Double, planned: Int, value: Double, precision: Double)] = [
        (1e3, 10_000, 3.855, 0.0005),
        (1e4, 10_000, 3.035, 0.0005),
        (1e5, 10_000, 3.242, 0.0005),
        (6461, 1000, (1.5651626768202032 - 0.5033610858562358) / 0.3334122146400735, 1e-9),
        (6461, 5000, (1.516462165274735 - 0.503383995601997) / 0.33341199182116854, 1e-9),
        (200, 5000, (0.01922601905708197 + 0.0007014833343349333) / 0.003907384079294573, 1e-9),
        // confseq prints the boundary of the sum at 100 users, 10 standard errors.
        (100, 100, 30.35209 / 10, 1e-6),
    ]

    @Test(arguments: published)
    func multiplierMatchesPublishedCases(users: Double, planned: Int, value: Double, precision: Double) throws {
        #expect(abs(try AlwaysValid.multiplier(users: users, alpha: 0.05, plannedUsers: planned) - value) <= precision)
    }

    /// confseq: ln E = -0.6510052 one standard error away, at 100 users tuned to 100.
    @Test func evidenceMatchesConfseq() throws {
        let arms = try [0.0, 1.0].map { try Moments(n: 50, mean: $0, variance: 25) }
        let result = try AlwaysValid(Contrast(control: arms[0], treatment: arms[1]), plannedUsers: 100)
        #expect(abs(result.logEvidence + 0.6510052) <= Tolerance.printed)
        #expect(result.pValue == 1)
    }

    /// The three ways to say that there is a difference agree, on both sides of the edge.
    @Test(arguments: [0.01, 0.05, 0.2], [500, 10_000, 3_000_000])
    func intervalLiftAndPValueAgree(alpha: Double, n: Int) throws {
        let control = try Moments(n: n, mean: 2, variance: 3)
        let edge = try AlwaysValid(Contrast(control: control, treatment: control), alpha: alpha).interval.upper
        for (factor, isExcluded) in [(0.999999, false), (1.000001, true), (-0.999999, false), (-1.000001, true)] {
            let treatment = try Moments(n: n, mean: 2 + factor * edge, variance: 3)
            let result = try AlwaysValid(Contrast(control: control, treatment: treatment), alpha: alpha)
            #expect((result.interval.lower > 0 || result.interval.upper < 0) == isExcluded)
            #expect((result.pValue <= alpha) == isExcluded)
            guard case .bounded(let lift) = try result.lift() else {
                Issue.record("the control's mean is far from 0")
                continue
            }
            #expect((lift.lower > 0 || lift.upper < 0) == isExcluded)
        }
    }

    @Test func armsThatDoNotVaryGiveNoInterval() throws {
        let arm = try Moments(n: 200, mean: 1, variance: 0)
        #expect(throws: StatisticsError.noVariance) { try AlwaysValid(Contrast(control: arm, treatment: arm)) }
    }

    @Test func aNegativeControlHasOnlyADifference() throws {
        let control = try Moments(n: 2000, mean: -5, variance: 1)
        let treatment = try Moments(n: 2000, mean: 5, variance: 1)
        let result = try AlwaysValid(Contrast(control: control, treatment: treatment))
        #expect(result.interval.lower > 9 && result.interval.upper < 11)
        #expect(throws: StatisticsError.controlMeanNegative) { try result.lift() }
    }

    @Test(arguments: [0, 1, -0.05, .nan, .infinity]) func alphaIsAProbability(alpha: Double) {
        #expect(throws: StatisticsError.outOfDomain("alpha must lie between 0 and 1")) {
            try AlwaysValid.multiplier(users: 10, alpha: alpha, plannedUsers: 10)
        }
    }

    @Test func usersAreCounted() {
        #expect(throws: StatisticsError.noUsers) { try AlwaysValid.multiplier(users: 0, alpha: 0.05, plannedUsers: 1) }
        #expect(throws: StatisticsError.notFinite("the number of users")) {
            try AlwaysValid.multiplier(users: .infinity, alpha: 0.05, plannedUsers: 1)
        }
        #expect(throws: StatisticsError.outOfDomain("the planned users must number at least 1")) {
            try AlwaysValid.multiplier(users: 10, alpha: 0.05, plannedUsers: 0)
        }
    }

    @Test(arguments: [Double.leastNonzeroMagnitude, 1e-300, 0.05, 1 - 0x1p-53])
    func everyAlphaHasAFiniteMultiplier(alpha: Double) throws {
        for users in [1, 1e6, 1e300] {
            for planned in [1, .max] {
                let value = try AlwaysValid.multiplier(users: users, alpha: alpha, plannedUsers: planned)
                #expect(value.isFinite && value > 0)
            }
        }
    }

    static let extremes = [0, .leastNonzeroMagnitude, 1e-300, 1e-160, 1, 1e160, 1e300, Double.greatestFiniteMagnitude]

    @Test(arguments: extremes, extremes) func extremesNeverGiveNaN(mean: Double, variance: Double) throws {
        let arms = try [(mean, variance), (-mean, variance), (1, 1), (mean, 0)].map {
            try Moments(n: 300, mean: $0, variance: $1)
        }
        for control in arms {
            for treatment in arms {
                guard let result = try? AlwaysValid(Contrast(control: control, treatment: treatment)) else { continue }
                #expect(result.interval.lower.isFinite && result.interval.upper.isFinite && result.logEvidence.isFinite)
                #expect((0...1).contains(result.pValue))
            }
        }
    }
}
