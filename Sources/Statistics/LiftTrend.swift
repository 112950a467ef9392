/// How a lift changes from checkpoint to checkpoint: a straight line through estimates whose errors are known.
package struct LiftTrend: Sendable, Equatable {
    /// The change of the lift, a fraction per day.
    package let slope: Double
    /// The standard error of the slope, above 0, a fraction per day.
    package let standardError: Double
    /// The interval of the slope that holds 1 - alpha, a fraction per day.
    package let interval: Interval
    /// The weighted mean of the lifts, a fraction.
    package let pooledLift: Double
    /// The standard error of that mean, above 0, a fraction.
    package let pooledStandardError: Double
    /// The probability that the pooled lift is above 0, in [0, 1].
    package let probabilityOfWinning: Double
    /// The probability that it is below 0, in [0, 1], computed as a tail of its own.
    package let probabilityOfLosing: Double
    /// The weighted mean of the days, at which the line passes through the pooled lift.
    package let meanDay: Double

    /// One lift, measured in a window of time.
    package struct Checkpoint: Sendable, Equatable {
        /// The middle of the window, in days from any start.
        package let day: Double
        /// The estimate, a fraction; positive where the treatment is better.
        package let lift: Double
        /// Its standard error, a fraction above 0.
        package let standardError: Double

        /// - Parameters:
        ///   - day: a finite number of days.
        ///   - lift: a finite fraction, in the winning direction.
        ///   - standardError: a finite fraction above 0.
        /// - Throws: `outOfDomain`, `notFinite`.
        package init(day: Double, lift: Double, standardError: Double) throws(StatisticsError) {
            try StatisticsError.requireFinite(day, "the day of a checkpoint")
            try StatisticsError.requireFinite(lift, "the lift of a checkpoint")
            try StatisticsError.requireFinite(standardError, "the standard error of a checkpoint")
            guard standardError > 0 else {
                throw .outOfDomain("the standard error of a checkpoint must be positive")
            }
            self.day = day
            self.lift = lift
            self.standardError = standardError
        }
    }

    /// Fits the line.
    ///
    /// Formula: w = 1/se²; pooled lift ȳ = Σ w y/Σ w with variance 1/Σ w; t̄ = Σ w t/Σ w, S = Σ w (t - t̄)²; slope
    /// Σ w (t - t̄)(y - ȳ)/S with variance 1/S and interval slope ± z/√S; P(win) = Φ(ȳ √Σ w), P(lose) the other tail.
    /// The errors are known, so z is the normal quantile. Slope and pooled lift are uncorrelated.
    /// - Parameters:
    ///   - checkpoints: at least 2, on at least 2 days, their lifts independent of each other.
    ///   - alpha: the probability outside the interval, in (0, 1).
    /// - Throws: `outOfDomain` for too few days or alpha, `notFinite` where a number overflows.
    ///
    /// Source: Aitken (1936), On Least Squares and Linear Combination of Observations, Proceedings of the Royal Society
    /// of Edinburgh 55, 42-48, https://doi.org/10.1017/S0370164600014346. Checked against mpmath (50 digits, by the
    /// normal equations, relative 1e-12) and NumPy's `polyfit` with unscaled covariance.
    package init(_ checkpoints: [Checkpoint], alpha: Double = 0.05) throws(StatisticsError) {
        guard alpha > 0, alpha < 1 else { throw .outOfDomain("alpha must lie between 0 and 1") }
        guard let first = checkpoints.first, checkpoints.contains(where: { $0.day != first.day }) else {
            throw .outOfDomain("a trend needs checkpoints on at least 2 days")
        }
        // In units of the smallest error, so that no weight overflows.
        let unit = checkpoints.reduce(first.standardError) { min($0, $1.standardError) }
        let weights = checkpoints.map { unit / $0.standardError * (unit / $0.standardError) }
        let total = weights.reduce(0, +)
        func mean(_ value: (Checkpoint) -> Double) -> Double {
            zip(weights, checkpoints).reduce(0) { $0 + $1.0 * value($1.1) } / total
        }
        pooledLift = try StatisticsError.requireFinite(mean(\.lift), "the pooled lift")
        pooledStandardError = unit / total.squareRoot()
        meanDay = try StatisticsError.requireFinite(mean(\.day), "the mean day")

        var (spread, product) = (0.0, 0.0)
        for (weight, checkpoint) in zip(weights, checkpoints) {
            let distance = checkpoint.day - meanDay
            spread += weight * distance * distance
            product += weight * distance * (checkpoint.lift - pooledLift)
        }
        try StatisticsError.requireFinite(spread, "the spread of the days")
        slope = try StatisticsError.requireFinite(product / spread, "the slope")
        standardError = try StatisticsError.requireFinite(unit / spread.squareRoot(), "the standard error of the slope")
        let margin = -(try Normal.quantile(alpha / 2)) * standardError
        interval = Interval(
            lower: try StatisticsError.requireFinite(slope - margin, "the lower end of the interval"),
            upper: try StatisticsError.requireFinite(slope + margin, "the upper end of the interval"))
        let t = try StatisticsError.requireFinite(
            pooledLift / pooledStandardError, "the pooled lift in standard errors")
        probabilityOfWinning = Normal.cdf(t)
        probabilityOfLosing = Normal.survival(t)
    }

    /// The lift that the line gives for a day.
    ///
    /// Formula: ȳ + slope (t - t̄).
    /// - Parameter day: t, in the days of the checkpoints, best between the first and the last.
    /// - Returns: a lift, a fraction.
    /// - Throws: `notFinite`, also where the product overflows.
    ///
    /// Source: as for the line.
    package func lift(onDay day: Double) throws(StatisticsError) -> Double {
        try StatisticsError.requireFinite(pooledLift + slope * (day - meanDay), "the lift on the line")
    }
}
