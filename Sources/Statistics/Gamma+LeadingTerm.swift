#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Gamma {
    /// The natural logarithm of the gamma function.
    ///
    /// Formula: ln Γ(x) by the C library's `lgamma_r`, which is safe to call from several threads.
    /// - Parameter x: a finite number above 0, without unit.
    /// - Returns: a number of at least -0.1215.
    /// - Throws: `outOfDomain` for x ≤ 0, `notFinite` for an infinity, NaN or an overflow (x above 2.5e305).
    ///
    /// Source: POSIX (2017), lgamma, https://pubs.opengroup.org/onlinepubs/9699919799/functions/lgamma.html.
    /// Checked against mpmath (40 digits): relative 1e-12.
    package static func logGamma(_ x: Double) throws(StatisticsError) -> Double {
        try StatisticsError.requireFinite(x, "the argument of the gamma function")
        guard x > 0 else { throw .outOfDomain("the argument of the gamma function must be positive") }
        return try StatisticsError.requireFinite(positiveLogGamma(x), "the logarithm of the gamma function")
    }

    /// What Stirling's formula lacks.
    ///
    /// Formula: δ(a) = ln Γ(a+1) - (a + ½) ln a + a - ½ ln 2π; from 10 on
    /// 1/(12a) - 1/(360a³) + 1/(1260a⁵) - 1/(1680a⁷) + 1/(1188a⁹) - 691/(360360a¹¹).
    /// - Parameter a: a finite number above 0, without unit.
    /// - Returns: a number above 0, falling to 0 as a grows.
    /// - Throws: nothing.
    ///
    /// Source: Loader (2000), Fast and Accurate Computation of Binomial Probabilities,
    /// https://www.r-project.org/doc/reports/CLoader-dbinom-2002.pdf; the series from Abramowitz and Stegun (1964)
    /// 6.1.41, https://dlmf.nist.gov/5.11. Checked against mpmath (50 digits): absolute 1e-14.
    package static func stirlingError(_ a: Double) -> Double {
        guard a >= 10 else { return positiveLogGamma(a + 1) - (a + 0.5) * log(a) + a - halfLogTwoPi }
        let square = 1 / (a * a)
        let coefficients = [-691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12]
        return coefficients.reduce(0) { sum, coefficient in sum * square + coefficient } / a
    }

    /// Half the deviance of a Poisson count from its mean, without the cancellation near their equality.
    ///
    /// Formula: x - a - a ln(x/a), with v = (x-a)/(x+a) equal to v (x - a - 2a v² (1/3 + v²/5 + v⁴/7 + …)).
    /// - Parameters:
    ///   - x: a finite number above 0.
    ///   - shape: a, a finite number above 0, in the unit of x.
    /// - Returns: a number of at least 0, infinite where x/a underflows.
    /// - Throws: nothing.
    ///
    /// Source: Loader (2000) as above, the deviance; the series of ln x from Abramowitz and Stegun (1964) 4.1.27,
    /// https://dlmf.nist.gov/4.6. Checked against mpmath (50 digits): relative 1e-14.
    package static func halfDeviance(_ x: Double, shape: Double) -> Double {
        halfDeviance(x, shape: shape, difference: x - shape)
    }

    /// The same for a difference x - a that is known better than x is.
    ///
    /// Formula: as for `halfDeviance`, with v = d/(x + a), d the difference.
    /// - Parameters:
    ///   - x: a finite number above 0.
    ///   - shape: a, a finite number above 0, in the unit of x.
    ///   - difference: d, within rounding of x - a.
    /// - Returns: a number of at least 0, infinite where x/a underflows.
    /// - Throws: nothing.
    ///
    /// Source: as for `halfDeviance`. Checked through `Beta`.
    static func halfDeviance(_ x: Double, shape: Double, difference: Double) -> Double {
        let v = difference / (x + shape)
        guard abs(v) < 0.5 else { return difference - shape * log(min(x / shape, .greatestFiniteMagnitude)) }
        let square = v * v
        var power = 1.0
        var divisor = 3.0
        var sum = 0.0
        while power > Double.ulpOfOne {
            sum += power / divisor
            power *= square
            divisor += 2
        }
        return v * (difference - 2 * shape * square * sum)
    }

    /// The factor in front of the series of the incomplete gamma functions.
    ///
    /// Formula: x^a e^-x / Γ(a+1) = exp(-δ(a) - D) / √(2πa), D the half deviance.
    /// - Parameters:
    ///   - x: a finite number of at least 0, in units of the scale.
    ///   - shape: a, a finite number above 0, without unit.
    /// - Returns: a number of at least 0; 0 where it underflows.
    /// - Throws: nothing.
    ///
    /// Source: Loader (2000) as above. Checked through `cdf` and `survival`.
    static func leadingTerm(_ x: Double, shape: Double) -> Double {
        guard x > 0 else { return 0 }
        let exponent = stirlingError(shape) + halfDeviance(x, shape: shape)
        return exp(-exponent) / (rootTwoPi * shape.squareRoot())
    }

    private static func positiveLogGamma(_ x: Double) -> Double {
        var sign: Int32 = 0
        return lgamma_r(x, &sign)
    }

    private static let rootTwoPi = 2.50662827463100050
    private static let halfLogTwoPi = 0.918938533204672742
}
