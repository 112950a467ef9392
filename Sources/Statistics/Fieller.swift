/// What the data say about the lift, found by asking of each lift whether the data contradict it.
package enum Fieller: Sendable, Equatable {
    /// The lifts that the data do not contradict, as fractions.
    case bounded(Interval)
    /// The control's mean may be zero, so no lift is excluded however large; the absolute difference can be given.
    case controlMeanNotDistinguishableFromZero

    /// The set of lifts r whose contrast m1 - (1 + r) m0 lies within B standard errors of 0.
    ///
    /// Formula: with D = m1 - m0, V = v0 + v1 and g = B² v0/m0², all divided by m0: r = (D + g ± s)/(1 - g),
    /// s² = B² v1 (1 - g) + m1² g; the end nearer to 0 is (D² - B² V)/(D + g ± s), which does not cancel. Unbounded
    /// for g ≥ 1. The interval excludes 0 exactly where D ± B √V does.
    /// - Parameters:
    ///   - controlMean: m0, a finite number in the unit of the metric.
    ///   - controlVariance: v0, the variance of that mean, finite and at least 0, in that unit squared.
    ///   - treatmentMean: m1, a finite number in the same unit.
    ///   - treatmentVariance: v1, the variance of that mean, finite and at least 0.
    ///   - multiplier: B, a finite number above 0: a quantile, or the multiplier of a confidence sequence.
    /// - Throws: `controlMeanNegative` where the control's mean is below zero and distinguishable from it,
    ///   `outOfDomain` for a negative variance or a multiplier not above 0, `notFinite`, also where an end overflows.
    ///
    /// Source: Fieller (1954), Some Problems in Interval Estimation, JRSS B 16, 175-185,
    /// https://doi.org/10.1111/j.2517-6161.1954.tb00159.x. Checked against mpmath (50 digits): 1e-11 of the larger end.
    package init(
        controlMean: Double, controlVariance: Double, treatmentMean: Double, treatmentVariance: Double,
        multiplier: Double
    ) throws(StatisticsError) {
        try StatisticsError.requireFinite(controlMean, "the control's mean")
        try StatisticsError.requireFinite(treatmentMean, "the treatment's mean")
        for variance in [controlVariance, treatmentVariance] {
            try StatisticsError.requireFinite(variance, "the variance")
            guard variance >= 0 else { throw .outOfDomain("a variance must not be negative") }
        }
        try StatisticsError.requireFinite(multiplier, "the multiplier")
        guard multiplier > 0 else { throw .outOfDomain("the multiplier must be positive") }

        let controlMargin = multiplier * controlVariance.squareRoot()
        guard abs(controlMean) > controlMargin else {
            self = .controlMeanNotDistinguishableFromZero
            return
        }
        guard controlMean > 0 else { throw .controlMeanNegative }

        let change = (treatmentMean - controlMean) / controlMean
        let root = controlMargin / controlMean
        let g = root * root
        let remainder = (1 - root) * (1 + root)
        let margin = multiplier * (controlVariance + treatmentVariance).squareRoot() / controlMean
        let product = (change - margin) * (change + margin)
        let treatmentRoot = multiplier * treatmentVariance.squareRoot() / controlMean
        let controlPart = treatmentMean / controlMean * root
        let spread = (treatmentRoot * treatmentRoot * remainder + controlPart * controlPart).squareRoot()
        let centre = change + g
        let far = centre < 0 ? centre - spread : centre + spread
        let ends = far == 0 ? (0, 0) : (far / remainder, product / far)
        let lower = try StatisticsError.requireFinite(min(ends.0, ends.1), "the lower end of the interval")
        let upper = try StatisticsError.requireFinite(max(ends.0, ends.1), "the upper end of the interval")
        self = .bounded(Interval(lower: lower, upper: upper))
    }
}
