extension AlwaysValid {
    /// One arm as it is judged at every look.
    package struct Arm: Sendable, Equatable {
        /// The arm's moments.
        package let moments: Moments
        /// Users whose value is not 0, or a number they cannot be below; for a proportion those of the rarer outcome.
        package let nonZeroUsers: Double
        /// Users who did it; nil unless the metric is a proportion.
        package let conversions: Int?

        /// A share of users.
        ///
        /// Formula: as `Moments.proportion`; the users counted are min(k, n - k), since a rate near 1 is as far from
        /// normal as one near 0.
        /// - Parameters:
        ///   - n: users, at least 1.
        ///   - k: users who did it, from 0 to n.
        /// - Returns: the arm.
        /// - Throws: as `Moments.proportion`.
        ///
        /// Source: definition. Checked by hand.
        package static func proportion(n: Int, k: Int) throws(StatisticsError) -> Arm {
            Arm(moments: try .proportion(n: n, k: k), nonZeroUsers: Double(min(k, n - k)), conversions: k)
        }

        /// A mean per user.
        ///
        /// Formula: users who are not 0 number at least S²/Q = n m²/(m² + s² (n - 1)/n), by Cauchy's inequality.
        /// - Parameters:
        ///   - moments: the moments of the metric.
        ///   - raw: the moments, with their sample variance, of the value whose users are counted, where that is
        ///     another one: the numerator of a ratio, or a metric before its variance was reduced.
        /// - Returns: the arm.
        /// - Throws: nothing.
        ///
        /// Source: Abramowitz and Stegun (1964) 3.2.9. Checked by hand.
        package static func mean(_ moments: Moments, raw: Moments? = nil) -> Arm {
            let counted = raw ?? moments
            let n = Double(counted.n)
            // In units of the mean, so that no square overflows.
            let deviation = (counted.variance * ((n - 1) / n)).squareRoot() / counted.mean
            let share = counted.mean == 0 ? 0 : 1 / (1 + deviation * deviation)
            return Arm(moments: moments, nonZeroUsers: n * share, conversions: nil)
        }
    }
}
