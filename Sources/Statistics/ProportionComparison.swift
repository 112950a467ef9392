/// The comparison of two proportions that stays valid however often the data are looked at, exact at any count and wider
/// than `AlwaysValid` where that may be used.
package struct ProportionComparison: Sendable, Equatable {
    /// The lifts that are not contradicted.
    package enum Lift: Sendable, Equatable {
        /// The lifts, as fractions of at least -1.
        case bounded(Interval)
        /// The control's proportion may be zero, so no lift is excluded however large; the smallest is given.
        case atLeast(Double)
    }

    /// The sequence of the control at α/2.
    package let control: ProportionSequence
    /// The sequence of the treatment at α/2.
    package let treatment: ProportionSequence
    /// The difference of the observed proportions.
    package let difference: Double
    /// The interval of the difference, in [-1, 1].
    package let interval: Interval
    /// The interval of the lift. It excludes 0 exactly where `interval` does.
    package let lift: Lift
    /// The p-value of equal proportions, in [0, 1]; below alpha where `interval` excludes 0.
    package let pValue: Double

    /// The comparison at one look.
    ///
    /// Formula: with [L, U] the sequences of the arms at α/2 each: difference in [L1 - U0, U1 - L0], lift in
    /// [L1/U0 - 1, U1/L0 - 1]; p = min(1, 2/E), E the smallest over the common proportions of the larger of the two
    /// arms' evidence: the α at which the sequences part.
    /// - Parameters:
    ///   - control: users and those who did it, at least 1 user.
    ///   - treatment: the same of the treatment.
    ///   - alpha: the probability that any of the intervals ever misses, in (0, 1).
    ///   - tuning: users per arm at which the intervals are narrowest, at least 1, fixed before the first look.
    /// - Throws: as `ProportionSequence`.
    ///
    /// Source: Howard, Ramdas, McAuliffe and Sekhon (2021), arXiv:1810.08240, Proposition 7, with Bonferroni's
    /// inequality over the arms. Checked against mpmath (40 digits, relative 1e-10).
    package init(
        control: (n: Int, k: Int), treatment: (n: Int, k: Int), alpha: Double = 0.05,
        tuning: Int = ProportionSequence.defaultTuning
    ) throws(StatisticsError) {
        guard alpha > 0, alpha < 1 else { throw .outOfDomain("alpha must lie between 0 and 1") }
        let control = try ProportionSequence(n: control.n, k: control.k, alpha: alpha / 2, tuning: tuning)
        let treatment = try ProportionSequence(n: treatment.n, k: treatment.k, alpha: alpha / 2, tuning: tuning)
        difference = treatment.observed - control.observed
        interval = Interval(
            lower: treatment.interval.lower - control.interval.upper,
            upper: treatment.interval.upper - control.interval.lower)
        let smallest = interval.lower / control.interval.upper
        let largest = interval.upper / control.interval.lower
        lift = largest.isFinite ? .bounded(Interval(lower: smallest, upper: largest)) : .atLeast(smallest)
        pValue = min(1, 2 * Evidence.pValue(Self.leastLogEvidence(control, treatment)))
        self.control = control
        self.treatment = treatment
    }

    /// The evidence against the common proportion that the data contradict least.
    ///
    /// Formula: between the observed proportions the lower arm's evidence rises and the higher arm's falls; bisection
    /// finds where they meet.
    private static func leastLogEvidence(_ first: ProportionSequence, _ second: ProportionSequence) -> Double {
        let (low, high) = first.observed <= second.observed ? (first, second) : (second, first)
        guard low.observed < high.observed else { return 0 }
        let meeting = ProportionSequence.boundary(
            from: max(low.observed, ProportionSequence.smallest), to: min(high.observed, ProportionSequence.largest)
        ) { low.logEvidence(against: $0) < high.logEvidence(against: $0) }
        return min(low.logEvidence(against: meeting), high.logEvidence(against: meeting))
    }
}
