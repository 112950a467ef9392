/// What the data say about the lift, found by asking of each lift whether the data contradict it.
package enum Fieller: Sendable, Equatable {
    /// The lifts that the data do not contradict, as fractions.
    case bounded(Interval)
    /// The control's mean may be zero, so no lift is excluded however large; the absolute difference can be given.
    case controlMeanNotDistinguishableFromZero

    /// The set of lifts r whose contrast D - r b lies within B standard errors of 0.
    ///
    /// Formula: with base b of variance v, slope c and residual variance w of `Contrast`, V = w + c² v and g = B² v/b²,
    /// all divided by b: r = (D + c g ± s)/(1 - g), s² = B² w (1 - g) + (D + c)² g; the end nearer to 0 is
    /// (D² - B² V)/(D + c g ± s), which does not cancel. Unbounded for g ≥ 1. Without a covariate this is Fieller's
    /// interval of m1/m0 - 1. It excludes 0 exactly where D ± B √V does.
    /// - Parameters:
    ///   - contrast: the two arms.
    ///   - multiplier: B, a finite number above 0: a quantile, or the multiplier of a confidence sequence.
    /// - Throws: `controlMeanNegative` where the control's mean is below zero and distinguishable from it,
    ///   `outOfDomain` for a multiplier not above 0, `notFinite`, also where an end overflows.
    ///
    /// Source: Fieller (1954), Some Problems in Interval Estimation, JRSS B 16, 175-185,
    /// https://doi.org/10.1111/j.2517-6161.1954.tb00159.x. Checked against mpmath (50 digits): 1e-11 of the larger end.
    package init(_ contrast: Contrast, multiplier: Double) throws(StatisticsError) {
        try StatisticsError.requireFinite(multiplier, "the multiplier")
        guard multiplier > 0 else { throw .outOfDomain("the multiplier must be positive") }

        let base = contrast.base
        let baseMargin = multiplier * contrast.baseVariance.squareRoot()
        guard abs(base) > baseMargin else {
            self = .controlMeanNotDistinguishableFromZero
            return
        }
        guard base > 0 else { throw .controlMeanNegative }

        let change = contrast.difference / base
        let root = baseMargin / base
        let g = root * root
        let remainder = (1 - root) * (1 + root)
        let margin = multiplier * contrast.variance.squareRoot() / base
        let product = (change - margin) * (change + margin)
        let residualRoot = multiplier * contrast.residualVariance.squareRoot() / base
        let basePart = (change + contrast.slope) * root
        let spread = (residualRoot * residualRoot * remainder + basePart * basePart).squareRoot()
        let centre = change + contrast.slope * g
        let far = centre < 0 ? centre - spread : centre + spread
        let ends = far == 0 ? (0, 0) : (far / remainder, product / far)
        let lower = try StatisticsError.requireFinite(min(ends.0, ends.1), "the lower end of the interval")
        let upper = try StatisticsError.requireFinite(max(ends.0, ends.1), "the upper end of the interval")
        self = .bounded(Interval(lower: lower, upper: upper))
    }
}
