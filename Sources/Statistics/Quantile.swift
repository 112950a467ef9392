/// A quantile of the values in one arm, such as the 90th percentile of a latency, with its order-statistic interval.
package struct Quantile: Sendable, Equatable {
    /// Which values of the arm, in ascending order and counted from 1, bound the quantile.
    package struct Ranks: Sendable, Equatable {
        package let lower: Int
        package let estimate: Int
        package let upper: Int
    }

    /// The share of the values at or below the quantile, in (0, 1).
    package let level: Double
    /// Values in the arm: users, or events where a user may have several.
    package let n: Int
    /// The quantile of the sample, in the unit of the metric.
    package let estimate: Double
    /// The squared standard error of the quantile if the values are independent, above 0, in that unit squared.
    package let variance: Double

    /// A quantile and the order statistics around it.
    ///
    /// Formula: SE = (x(upper) - x(lower))/(2z), SE² times (n - 1)/n, and times n*/n where the ranks were those of
    /// another number n* of values; z the normal quantile of 1 - α/2.
    /// - Parameters:
    ///   - level: ν, the share of the values at or below the quantile, in (0, 1).
    ///   - n: the values in the arm, at least 1.
    ///   - estimate: the quantile of the sample, a finite number in the unit of the metric.
    ///   - interval: the values at the ranks `lower` and `upper` of `ranks`, in the same unit.
    ///   - alpha: the probability outside the interval, in (0, 1), as for `ranks`.
    ///   - intervalCount: n*, the values that `ranks` was asked for; nil is n.
    /// - Throws: `noUsers`; `notFinite`; `noVariance` where the ends are the same value; `outOfDomain` for a level or
    ///   alpha outside its range, an estimate outside the interval, or so few values that an end lies beyond the sample.
    ///
    /// Source: Deng, Knoblich and Lu, Applying the Delta Method in Metric Analytics (2018), arXiv:1803.06336, with the
    /// factors of GrowthBook's engine. Checked against that engine (relative 1e-9) and NumPy.
    package init(
        level: Double, n: Int, estimate: Double, interval: Interval, alpha: Double = 0.05, intervalCount: Int? = nil
    ) throws(StatisticsError) {
        let count = intervalCount ?? n
        guard n > 0, count > 0 else { throw .noUsers }
        let shares = try Self.shares(level: level, n: count, alpha: alpha)
        guard shares.lower > 0, shares.upper < 1 else {
            throw .outOfDomain("there are too few values for an interval of this quantile")
        }
        try StatisticsError.requireFinite(estimate, "the quantile")
        try StatisticsError.requireFinite(interval.lower, "the lower end of the interval")
        try StatisticsError.requireFinite(interval.upper, "the upper end of the interval")
        guard interval.lower <= estimate, estimate <= interval.upper else {
            throw .outOfDomain("the quantile must lie within its interval")
        }
        let error = (interval.upper - interval.lower) / (-2 * (try Normal.quantile(alpha / 2)))
        let factor = Double(count) / Double(n) * (Double(n - 1) / Double(n))
        variance = try StatisticsError.requireFinite(error * error * factor, "the variance of the quantile")
        guard variance > 0 else { throw .noVariance }
        self.level = level
        self.n = n
        self.estimate = estimate
    }

    /// The quantile as every comparison takes it.
    ///
    /// Formula: m = the quantile, s² = n SE².
    /// - Returns: moments whose `varianceOfMean` is the squared standard error of the quantile.
    /// - Throws: `notFinite` where s² overflows.
    ///
    /// Source: as for the quantile.
    package func moments() throws(StatisticsError) -> Moments {
        try Moments(n: n, mean: estimate, variance: variance * Double(n))
    }

    /// The quantile where users have several values each, which resemble one another.
    ///
    /// Formula: m = the quantile, s² = n SE² V/(ν (1 - ν)/n), V the variance of the share of values at or below the
    /// quantile, with users as clusters.
    /// - Parameter share: over users, the ratio of the values at or below the quantile to all values; see
    ///   `Moments.ratio`. Its mean lies in [0, 1].
    /// - Returns: moments whose `varianceOfMean` is the squared standard error of the quantile; n are the values.
    /// - Throws: `outOfDomain` for a share outside [0, 1], `noVariance` where all users have the same share,
    ///   `notFinite` where s² overflows.
    ///
    /// Source: as for the quantile. Checked against GrowthBook's engine (relative 1e-9) and NumPy.
    package func moments(clusteredShare share: Moments) throws(StatisticsError) -> Moments {
        guard (0...1).contains(share.mean) else {
            throw .outOfDomain("the share of values at or below a quantile must lie between 0 and 1")
        }
        guard share.varianceOfMean > 0 else { throw .noVariance }
        let independent = level * (1 - level) / Double(n)
        return try Moments(
            n: n, mean: estimate, variance: variance * Double(n) * (share.varianceOfMean / independent))
    }

    /// Which order statistics a quantile and its distribution-free interval need.
    ///
    /// Formula: the nearest ranks of ν and of ν ± z √(ν (1 - ν)/n), clamped to 1...n.
    /// - Parameters:
    ///   - level: ν, the share of the values at or below the quantile, in (0, 1).
    ///   - n: the values in the arm, at least 1.
    ///   - alpha: the probability outside the interval, in (0, 1).
    /// - Returns: ranks in 1...n, in ascending order. Where an end was clamped `Quantile` refuses the interval.
    /// - Throws: `noUsers`, `outOfDomain` for a level or alpha outside its range.
    ///
    /// Source: Conover, Practical Nonparametric Statistics (1999), 3.2. Checked against fractions, and by the
    /// binomial distribution: from 10 values on the 95 % interval covers between 92 % and 98 %.
    package static func ranks(level: Double, n: Int, alpha: Double = 0.05) throws(StatisticsError) -> Ranks {
        guard n > 0 else { throw .noUsers }
        let shares = try shares(level: level, n: n, alpha: alpha)
        return Ranks(
            lower: rank(ofShare: shares.lower, among: n), estimate: rank(ofShare: level, among: n),
            upper: rank(ofShare: shares.upper, among: n))
    }

    /// The nearest rank: that of the smallest value with at least this share of all values at or below it.
    ///
    /// Formula: ⌈n p⌉, clamped to 1...n; a product that misses a whole number only by rounding counts as that number.
    /// - Parameters:
    ///   - share: p, a finite number; in (0, 1] it needs no clamping.
    ///   - n: the values, at least 1.
    /// - Returns: a rank in 1...n.
    ///
    /// Source: Hyndman and Fan, Sample Quantiles in Statistical Packages (1996), definition 1,
    /// https://doi.org/10.2307/2684934. Checked against fractions.
    static func rank(ofShare share: Double, among n: Int) -> Int {
        let position = share * Double(n)
        let whole = position.rounded()
        let rank = abs(position - whole) <= 4 * whole.ulp ? whole : position.rounded(.up)
        if rank >= Double(n) { return n }
        return rank <= 1 ? 1 : Int(rank)
    }

    private static func shares(
        level: Double, n: Int, alpha: Double
    ) throws(StatisticsError) -> (lower: Double, upper: Double) {
        guard level > 0, level < 1 else { throw .outOfDomain("the level of a quantile must lie between 0 and 1") }
        guard alpha > 0, alpha < 1 else { throw .outOfDomain("alpha must lie between 0 and 1") }
        let margin = -(try Normal.quantile(alpha / 2)) * (level * (1 - level) / Double(n)).squareRoot()
        return (level - margin, level + margin)
    }
}
