extension PlannedComparison {
    /// The squared standard error with one user in all; with N users it is this over N.
    ///
    /// Formula: c0 + c1 δ + c2 δ², with the coefficients of the metric.
    /// - Parameter effect: δ, a finite number, in the unit of the comparison.
    /// - Returns: a finite number above 0, in that unit squared.
    /// - Throws: `outOfDomain` where a rate would leave (0, 1), `notFinite`.
    ///
    /// Source: definition. Checked against mpmath (50 digits, relative 1e-12).
    package func unitVariance(at effect: Double) throws(StatisticsError) -> Double {
        try StatisticsError.requireFinite(effect, "the effect")
        guard effect > effects.lower, effect < effects.upper else {
            throw .outOfDomain("this effect would bring the treatment's rate to 0 or below, or to 1 or above")
        }
        let variance = coefficients.constant + effect * (coefficients.linear + effect * coefficients.square)
        try StatisticsError.requireFinite(variance, "the variance of the comparison")
        guard variance > 0 else { throw .noVariance }
        return variance
    }

    /// The standard error at a size.
    ///
    /// Formula: SE = √((c0 + c1 δ + c2 δ²)/N).
    /// - Parameters:
    ///   - users: N, in both arms together, a finite number of at least 1.
    ///   - effect: δ, in the unit of the comparison.
    /// - Returns: a number above 0, in the unit of the comparison.
    /// - Throws: as `unitVariance`, and `noUsers`.
    ///
    /// Source: definition. Checked through `PlannedTest`.
    package func standardError(users: Double, effect: Double) throws(StatisticsError) -> Double {
        try StatisticsError.requireFinite(users, "the number of users")
        guard users >= 1 else { throw .noUsers }
        return (try unitVariance(at: effect) / users).squareRoot()
    }

    /// The smallest effect that is a given number of its own standard errors from 0.
    ///
    /// Formula: N δ² = λ² (c0 + c1 δ + c2 δ²) for δ = ±x, x > 0: with everything over N, A = 1 - λ² c2, P = λ² c0,
    /// g = ±λ² c1/2 and s = √(g² + A P), x = (g + s)/A for g > 0, else P/(s - g), neither of which cancels.
    /// - Parameters:
    ///   - distance: λ, above 0, in standard errors.
    ///   - users: N, in both arms together, a finite number of at least 1.
    ///   - isDecrease: whether the effect is below 0.
    /// - Returns: a number other than 0, in the unit of the comparison.
    /// - Throws: `noUsers`, `notFinite`, and `outOfDomain` where the metric allows no effect of that size.
    ///
    /// Source: Press et al., Numerical Recipes (2007), 5.6, http://numerical.recipes. Checked against mpmath (50 digits,
    /// relative 1e-12).
    func effect(
        standardErrorsAway distance: Double, users: Double, isDecrease: Bool
    ) throws(StatisticsError) -> Double {
        try StatisticsError.requireFinite(users, "the number of users")
        guard users >= 1 else { throw .noUsers }
        let ratio = distance * distance / users
        let leading = 1 - ratio * coefficients.square
        let product = ratio * coefficients.constant
        let half = (isDecrease ? -ratio : ratio) * coefficients.linear / 2
        // Not a number where there is no root.
        let spread = (half * half + leading * product).squareRoot()
        let size = half > 0 ? (half + spread) / max(0, leading) : product / (spread - half)
        let effect = isDecrease ? -size : size
        guard size > 0, effect > effects.lower, effect < effects.upper else {
            throw .outOfDomain("with so few users no effect that the metric allows is found with this power")
        }
        return try StatisticsError.requireFinite(effect, "the effect")
    }
}
