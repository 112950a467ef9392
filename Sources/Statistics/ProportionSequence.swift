#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What may be said about one proportion however often it is looked at, exact at any count.
package struct ProportionSequence: Sendable, Equatable {
    /// The interval of the proportion, in [0, 1].
    package let interval: Interval
    /// The observed proportion.
    package let observed: Double

    private let n: Int
    private let k: Int
    private let concentration: Double

    /// The users at which the interval is narrowest: as many as an arm needs before the asymptotic sequence begins.
    package static let defaultTuning = 100

    /// The interval at one look.
    ///
    /// Formula: the proportions p whose evidence E(p) is below 1/α; E(p) is `DirichletMultinomial` for k and n - k
    /// against p and 1 - p with the prior counts cp and c(1 - p), c = max(t/L - 1, 0.001), t the tuning and
    /// L = -2 ln α + ln(1 - 2 ln α). ln E falls up to the observed proportion and rises after it, so the ends are found
    /// by bisection; with k ≤ 1 the lower is 0 exactly, with n - k ≤ 1 the upper is 1.
    /// - Parameters:
    ///   - n: users, at least 1.
    ///   - k: users who did it, from 0 to n.
    ///   - alpha: the probability that any of the intervals ever misses, in (0, 1).
    ///   - tuning: t, users at which the interval is narrowest, at least 1, fixed before the first look.
    /// - Throws: `noUsers`, `outOfDomain`.
    ///
    /// Source: Howard, Ramdas, McAuliffe and Sekhon (2021), arXiv:1810.08240, Proposition 7. Checked against confseq
    /// (to the digits it prints) and mpmath (40 digits, relative 1e-11).
    package init(n: Int, k: Int, alpha: Double, tuning: Int = defaultTuning) throws(StatisticsError) {
        guard n > 0 else { throw .noUsers }
        guard k >= 0, k <= n else {
            throw .outOfDomain("the users who converted must number between 0 and all users")
        }
        guard alpha > 0, alpha < 1 else { throw .outOfDomain("alpha must lie between 0 and 1") }
        guard tuning >= 1 else { throw .outOfDomain("the tuning must be at least 1 user") }
        let concentration = max(Double(tuning) / AlwaysValid.mixingLevel(alpha) - 1, 0.001)
        let observed = Double(k) / Double(n)
        let threshold = -log(alpha)
        let isExcluded = { p in Self.logEvidence(against: p, n: n, k: k, concentration) >= threshold }
        var (lower, upper) = (0.0, 1.0)
        if k > 1, isExcluded(Self.smallest) {
            lower = Self.boundary(from: Self.smallest, to: observed) { isExcluded($0) }
        }
        if n - k > 1, isExcluded(Self.largest) {
            upper = Self.boundary(from: observed, to: Self.largest) { !isExcluded($0) }
        }
        interval = Interval(lower: lower, upper: upper)
        (self.n, self.k, self.concentration, self.observed) = (n, k, concentration, observed)
    }

    /// The natural logarithm of the evidence against a proportion.
    ///
    /// Formula: ln E(p) as above.
    /// - Parameter p: a proportion in [1e-300, 1 - 2⁻⁵³].
    /// - Returns: a finite logarithm.
    /// - Throws: nothing.
    ///
    /// Source: as above, and checked through it.
    func logEvidence(against p: Double) -> Double {
        Self.logEvidence(against: p, n: n, k: k, concentration)
    }

    private static func logEvidence(against p: Double, n: Int, k: Int, _ concentration: Double) -> Double {
        let total = Double(n)
        return [(Double(k), p), (Double(n - k), 1 - p)].reduce(
            DirichletMultinomial.whole(total: total, priorTotal: concentration)
        ) { sum, side in
            let (count, share) = side
            return sum
                + DirichletMultinomial.cell(
                    count: count, share: share, prior: concentration * share, total: total, priorTotal: concentration)
        }
    }

    static let smallest = 1e-300
    static let largest = 1 - 0x1p-53

    /// Where a condition that holds from `lower` on ceases to hold, to the last place.
    static func boundary(from lower: Double, to upper: Double, holds: (Double) -> Bool) -> Double {
        var (inside, outside) = (lower, upper)
        while true {
            let middle = inside + (outside - inside) / 2
            guard middle > inside, middle < outside else { return inside }
            if holds(middle) { inside = middle } else { outside = middle }
        }
    }
}
