import Statistics
import Testing

@Suite struct WelchTests {
    @Test(arguments: try Golden.summaries(\.welch)) func matchesSciPy(example: Golden.WelchCase) throws {
        let welch = try Welch(
            Contrast(
                control: example.control.summary().moments(), treatment: example.treatment.summary().moments()),
            alpha: example.alpha)
        #expect(relativeError(welch.difference, example.difference) <= Tolerance.posterior)
        #expect(relativeError(welch.degreesOfFreedom, example.df) <= Tolerance.posterior)
        #expect(relativeError(welch.pValue, example.p) <= Tolerance.posterior)
        #expect(relativeError(welch.pValueOfIncrease, example.p_increase) <= Tolerance.posterior)
        let scale = max(abs(example.interval[0]), abs(example.interval[1]))
        #expect(abs(welch.interval.lower - example.interval[0]) <= Tolerance.posterior * scale)
        #expect(abs(welch.interval.upper - example.interval[1]) <= Tolerance.posterior * scale)
    }

    /// The p-value, the interval of the difference and that of the lift agree on whether there is a difference.
    @Test(arguments: [0.001, 0.05, 0.3], [3, 40, 1_000_000])
    func pValueAndIntervalsAgree(alpha: Double, n: Int) throws {
        let control = try Moments(n: n, mean: 2000, variance: 3)
        let edge = try Welch(Contrast(control: control, treatment: control), alpha: alpha).interval.upper
        for (factor, isExcluded) in [(0.999999, false), (1.000001, true), (-0.999999, false), (-1.000001, true)] {
            let treatment = try Moments(n: n, mean: 2000 + factor * edge, variance: 3)
            let result = try Welch(Contrast(control: control, treatment: treatment), alpha: alpha)
            #expect((result.interval.lower > 0 || result.interval.upper < 0) == isExcluded)
            #expect((result.pValue < alpha) == isExcluded)
            guard case .bounded(let lift) = try result.lift() else {
                Issue.record("the control's mean is far from 0")
                continue
            }
            #expect((lift.lower > 0 || lift.upper < 0) == isExcluded)
        }
    }

    @Test func refusesWhatHasNoAnswer() throws {
        let still = try Moments(n: 5, mean: 1, variance: 0)
        let single = try Moments(n: 1, mean: 1, variance: 2)
        let arm = try Moments(n: 5, mean: 1, variance: 2)
        #expect(throws: StatisticsError.noVariance) { try Welch(Contrast(control: still, treatment: still)) }
        #expect(throws: StatisticsError.tooFewUsers) { try Welch(Contrast(control: single, treatment: arm)) }
        #expect(throws: StatisticsError.outOfDomain("alpha must lie between 0 and 1")) {
            try Welch(Contrast(control: arm, treatment: arm), alpha: 0)
        }
        #expect(throws: StatisticsError.controlMeanNegative) {
            try Welch(
                Contrast(
                    control: Moments(n: 50, mean: -9, variance: 1), treatment: Moments(n: 50, mean: 1, variance: 1))
            ).lift()
        }
    }

    /// An arm whose values are all the same does not count in the degrees of freedom.
    @Test func anArmWithoutVarianceLeavesTheOthersDegrees() throws {
        let still = try Moments(n: 1, mean: 1, variance: 0)
        let arm = try Moments(n: 5, mean: 1, variance: 2)
        #expect(relativeError(try Welch(Contrast(control: still, treatment: arm)).degreesOfFreedom, 4) <= 1e-15)
    }
}
