extension Root {
    /// The root of a function of a positive number that has no upper bound.
    ///
    /// Formula: the bracket [0, 2ʲ start] with the smallest j at which the function is not below 0, then `increasing`.
    /// - Parameters:
    ///   - start: a finite number above 0, in the unit of the root.
    ///   - function: g and its derivative, negative below its only root and positive above it.
    /// - Returns: the root, above 0.
    /// - Throws: what `function` throws, as it must for numbers too large for it.
    ///
    /// Source: Press et al., Numerical Recipes (2007), 9.1, http://numerical.recipes. Checked through `PlannedTest` and
    /// `PlannedPosterior`.
    static func increasing(
        fromZeroBeyond start: Double, _ function: (Double) throws(StatisticsError) -> (value: Double, slope: Double)
    ) throws(StatisticsError) -> Double {
        var (lower, upper) = (0.0, start)
        while try function(upper).value < 0 { (lower, upper) = (upper, 2 * upper) }
        return try increasing(from: upper, lower: lower, upper: upper, function)
    }
}
