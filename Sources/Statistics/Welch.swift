/// The comparison of two means at one planned look, without a prior.
package struct Welch: Sendable, Equatable {
    /// The difference of the means, in the unit of the metric.
    package let difference: Double
    /// The standard error of the difference, above 0, in the same unit.
    package let standardError: Double
    /// Satterthwaite's degrees of freedom, at least 1.
    package let degreesOfFreedom: Double
    /// The confidence interval of the difference, of level 1 - alpha.
    package let interval: Interval
    /// The two-sided p-value of equal means, in [0, 1]; below alpha exactly where `interval` excludes 0.
    package let pValue: Double
    /// The p-value against means of which the treatment's is the larger, in [0, 1].
    package let pValueOfIncrease: Double
    /// The p-value against means of which the treatment's is the smaller, in [0, 1].
    package let pValueOfDecrease: Double

    private let contrast: Contrast
    private let multiplier: Double

    /// The comparison.
    ///
    /// Formula: D = m1 - m0, SE² = v0 + v1, df = SE⁴/(v0²/(n0 - 1) + v1²/(n1 - 1)), t = D/SE; interval D ± t(1 - α/2) SE,
    /// p-values by the survival function of t.
    /// - Parameters:
    ///   - contrast: the two arms; at least 2 users where the values vary.
    ///   - alpha: the probability outside the interval, in (0, 1).
    /// - Throws: `noVariance` where the standard error is 0, `tooFewUsers`, `outOfDomain` for alpha, `notFinite` where a
    ///   number overflows.
    ///
    /// Source: Welch (1947), The Generalization of 'Student's' Problem, Biometrika 34, 28-35,
    /// https://doi.org/10.1093/biomet/34.1-2.28; Satterthwaite (1946), https://doi.org/10.2307/3002019. Checked against
    /// SciPy and GrowthBook's engine (relative 1e-9).
    package init(_ contrast: Contrast, alpha: Double = 0.05) throws(StatisticsError) {
        guard alpha > 0, alpha < 1 else { throw .outOfDomain("alpha must lie between 0 and 1") }
        difference = try StatisticsError.requireFinite(contrast.difference, "the difference")
        let variance = try StatisticsError.requireFinite(contrast.variance, "the variance of the difference")
        guard variance > 0 else { throw .noVariance }
        standardError = variance.squareRoot()
        degreesOfFreedom = try Self.degreesOfFreedom(contrast)
        multiplier = -(try StudentT.quantile(alpha / 2, degreesOfFreedom: degreesOfFreedom))
        let margin = multiplier * standardError
        interval = Interval(
            lower: try StatisticsError.requireFinite(difference - margin, "the lower end of the interval"),
            upper: try StatisticsError.requireFinite(difference + margin, "the upper end of the interval"))
        let t = try StatisticsError.requireFinite(difference / standardError, "the difference in standard errors")
        pValueOfIncrease = try StudentT.survival(t, degreesOfFreedom: degreesOfFreedom)
        pValueOfDecrease = try StudentT.survival(-t, degreesOfFreedom: degreesOfFreedom)
        pValue = min(1, 2 * min(pValueOfIncrease, pValueOfDecrease))
        self.contrast = contrast
    }

    /// The confidence interval of the lift, of the same level.
    ///
    /// Formula: Fieller's set with the quantile of t, its degrees of freedom those of the difference. It excludes 0
    /// exactly where `interval` does.
    /// - Returns: the lifts that are not contradicted, as fractions, or that the control's mean may be zero.
    /// - Throws: `controlMeanNegative`, `notFinite` where an end overflows.
    ///
    /// Source: as for `Fieller`. Checked through it.
    package func lift() throws(StatisticsError) -> Fieller {
        try Fieller(contrast, multiplier: multiplier)
    }

    /// In shares of the variance, so that no square overflows.
    private static func degreesOfFreedom(_ contrast: Contrast) throws(StatisticsError) -> Double {
        var inverse = 0.0
        for arm in [contrast.control, contrast.treatment] where arm.variance > 0 {
            guard arm.n > 1 else { throw .tooFewUsers }
            let share = arm.varianceOfMean / contrast.variance
            inverse += share * share / Double(arm.n - 1)
        }
        return 1 / inverse
    }
}
