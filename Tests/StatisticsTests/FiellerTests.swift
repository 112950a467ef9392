import Statistics
import Testing

@Suite struct FiellerTests {
    @Test(arguments: try Golden.sequential(\.comparisons))
    func matchesFiftyDigits(example: Golden.ComparisonCase) throws {
        let (control, treatment) = (try moments(example.control), try moments(example.treatment))
        let users = Double(control.n) + Double(treatment.n)
        let multiplier = try AlwaysValid.multiplier(users: users, alpha: 0.05, plannedUsers: example.planned)
        let lift = try Fieller(
            Contrast(control: control, treatment: treatment), multiplier: multiplier)
        guard let expected = example.lift else {
            #expect(lift == .controlMeanNotDistinguishableFromZero)
            return
        }
        guard case .bounded(let interval) = lift else {
            Issue.record("bounded by the reference")
            return
        }
        let scale = max(abs(expected[0].value), abs(expected[1].value))
        #expect(abs(interval.lower - expected[0].value) <= Tolerance.tail * scale)
        #expect(abs(interval.upper - expected[1].value) <= Tolerance.tail * scale)
    }

    @Test func aControlThatMayBeZeroExcludesNoLift() throws {
        #expect(try fieller(1, 1, 5, 1) == .controlMeanNotDistinguishableFromZero)
        #expect(try fieller(-1, 1, 5, 1) == .controlMeanNotDistinguishableFromZero)
        #expect(try fieller(0, 0, 5, 1) == .controlMeanNotDistinguishableFromZero)
        // The edge itself: 2 standard errors from 0.
        #expect(try fieller(2, 1, 5, 1) == .controlMeanNotDistinguishableFromZero)
    }

    @Test func aNegativeControlHasNoLift() {
        #expect(throws: StatisticsError.controlMeanNegative) { try fieller(-10, 1, 5, 1) }
    }

    @Test func meansKnownExactlyGiveAPoint() throws {
        #expect(try fieller(4, 0, 5, 0) == .bounded(Interval(lower: 0.25, upper: 0.25)))
        #expect(try fieller(4, 0, 4, 0) == .bounded(Interval(lower: 0, upper: 0)))
    }

    /// Only the treatment varies: (5 ± 2)/4 - 1.
    @Test func aControlKnownExactlyScalesTheTreatment() throws {
        #expect(try fieller(4, 0, 5, 1) == .bounded(Interval(lower: -0.25, upper: 0.75)))
    }

    @Test(arguments: [
        (1, -1, 1, 1, 2, StatisticsError.outOfDomain("a variance must not be negative")),
        (1, 1, 1, -1, 2, .outOfDomain("a variance must not be negative")),
        (1, 1, 1, 1, 0, .outOfDomain("the multiplier must be positive")),
        (1, 1, 1, 1, .nan, .notFinite("the multiplier")),
        (.nan, 1, 1, 1, 2, .notFinite("the mean")),
        (1, 1, .infinity, 1, 2, .notFinite("the mean")),
        (1, .infinity, 1, 1, 2, .notFinite("the variance")),
    ])
    func refusesWhatIsNoMean(m0: Double, v0: Double, m1: Double, v1: Double, b: Double, error: StatisticsError) {
        #expect(throws: error) {
            try fieller(m0, v0, m1, v1, multiplier: b)
        }
    }

    static let extremes = [0, .leastNonzeroMagnitude, 1e-300, 1e-160, 1, 1e160, 1e300, Double.greatestFiniteMagnitude]

    /// Whatever the size of the numbers: an ordered finite interval, no bound, or a typed error.
    @Test(arguments: extremes, extremes) func extremesNeverGiveNaN(m0: Double, v0: Double) {
        for m1 in Self.extremes + Self.extremes.map({ -$0 }) {
            for v1 in Self.extremes {
                guard case .bounded(let interval)? = try? fieller(m0, v0, m1, v1) else { continue }
                #expect(interval.lower.isFinite && interval.upper.isFinite && interval.lower <= interval.upper)
            }
        }
    }

    private func moments(_ arm: [Double]) throws -> Moments { try Golden.ComparisonCase.moments(arm) }

    private func fieller(
        _ m0: Double, _ v0: Double, _ m1: Double, _ v1: Double, multiplier: Double = 2
    ) throws -> Fieller {
        let control = try Moments(n: 1, mean: m0, variance: v0)
        let treatment = try Moments(n: 1, mean: m1, variance: v1)
        return try Fieller(Contrast(control: control, treatment: treatment), multiplier: multiplier)
    }
}
