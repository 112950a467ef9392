/// Two arms compared on one metric: the difference of their means, and the base that a lift divides it by.
///
/// Every comparison of means starts here. Without a covariate the base is the control's mean itself. With one, the
/// means of the difference are adjusted, and the base stays the control's mean as it was observed.
package struct Contrast: Sendable, Equatable {
    /// The control, adjusted where there is a covariate.
    package let control: Moments
    /// The treatment, in the same unit, adjusted likewise.
    package let treatment: Moments
    /// The control's observed mean.
    package let base: Double
    /// The variance of `base`, at least 0.
    let baseVariance: Double
    /// The change of the control's adjusted mean with `base`: their covariance over `baseVariance`; 1 without covariate.
    let slope: Double
    /// What is left of the difference's variance when `base` is held fixed, at least 0.
    let residualVariance: Double

    /// The difference of the means, in the unit of the metric.
    package var difference: Double { treatment.mean - control.mean }
    /// The variance of the difference, in that unit squared.
    var variance: Double { control.varianceOfMean + treatment.varianceOfMean }
    /// The users of both arms.
    var users: Double { Double(control.n) + Double(treatment.n) }

    /// Two arms as they were observed.
    ///
    /// Formula: base m0 of variance v0; slope 1, so that v1 is left of the variance v0 + v1 of m1 - m0.
    /// - Parameters:
    ///   - control: the control's moments.
    ///   - treatment: the treatment's moments, in the same unit.
    ///
    /// Source: definition. Checked through the comparisons.
    package init(control: Moments, treatment: Moments) {
        self.init(
            control: control, treatment: treatment, base: control.mean, baseVariance: control.varianceOfMean, slope: 1,
            residualVariance: treatment.varianceOfMean)
    }

    /// Its numbers belong together where it is used.
    init(
        control: Moments, treatment: Moments, base: Double, baseVariance: Double, slope: Double,
        residualVariance: Double
    ) {
        self.control = control
        self.treatment = treatment
        self.base = base
        self.baseVariance = baseVariance
        self.slope = slope
        self.residualVariance = residualVariance
    }
}
