#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The comparison of two means that stays valid however often the data are looked at.
package struct AlwaysValid: Sendable, Equatable {
    /// The difference of the means, in the unit of the metric.
    package let difference: Double
    /// The standard error of the difference, above 0, in the same unit.
    package let standardError: Double
    /// B, the half-width of the intervals in standard errors.
    package let multiplier: Double
    /// The interval of the difference, in the unit of the metric.
    package let interval: Interval
    /// The natural logarithm of the evidence against equal means (an e-value).
    package let logEvidence: Double
    /// The p-value of equal means, in [0, 1]; at most alpha exactly where `interval` excludes 0.
    package let pValue: Double

    private let contrast: Contrast

    /// Users planned for two arms where nothing was planned.
    package static let defaultPlannedUsers = 10_000

    /// The comparison at one look.
    ///
    /// Formula: D = m1 - m0, SE² = v0 + v1, interval D ± B SE with B from `multiplier`; with N = n0 + n1, x = N rho2:
    /// ln E = x/(2(x + 1)) (D/SE)² - ½ ln(1 + x), p = min(1, 1/E).
    /// - Parameters:
    ///   - contrast: the two arms.
    ///   - alpha: the probability that any of the intervals ever misses, in (0, 1).
    ///   - plannedUsers: the users planned for the two arms together, at least 1, fixed before the first look.
    /// - Throws: `noVariance` where the standard error is 0, `outOfDomain`, `notFinite` where a number overflows.
    ///
    /// Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2021), arXiv:2103.06476; Howard, Ramdas, McAuliffe and
    /// Sekhon (2021), arXiv:1810.08240. Checked against confseq and GrowthBook's engine (to the digits they print)
    /// and against mpmath (50 digits, relative 1e-12).
    package init(
        _ contrast: Contrast, alpha: Double = 0.05, plannedUsers: Int = defaultPlannedUsers
    ) throws(StatisticsError) {
        multiplier = try Self.multiplier(users: contrast.users, alpha: alpha, plannedUsers: plannedUsers)
        difference = try StatisticsError.requireFinite(contrast.difference, "the difference")
        let variance = try StatisticsError.requireFinite(contrast.variance, "the variance of the difference")
        standardError = variance.squareRoot()
        guard standardError > 0 else { throw .noVariance }

        let margin = multiplier * standardError
        interval = Interval(
            lower: try StatisticsError.requireFinite(difference - margin, "the lower end of the interval"),
            upper: try StatisticsError.requireFinite(difference + margin, "the upper end of the interval"))
        let x = contrast.users * Self.mixingVariance(alpha: alpha, plannedUsers: plannedUsers)
        let t = difference / standardError
        logEvidence = try StatisticsError.requireFinite(x / (x + 1) * 0.5 * t * t - 0.5 * log1p(x), "the evidence")
        pValue = Evidence.pValue(logEvidence)
        self.contrast = contrast
    }

    /// The interval of the lift.
    ///
    /// Formula: Fieller's set with B in place of the normal quantile. It excludes 0 exactly where `interval` does.
    /// - Returns: the lifts that are not contradicted, as fractions, or that the control's mean may be zero.
    /// - Throws: `controlMeanNegative`, `notFinite` where an end overflows.
    ///
    /// Source: our own construction from `Fieller` and the sequence above: as the sequence of the contrast
    /// m1 - (1 + r) m0 covers 0 at every look for the true r, so does this set cover r. Checked by the simulation in
    /// `AlwaysValidSimulationTests`.
    package func lift() throws(StatisticsError) -> Fieller {
        try Fieller(contrast, multiplier: multiplier)
    }

    /// The half-width of an always-valid interval in standard errors.
    ///
    /// Formula: B = √((1 + 1/x)(ln(1 + x) - 2 ln α)), x = N rho2, rho2 = (-2 ln α + ln(1 - 2 ln α))/N_tune.
    /// - Parameters:
    ///   - users: N, the users in the two arms together, a finite number of at least 1.
    ///   - alpha: the probability that any of the intervals ever misses, in (0, 1).
    ///   - plannedUsers: N_tune, at least 1; the interval is narrowest about there.
    /// - Returns: a finite number above the normal quantile of 1 - α/2.
    /// - Throws: `outOfDomain`, `notFinite`.
    ///
    /// Source: as for the comparison (Waudby-Smith et al., Theorem 2.2; Howard et al. for rho2). Checked against
    /// confseq, GrowthBook's engine and mpmath (50 digits, relative 1e-14).
    package static func multiplier(users: Double, alpha: Double, plannedUsers: Int) throws(StatisticsError) -> Double {
        try StatisticsError.requireFinite(users, "the number of users")
        guard users >= 1 else { throw .noUsers }
        guard alpha > 0, alpha < 1 else { throw .outOfDomain("alpha must lie between 0 and 1") }
        guard plannedUsers >= 1 else { throw .outOfDomain("the planned users must number at least 1") }
        let x = users * mixingVariance(alpha: alpha, plannedUsers: plannedUsers)
        return ((1 + 1 / x) * (log1p(x) - 2 * log(alpha))).squareRoot()
    }

    /// rho2, the variance of the mixture over effects, in squared standard deviations.
    private static func mixingVariance(alpha: Double, plannedUsers: Int) -> Double {
        mixingLevel(alpha) / Double(plannedUsers)
    }

    /// The factor that makes a mixture narrowest at a planned number: -2 ln α + ln(1 - 2 ln α).
    static func mixingLevel(_ alpha: Double) -> Double {
        let level = -2 * log(alpha)
        return level + log1p(level)
    }
}
