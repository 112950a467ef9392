#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Student's t distribution.
package enum StudentT {
    /// The density.
    ///
    /// Formula: Γ((df+1)/2) / (√(π df) Γ(df/2)) · (1 + t²/df)^(-(df+1)/2).
    /// - Parameters:
    ///   - t: a finite number, in standard errors.
    ///   - df: the degrees of freedom, a real number above 0.
    /// - Returns: the density per standard error, in [0, 0.39895]; 0 where it underflows.
    /// - Throws: `outOfDomain` for df ≤ 0, `notFinite` for an infinity or NaN.
    ///
    /// Source: Abramowitz and Stegun (1964) 26.7.1, https://dlmf.nist.gov/8.17. Checked against mpmath (50 digits):
    /// relative 1e-12 down to 1e-300.
    package static func density(_ t: Double, degreesOfFreedom df: Double) throws(StatisticsError) -> Double {
        try requireDomain(t, df)
        return exp(logDensity(t, df))
    }

    /// The probability below `t`.
    ///
    /// Formula: the survival function at -t.
    /// - Parameters:
    ///   - t: a finite number, in standard errors.
    ///   - df: the degrees of freedom, a real number above 0.
    /// - Returns: a probability in [0, 1]; 0 where it underflows.
    /// - Throws: `outOfDomain` for df ≤ 0, `notFinite` for an infinity or NaN.
    ///
    /// Source: Abramowitz and Stegun (1964) 26.7.1, https://dlmf.nist.gov/8.17. Checked as `survival` is.
    package static func cdf(_ t: Double, degreesOfFreedom df: Double) throws(StatisticsError) -> Double {
        try survival(-t, degreesOfFreedom: df)
    }

    /// The probability above `t`: the one-sided p-value of a t statistic.
    ///
    /// Formula: for t > 0, ½ I_x(df/2, ½) with x = df/(df+t²) where that is the smaller tail, else
    /// ½ - ½ I_{1-x}(½, df/2); for t < 0 the complement.
    /// - Parameters:
    ///   - t: a finite number, in standard errors.
    ///   - df: the degrees of freedom, a real number above 0.
    /// - Returns: a probability in [0, 1]; 0 where it underflows.
    /// - Throws: `outOfDomain` for df ≤ 0, `notFinite` for an infinity or NaN.
    ///
    /// Source: Abramowitz and Stegun (1964) 26.7.1 and 26.5.27, https://dlmf.nist.gov/8.17. Checked against mpmath
    /// (40 and 50 digits): relative 1e-12 for degrees of freedom from 0.1 to 1e15, down to 1e-300.
    package static func survival(_ t: Double, degreesOfFreedom df: Double) throws(StatisticsError) -> Double {
        try requireDomain(t, df)
        let tail = StudentTail(abs(t), df)
        return t < 0 ? 1 - tail.above : tail.above
    }

    /// The value below which a t variable falls with probability `p`.
    ///
    /// Formula: the root of the smaller of the tail and what lies between it and 0, on logarithmic scales, by Newton's
    /// method in a bracket.
    /// - Parameters:
    ///   - p: a probability in (0, 1).
    ///   - df: the degrees of freedom, a real number above 0.
    /// - Returns: a finite number, in standard errors. For the upper point of a small probability take the negative
    ///   quantile of that probability.
    /// - Throws: `outOfDomain` outside the stated ranges, `notFinite` for an infinity or NaN, or an overflow.
    ///
    /// Source: inversion of `survival`; Press et al., Numerical Recipes (2007), 6.14, http://numerical.recipes.
    /// Checked against mpmath (40 and 50 digits): relative 1e-12 down to probabilities of 1e-300.
    package static func quantile(_ p: Double, degreesOfFreedom df: Double) throws(StatisticsError) -> Double {
        try requireDomain(0, df)
        guard p > 0, p < 1 else { throw .outOfDomain("a probability must lie between 0 and 1") }
        if p == 0.5 { return 0 }
        let above = min(p, 1 - p)
        let isTail = above < 0.25
        let target = log(isTail ? above : 0.5 - above)
        let root = try Root.increasing(from: 0, lower: smallest, upper: largest) {
            (logT) throws(StatisticsError) -> (value: Double, slope: Double) in
            let t = exp(logT)
            let tail = StudentTail(t, df)
            let logSlope = logT + logDensity(t, df)
            return isTail
                ? (target - log(tail.above), exp(logSlope - log(tail.above)))
                : (log(tail.between) - target, exp(logSlope - log(tail.between)))
        }
        guard root < largest - 1 else { throw .notFinite("the quantile of a t distribution") }
        return p < 0.5 ? -exp(root) : exp(root)
    }

    /// The logarithm of the density, for a domain that was checked.
    static func logDensity(_ t: Double, _ df: Double) -> Double {
        logScale(df) - (df / 2 + 0.5) * logOfOnePlus(t, df)
    }

    /// ln(1 + t²/df), also where t² overflows.
    static func logOfOnePlus(_ t: Double, _ df: Double) -> Double {
        let ratio = abs(t) / df.squareRoot()
        return ratio < 1e100 ? log1p(ratio * ratio) : 2 * log(abs(t)) - log(df)
    }

    /// The logarithm of the density at 0.
    private static func logScale(_ df: Double) -> Double {
        let half = df / 2
        let lacking = Gamma.stirlingError(half + 0.5) - Gamma.stirlingError(half)
        let ratio = min(0.5 / half, .greatestFiniteMagnitude)
        return lacking + half * log1p(ratio) - 0.5 - halfLogTwoPi
    }

    private static func requireDomain(_ t: Double, _ df: Double) throws(StatisticsError) {
        try StatisticsError.requireFinite(t, "the t statistic")
        try StatisticsError.requireFinite(df, "the number of degrees of freedom")
        guard df >= .leastNormalMagnitude else { throw .outOfDomain("the degrees of freedom must be positive") }
    }

    private static let halfLogTwoPi = 0.918938533204672742
    /// Logarithms of the ends of the range that a quantile is sought in.
    private static let (smallest, largest) = (-745.0, 709.0)
}
