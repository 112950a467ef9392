#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The number of users out of `n` who do what each does with the same probability.
package struct Binomial: Sendable {
    private let n: Int
    /// p/(1 - p).
    private let odds: Double
    private let mode: Int
    private let modeProbability: Double

    /// - Parameters:
    ///   - n: users, at least 0.
    ///   - p: a probability; from 0 down nobody does it, from 1 up everybody.
    package init(n: Int, p: Double) {
        let isCertain = n <= 0 || p <= 0 || p >= 1
        self.n = isCertain ? 0 : n
        odds = isCertain ? 0 : p / (1 - p)
        mode = isCertain ? (p >= 1 ? max(0, n) : 0) : min(n, Int(Double(n + 1) * p))
        modeProbability = isCertain ? 1 : Self.probability(of: mode, n: n, p: p)
    }

    /// One draw, by inversion outwards from the most probable number: no approximation, in about as many steps as a
    /// standard deviation has users.
    package func draw(_ random: inout RandomSource) -> Int {
        guard n > 0 else { return mode }
        var left = random.uniform() - modeProbability
        if left < 0 { return mode }
        var (low, lowProbability) = (mode, modeProbability)
        var (high, highProbability) = (mode, modeProbability)
        while low > 0 || high < n {
            if high < n {
                highProbability *= Double(n - high) / Double(high + 1) * odds
                high += 1
                left -= highProbability
                if left < 0 { return high }
            }
            if low > 0 {
                lowProbability *= Double(low) / (Double(n - low + 1) * odds)
                low -= 1
                left -= lowProbability
                if left < 0 { return low }
            }
            if highProbability + lowProbability < 1e-18 { break }
        }
        // Rounding left a sliver of probability to no number.
        return mode
    }

    private static func probability(of k: Int, n: Int, p: Double) -> Double {
        let (k, n) = (Double(k), Double(n))
        let choices = logFactorial(n) - logFactorial(k) - logFactorial(n - k)
        return exp(choices + k * log(p) + (n - k) * log1p(-p))
    }

    /// By Stirling's series, from 16 on to the last digit; `lgamma` would write to a global.
    private static func logFactorial(_ k: Double) -> Double {
        if k < 16 { return log(stride(from: 2, through: k, by: 1).reduce(1, *)) }
        let inverse = 1 / k
        let square = inverse * inverse
        let series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)))
        return (k + 0.5) * log(k) - k + 0.918938533204672742 + series
    }
}
