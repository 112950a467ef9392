/// What the analysis needs to know about one metric in one arm.
package struct Moments: Sendable, Equatable {
    /// Users in the arm, at least 1.
    package let n: Int
    /// Mean per user, in the unit of the metric.
    package let mean: Double
    /// Sample variance per user, in that unit squared, at least 0.
    package let variance: Double

    /// The variance of the mean: `variance` / n.
    package var varianceOfMean: Double { variance / Double(n) }

    /// Moments that were computed elsewhere.
    ///
    /// Formula: none.
    /// - Parameters:
    ///   - n: users, at least 1.
    ///   - mean: a finite number, in the unit of the metric.
    ///   - variance: a finite number of at least 0, in that unit squared.
    /// - Throws: `noUsers`, `notFinite`, and `outOfDomain` for a negative variance.
    ///
    /// Source: none needed.
    package init(n: Int, mean: Double, variance: Double) throws(StatisticsError) {
        guard n > 0 else { throw .noUsers }
        try StatisticsError.requireFinite(mean, "the mean")
        try StatisticsError.requireFinite(variance, "the variance")
        guard variance >= 0 else { throw .outOfDomain("a variance must not be negative") }
        self.n = n
        self.mean = mean
        self.variance = variance
    }

    /// A share of users.
    ///
    /// Formula: m = k/n, s² = m (1 - m), with 1 - m as (n - k)/n.
    /// - Parameters:
    ///   - n: users, at least 1.
    ///   - k: users who did it, from 0 to n.
    /// - Returns: the moments, the mean in [0, 1].
    /// - Throws: `noUsers`, and `outOfDomain` unless 0 ≤ k ≤ n.
    ///
    /// Source: variance of a Bernoulli variable, without n - 1. Checked against NumPy.
    package static func proportion(n: Int, k: Int) throws(StatisticsError) -> Moments {
        guard n > 0 else { throw .noUsers }
        guard k >= 0, k <= n else {
            throw .outOfDomain("the users who converted must number between 0 and all users")
        }
        let share = Double(k) / Double(n)
        return try Moments(n: n, mean: share, variance: share * (Double(n - k) / Double(n)))
    }

    /// A mean per user from sums over users.
    ///
    /// Formula: m = S/n, s² = (Q - S²/n)/(n - 1), with the roundings of S/n and of its product with S put back, so
    /// that the spread survives a mean that is large against it as far as S and Q hold it.
    /// - Parameters:
    ///   - n: users, at least 2.
    ///   - sum: S, the sum of the users' values, a finite number in the unit of the metric.
    ///   - sumSquares: Q, the sum of their squares, a finite number in that unit squared, at least S²/n.
    /// - Returns: the moments; a variance below 0 by no more than rounding is 0.
    /// - Throws: `noUsers`, `tooFewUsers`, `notFinite`, and `outOfDomain` where Q is too small for S.
    ///
    /// Source: definition of the sample variance. Checked against NumPy, and against mpmath (50 digits) with a mean of
    /// 10⁴ standard deviations.
    package static func sums(n: Int, sum: Double, sumSquares: Double) throws(StatisticsError) -> Moments {
        try requireVariance(n)
        try StatisticsError.requireFinite(sum, "the sum")
        try StatisticsError.requireFinite(sumSquares, "the sum of squares")
        let squares = centredSum(ofProducts: sumSquares, sum, sum, n: n)
        guard squares >= -sumsTolerance * sumSquares else {
            throw .outOfDomain("the sum of squares is too small for the sum")
        }
        return try Moments(n: n, mean: sum / Double(n), variance: max(0, squares) / Double(n - 1))
    }

    /// A mean per user with its sample standard deviation.
    ///
    /// Formula: s² is the square of the standard deviation.
    /// - Parameters:
    ///   - n: users, at least 2.
    ///   - mean: a finite number, in the unit of the metric.
    ///   - standardDeviation: a finite number of at least 0, in the same unit, computed with n - 1.
    /// - Returns: the moments.
    /// - Throws: `noUsers`, `tooFewUsers`, `notFinite` (also where the square overflows), and `outOfDomain` for a
    ///   negative standard deviation.
    ///
    /// Source: definition. Checked by hand.
    package static func meanAndDeviation(
        n: Int, mean: Double, standardDeviation: Double
    ) throws(StatisticsError) -> Moments {
        try requireVariance(n)
        guard !(standardDeviation < 0) else {
            throw .outOfDomain("a standard deviation must not be negative")
        }
        return try Moments(n: n, mean: mean, variance: standardDeviation * standardDeviation)
    }
}
