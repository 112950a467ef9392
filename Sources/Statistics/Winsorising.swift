/// A cap on the largest values, so that a few very large users do not decide the comparison.
///
/// The cap comes from both arms together, once, and is then the same for every arm.
package struct Winsorising: Sendable, Equatable {
    /// The value that larger ones are replaced by, above 0, in the unit of the metric.
    package let cap: Double

    /// What is left of an arm's values under a cap.
    package struct Sums: Sendable, Equatable {
        /// Users, at least 1.
        package let n: Int
        /// Σx over the users, in the unit of the metric.
        package let sum: Double
        /// Σx², in that unit squared.
        package let sumSquares: Double
        /// Users whose value was replaced.
        package let cappedUsers: Int
    }

    /// The cap at a percentile.
    ///
    /// Formula: the nearest rank: of N values that are not 0, in ascending order, the one at the rank ⌈N p/100⌉. It is
    /// always one of the values; nothing is interpolated.
    /// - Parameters:
    ///   - percentile: p, in (0, 100].
    ///   - values: one finite value per user of all arms together, in the unit of the metric. Zeros are passed over.
    /// - Throws: `notFinite`; `outOfDomain` for a percentile outside its range, where every value is 0, or where the cap
    ///   would not be above 0, as with many negative values: it would then replace zeros too.
    ///
    /// Source: Tukey, The Future of Data Analysis (1962), https://doi.org/10.1214/aoms/1177704711; the rank from
    /// Hyndman and Fan (1996), definition 1, https://doi.org/10.2307/2684934. Checked against NumPy.
    package init(percentile: Double, pooled values: [Double]) throws(StatisticsError) {
        guard percentile > 0, percentile <= 100 else {
            throw .outOfDomain("the percentile of a cap must be above 0 and at most 100")
        }
        for value in values { try StatisticsError.requireFinite(value, "a value") }
        let nonZero = values.filter { $0 != 0 }.sorted()
        guard !nonZero.isEmpty else { throw .outOfDomain("no user has a value other than zero to take a cap from") }
        try self.init(cap: nonZero[Quantile.rank(ofShare: percentile / 100, among: nonZero.count) - 1])
    }

    /// A cap that was fixed before.
    ///
    /// Formula: none.
    /// - Parameter cap: a finite number above 0, in the unit of the metric.
    /// - Throws: `notFinite`, `outOfDomain` for a cap that is not above 0.
    ///
    /// Source: none needed.
    package init(cap: Double) throws(StatisticsError) {
        try StatisticsError.requireFinite(cap, "the cap")
        guard cap > 0 else { throw .outOfDomain("a cap must be above zero") }
        self.cap = cap
    }

    /// The sums of an arm under the cap.
    ///
    /// Formula: Σ min(x, cap) and Σ min(x, cap)². Only the upper side is capped: negative values stay as they are.
    /// - Parameter values: one finite value per user of the arm, zeros included, in the unit of the metric.
    /// - Returns: the sums, for `Moments.sums`.
    /// - Throws: `noUsers` without a value, `notFinite`, also where a sum overflows.
    ///
    /// Source: definition. Checked against NumPy.
    package func sums(of values: [Double]) throws(StatisticsError) -> Sums {
        guard !values.isEmpty else { throw .noUsers }
        var (sum, sumSquares, cappedUsers) = (0.0, 0.0, 0)
        for value in values {
            try StatisticsError.requireFinite(value, "a value")
            let capped = min(value, cap)
            sum += capped
            sumSquares += capped * capped
            cappedUsers += value > cap ? 1 : 0
        }
        return Sums(
            n: values.count, sum: try StatisticsError.requireFinite(sum, "the sum"),
            sumSquares: try StatisticsError.requireFinite(sumSquares, "the sum of squares"), cappedUsers: cappedUsers)
    }
}
