#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The probability that one beta variable exceeds another, where a shape is a small integer.
enum FiniteSum {
    /// The probability that `larger` exceeds `smaller`.
    ///
    /// Formula: with shapes a, b of the smaller and c, d of the larger, Σ_{i<c} T_i, T₀ = B(a, b+d)/B(a, b) and
    /// T_i = T_{i-1} (a+i-1)/(a+b+d+i-1) · (d+i-1)/i; or the same sum seen from 1, where c is b and so on.
    /// T₀ = (1-x)^d f(x; a, b)/f(x; a, b+d) at any x, taken at the mean of the last.
    /// - Parameters:
    ///   - smaller: the arm that is to be exceeded.
    ///   - larger: the arm that is to exceed it.
    /// - Returns: a probability in [0, 1]; nil where neither sum has at most `longest` terms.
    ///
    /// Source: Miller, Formulas for Bayesian A/B Testing (2015), https://www.evanmiller.org/bayesian-ab-testing.html.
    /// Checked through `ExactPosterior`.
    static func probability(ofExceeding smaller: ShareCurve, by larger: ShareCurve) -> Double? {
        if larger.a <= longest, larger.a <= smaller.b {
            return sum(smaller.a, smaller.b, larger.a, larger.b)
        }
        guard smaller.b <= longest else { return nil }
        return sum(larger.b, larger.a, smaller.b, smaller.a)
    }

    private static func sum(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
        let total = a + b + d
        let x = a / total
        let above = (b + d) / total
        // (a+b) x - a, from what d adds to the total.
        let difference = -a * (d / total)
        let plain = BetaPoint(a: a, b: b, x: x, y: above, difference: difference)
        let joint = BetaPoint(a: a, b: b + d, x: x, y: above, difference: 0)
        var term = exp(plain.logLeadingTerm - joint.logLeadingTerm + d * (x < 0.5 ? log1p(-x) : log(above)))
        var sum = term
        for i in stride(from: 1.0, to: c, by: 1) {
            term *= (a + i - 1) / (total + i - 1) * ((d + i - 1) / i)
            sum += term
        }
        return min(1, sum)
    }

    private static let longest = 20.0
}
