/// Where an increasing function is 0.
enum Root {
    /// Newton's method kept inside a bracket that shrinks at every step.
    ///
    /// Formula: s ← s - g(s)/g'(s); the middle of the bracket where that leaves it or is no number. Ends with the step
    /// from a g within the tolerance, or when a step changes s by less than two units in the last place, or after 200
    /// steps.
    /// - Parameters:
    ///   - start: a number between `lower` and `upper`.
    ///   - lower: a finite number below the root.
    ///   - upper: a finite number above the root.
    ///   - tolerance: how near to 0 g must be for a Newton step, which about squares it, to be the last.
    ///   - function: g and its derivative at a point; an infinity says on which side the root lies.
    /// - Returns: the root, in [lower, upper].
    /// - Throws: what `function` throws.
    ///
    /// Source: Press et al., Numerical Recipes (2007), 9.4, http://numerical.recipes. Checked through the quantiles.
    static func increasing(
        from start: Double, lower: Double, upper: Double, tolerance: Double = 0,
        _ function: (Double) throws(StatisticsError) -> (value: Double, slope: Double)
    ) throws(StatisticsError) -> Double {
        var (lower, upper, s) = (lower, upper, start)
        for _ in 0..<200 {
            let (value, slope) = try function(s)
            if value == 0 { return s }
            if value < 0 { lower = s } else { upper = s }
            var next = s - value / slope
            if abs(next - s) <= 2 * Double.ulpOfOne * abs(s) { return next }
            let isInside = next > lower && next < upper
            if isInside, abs(value) <= tolerance { return next }
            if !isInside { next = lower + (upper - lower) / 2 }
            if next == s { return s }
            s = next
        }
        return s
    }
}
