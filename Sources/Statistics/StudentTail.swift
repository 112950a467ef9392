#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How a t distribution divides at a point of its upper half.
struct StudentTail {
    /// The probability above the point.
    let above: Double
    /// The probability between 0 and the point.
    let between: Double

    /// The division at `t`.
    ///
    /// Formula: I_x(df/2, ½)/2 and I_{1-x}(½, df/2)/2 with x = df/(df+t²), the smaller of the two by `Beta`, the other
    /// as its complement to ½. Where t²/df would overflow the tail is f(t) t/df.
    /// - Parameters:
    ///   - t: a finite number of at least 0.
    ///   - df: a finite number above 0.
    ///
    /// Source: Abramowitz and Stegun (1964) 26.5.27, https://dlmf.nist.gov/8.17. Checked through `StudentT`.
    init(_ t: Double, _ df: Double) {
        let ratio = t / df.squareRoot()
        guard ratio < 1e100 else {
            above = min(0.5, exp(StudentT.logDensity(t, df) + log(t) - log(df)))
            between = 0.5 - above
            return
        }
        let square = ratio * ratio
        let half = df / 2
        // (df/2 + ½)(1-x) - ½ without cancellation: (t² - 1)/(2(1 + t²/df)).
        let point = BetaPoint(
            a: 0.5, b: half, x: square / (1 + square), y: 1 / (1 + square),
            difference: (t - 1) * (t + 1) / (1 + square) / 2)
        if point.isBelowMean {
            between = Beta.tail(point) / 2
            above = 0.5 - between
        } else if half >= 20, square <= 1 {
            above = Beta.expansion(a: half, b: 0.5, minusLogX: StudentT.logOfOnePlus(t, df)) / 2
            between = 0.5 - above
        } else {
            above = Beta.tail(point.mirrored) / 2
            between = 0.5 - above
        }
    }
}
