/// A normal distribution of the effect of a treatment.
struct EffectEstimate {
    /// Its mean: a lift (fraction), or a difference in the unit of the metric.
    let effect: Double
    /// Its standard deviation, above 0, in the same unit.
    let standardError: Double

    /// What the data alone say.
    ///
    /// Formula: relative: (m1 - m0)/m0 with squared error v1/m0² + v0 m1²/m0⁴; absolute: m1 - m0 with v0 + v1;
    /// v the variance of an arm's mean.
    /// - Parameters:
    ///   - control: the control's moments; a mean above 0 for a relative difference.
    ///   - treatment: the treatment's moments, in the same unit.
    ///   - difference: the unit of the effect.
    /// - Throws: `controlMeanZero`, `controlMeanNegative`, `noVariance` where the error is 0, `notFinite` where a
    ///   number overflows.
    ///
    /// Source: Deng, Knoblich and Lu, Applying the Delta Method in Metric Analytics (2018), arXiv:1803.06336.
    /// Checked through `GaussianPosterior`.
    init(control: Moments, treatment: Moments, difference: Difference) throws(StatisticsError) {
        let change = treatment.mean - control.mean
        switch difference {
        case .absolute:
            try self.init(change, (control.varianceOfMean + treatment.varianceOfMean).squareRoot())
        case .relative:
            try Self.requireBase(control)
            let ratio = treatment.mean / control.mean
            let variance = treatment.varianceOfMean + control.varianceOfMean * ratio * ratio
            try self.init(change / control.mean, variance.squareRoot() / control.mean)
        }
    }

    /// What is believed once a prior on the lift is added.
    ///
    /// Formula: with the prior N(μ0, τ²), times the control's mean for an absolute difference, and u = s/τ: mean
    /// e/(1 + u²) + μ0/(1 + 1/u²), standard deviation s/√(1 + u²), the precision-weighted forms without their squares.
    /// - Parameters:
    ///   - prior: the prior of the lift, finite, its deviation above 0; nil is flat and changes nothing.
    ///   - control: the control's moments; a mean above 0 if there is a prior.
    ///   - difference: the unit of the effect.
    /// - Returns: the posterior, in the unit of the effect.
    /// - Throws: `outOfDomain` for a deviation not above 0, `notFinite`, `controlMeanZero`, `controlMeanNegative`,
    ///   `noVariance` where a deviation underflows.
    ///
    /// Source: Gelman et al., Bayesian Data Analysis (2013), 2.5, http://www.stat.columbia.edu/~gelman/book/.
    /// Checked through `GaussianPosterior`.
    func combined(
        with prior: NormalPrior?, control: Moments, difference: Difference
    ) throws(StatisticsError) -> EffectEstimate {
        guard let prior else { return self }
        try Self.requireBase(control)
        try StatisticsError.requireFinite(prior.mean, "the prior's mean")
        try StatisticsError.requireFinite(prior.standardDeviation, "the prior's standard deviation")
        guard prior.standardDeviation > 0 else {
            throw .outOfDomain("the prior's standard deviation must be positive")
        }
        let unit = difference == .absolute ? control.mean : 1
        let u = standardError / (prior.standardDeviation * unit)
        let squared = u * u
        return try EffectEstimate(
            effect / (1 + squared) + prior.mean * unit / (1 + 1 / squared),
            standardError / (1 + squared).squareRoot())
    }

    private init(_ effect: Double, _ standardError: Double) throws(StatisticsError) {
        self.effect = try StatisticsError.requireFinite(effect, "the effect")
        self.standardError = try StatisticsError.requireFinite(standardError, "the standard error of the effect")
        guard standardError > 0 else { throw .noVariance }
    }

    private static func requireBase(_ control: Moments) throws(StatisticsError) {
        guard control.mean != 0 else { throw .controlMeanZero }
        guard control.mean > 0 else { throw .controlMeanNegative }
    }
}
