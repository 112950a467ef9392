#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An experiment that will find an effect where its interval excludes 0.
package struct PlannedTest: Sendable, Equatable {
    /// When the interval may be read.
    package enum Reading: Sendable, Equatable {
        /// Once, at the planned end.
        case once
        /// Every day: an always-valid interval, tuned to the users of the two arms together that were planned before the
        /// first look, or, if nil, to the very users that are asked about.
        case always(plannedUsers: Int?)
    }

    private let alpha: Double
    private let reading: Reading

    /// - Parameters:
    ///   - alpha: the probability that the interval misses, in (0, 1).
    ///   - reading: when the interval may be read.
    /// - Throws: `outOfDomain`.
    package init(alpha: Double = 0.05, reading: Reading) throws(StatisticsError) {
        guard alpha > 0, alpha < 1 else { throw .outOfDomain("alpha must lie between 0 and 1") }
        if case .always(let planned?) = reading, planned < 1 {
            throw .outOfDomain("the planned users must number at least 1")
        }
        self.alpha = alpha
        self.reading = reading
    }

    /// The probability that the interval excludes 0 when it is read at the end.
    ///
    /// Formula: Φ(λ - B) + Φ(-λ - B), λ = |δ|/SE; B is the normal quantile of 1 - α/2, or the always-valid multiplier.
    /// An always-valid interval has more chances before the end, which are not counted.
    /// - Parameters:
    ///   - effect: δ, the true effect, a finite number, in the unit of the comparison.
    ///   - comparison: the precision of the comparison.
    ///   - users: N at the end, in both arms together, a finite number of at least 1.
    /// - Returns: a probability in [0, 1].
    /// - Throws: as `PlannedComparison.standardError`.
    ///
    /// Source: Cohen, Statistical Power Analysis (1988), 2.3; van Belle, Statistical Rules of Thumb (2008), 2.1,
    /// https://vanbelle.org. Checked against mpmath (50 digits, absolute 1e-13) and GrowthBook's engine.
    package func power(
        ofFinding effect: Double, in comparison: PlannedComparison, users: Double
    ) throws(StatisticsError) -> Double {
        let distance = abs(effect) / (try comparison.standardError(users: users, effect: effect))
        let multiplier = try multiplier(users: users)
        return min(1, Normal.survival(multiplier - distance) + Normal.survival(multiplier + distance))
    }

    /// The users that find an effect with the power wanted.
    ///
    /// Formula: N = (B + z_power)² U/δ², U the squared standard error with one user. B depends on N where the planned
    /// users are fixed: then the root of δ √(N/U) - B(N) - z_power, which is the only one, since at a root it rises.
    /// An interval on the wrong side of 0 is not counted, so the power at N is the wanted one or a trifle more.
    /// - Parameters:
    ///   - effect: δ, the effect to be found, other than 0, in the unit of the comparison.
    ///   - comparison: the precision of the comparison.
    ///   - power: the probability of finding it, in (alpha, 1).
    /// - Returns: N, in both arms together, above 0 and not rounded.
    /// - Throws: `outOfDomain`, `notFinite`.
    ///
    /// Source: as for the power. Checked against mpmath (50 digits, relative 1e-12), against G*Power by way of
    /// spotify-confidence's tests, and against GrowthBook's engine.
    package func users(
        toFind effect: Double, in comparison: PlannedComparison, power: Double
    ) throws(StatisticsError) -> Double {
        let beyond = try pointBeyond(power)
        let unitDeviation = try comparison.unitVariance(at: effect).squareRoot()
        guard effect != 0 else { throw .outOfDomain("the effect to be found must not be 0") }
        let rate = abs(effect) / unitDeviation
        guard case .always(let planned?) = reading else {
            let root = (try multiplier(users: 1) + beyond) / rate
            return try StatisticsError.requireFinite(root * root, "the number of users")
        }
        let level = AlwaysValid.mixingLevel(alpha) / Double(planned)
        let root = try Root.increasing(fromZeroBeyond: 1) { root throws(StatisticsError) in
            // Below one user there is no interval; its multiplier there only has to keep the root above.
            let users = max(1, root * root)
            let multiplier = try multiplier(users: users)
            let fall = (multiplier / (1 + users * level) - 1 / multiplier) / users.squareRoot()
            return (rate * root - multiplier - beyond, rate + (root > 1 ? fall : 0))
        }
        return root * root
    }

    /// The smallest effect that so many users find with the power wanted.
    ///
    /// Formula: the δ that is B + z_power of its own standard errors from 0.
    /// - Parameters:
    ///   - comparison: the precision of the comparison.
    ///   - users: N, in both arms together, a finite number of at least 1.
    ///   - power: the probability of finding it, in (alpha, 1).
    ///   - isDecrease: whether the effect is below 0.
    /// - Returns: an effect other than 0, in the unit of the comparison.
    /// - Throws: `noUsers`, `notFinite`, and `outOfDomain`, also where the metric allows no effect of that size.
    ///
    /// Source: Bloom, Minimum Detectable Effects (1995), Evaluation Review 19, 547-556,
    /// https://doi.org/10.1177/0193841X9501900504. Checked against mpmath (50 digits, relative 1e-12).
    package func detectableEffect(
        in comparison: PlannedComparison, users: Double, power: Double, isDecrease: Bool = false
    ) throws(StatisticsError) -> Double {
        let distance = try multiplier(users: users) + pointBeyond(power)
        return try comparison.effect(standardErrorsAway: distance, users: users, isDecrease: isDecrease)
    }

    private func multiplier(users: Double) throws(StatisticsError) -> Double {
        switch reading {
        case .once: -(try Normal.quantile(alpha / 2))
        case .always(let planned?): try AlwaysValid.multiplier(users: users, alpha: alpha, plannedUsers: planned)
        // At the planned users themselves it is the same whatever their number.
        case .always(nil): try AlwaysValid.multiplier(users: 1, alpha: alpha, plannedUsers: 1)
        }
    }

    /// z_power.
    private func pointBeyond(_ power: Double) throws(StatisticsError) -> Double {
        guard power > alpha, power < 1 else { throw .outOfDomain("the wanted power must lie between alpha and 1") }
        return try Normal.quantile(power)
    }
}
