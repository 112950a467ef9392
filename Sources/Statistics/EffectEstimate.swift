/// A normal distribution of the effect of a treatment.
struct EffectEstimate {
    /// Its mean: a lift (fraction), or a difference in the unit of the metric.
    let effect: Double
    /// Its standard deviation, above 0, in the same unit.
    let standardError: Double

    /// What the data alone say.
    ///
    /// Formula: absolute: D with its variance V. Relative, by the delta method: r = D/b, and the variance of D - r b
    /// over b², which is (w + v (c + r)²)/b² with base b of variance v, slope c and residual variance w; without a
    /// covariate v1/m0² + v0 m1²/m0⁴.
    /// - Parameters:
    ///   - contrast: the two arms; a base above 0 for a relative difference.
    ///   - difference: the unit of the effect.
    /// - Throws: `controlMeanZero`, `controlMeanNegative`, `noVariance` where the error is 0, `notFinite` where a
    ///   number overflows.
    ///
    /// Source: Deng, Knoblich and Lu, Applying the Delta Method in Metric Analytics (2018), arXiv:1803.06336.
    /// Checked through `GaussianPosterior`.
    init(_ contrast: Contrast, difference: Difference) throws(StatisticsError) {
        switch difference {
        case .absolute:
            try self.init(contrast.difference, contrast.variance.squareRoot())
        case .relative:
            try Self.requireBase(contrast.base)
            let lift = contrast.difference / contrast.base
            let ratio = contrast.slope + lift
            let variance = contrast.residualVariance + contrast.baseVariance * ratio * ratio
            try self.init(lift, variance.squareRoot() / contrast.base)
        }
    }

    /// What is believed once a prior on the lift is added.
    ///
    /// Formula: with the prior N(μ0, τ²), times the control's mean for an absolute difference, and u = s/τ: mean
    /// e/(1 + u²) + μ0/(1 + 1/u²), standard deviation s/√(1 + u²), the precision-weighted forms without their squares.
    /// - Parameters:
    ///   - prior: the prior of the lift, finite, its deviation above 0; nil is flat and changes nothing.
    ///   - base: the control's mean, above 0 if there is a prior.
    ///   - difference: the unit of the effect.
    /// - Returns: the posterior, in the unit of the effect.
    /// - Throws: `outOfDomain` for a deviation not above 0, `notFinite`, `controlMeanZero`, `controlMeanNegative`,
    ///   `noVariance` where a deviation underflows.
    ///
    /// Source: Gelman et al., Bayesian Data Analysis (2013), 2.5, http://www.stat.columbia.edu/~gelman/book/.
    /// Checked through `GaussianPosterior`.
    func combined(
        with prior: NormalPrior?, base: Double, difference: Difference
    ) throws(StatisticsError) -> EffectEstimate {
        guard let prior else { return self }
        guard base > 0 else { throw .priorNeedsPositiveControl }
        try prior.requireValid()
        let unit = difference == .absolute ? base : 1
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

    private static func requireBase(_ mean: Double) throws(StatisticsError) {
        guard mean != 0 else { throw .controlMeanZero }
        guard mean > 0 else { throw .controlMeanNegative }
    }
}
