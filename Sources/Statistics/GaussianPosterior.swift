/// What is believed about the effect of a treatment once the data are in: a normal distribution.
package struct GaussianPosterior: Sendable, Equatable {
    /// The posterior mean of the effect: a lift (fraction), or a difference in the unit of the metric.
    package let effect: Double
    /// The posterior standard deviation of the effect, above 0, in the unit of `effect`.
    package let standardError: Double
    /// The central interval of probability 1 - alpha, in the unit of `effect`.
    package let interval: Interval
    /// The probability that the treatment is better than the control, in [0, 1].
    package let probabilityOfWinning: Double
    /// The probability that it is worse, in [0, 1], computed as a tail of its own.
    package let probabilityOfLosing: Double
    /// What keeping the control loses on average, at least 0, in the unit of `effect`.
    package let riskOfControl: Double
    /// What adopting the treatment loses on average, at least 0, in the unit of `effect`.
    package let riskOfTreatment: Double
    /// The effect in the data alone, before the prior.
    package let dataEffect: Double
    /// The standard error of the effect in the data alone, above 0.
    package let dataStandardError: Double

    /// The posterior of one comparison.
    ///
    /// Formula: for an effect N(μ, σ²) after data and prior (`EffectEstimate`), with t = μ/σ: P(win) = Φ(t), interval
    /// μ ± zσ, risk of control E max(δ, 0) = σφ(t) + μΦ(t), risk of treatment E max(-δ, 0) = σφ(t) - μΦ(-t), both
    /// through `Normal.loss`, which does not cancel. An inverse metric swaps the probabilities and the risks.
    /// - Parameters:
    ///   - contrast: the two arms; a base above 0 unless the difference is absolute and the prior flat.
    ///   - inverse: whether lower values are better.
    ///   - prior: the prior of the lift; nil is flat.
    ///   - alpha: the probability outside the interval, in (0, 1).
    ///   - difference: the unit of the effect.
    /// - Throws: `controlMeanZero`, `controlMeanNegative`, `noVariance` where the data's standard error is 0,
    ///   `outOfDomain` for alpha or for a prior deviation that is not above 0, `notFinite` where a number overflows.
    ///
    /// Source: Gelman et al., Bayesian Data Analysis (2013), 2.5, http://www.stat.columbia.edu/~gelman/book/; Raiffa
    /// and Schlaifer, Applied Statistical Decision Theory (1961), 11.3 (the loss).
    /// Checked against NumPy and SciPy and against GrowthBook's engine (relative 1e-9), and against mpmath (50 digits,
    /// relative 1e-11, tails included).
    package init(
        _ contrast: Contrast,
        inverse: Bool,
        prior: NormalPrior?,
        alpha: Double = 0.05,
        difference: Difference = .relative
    ) throws(StatisticsError) {
        guard alpha > 0, alpha < 1 else { throw .outOfDomain("alpha must lie between 0 and 1") }
        let data = try EffectEstimate(contrast, difference: difference)
        let belief = try data.combined(with: prior, base: contrast.base, difference: difference)
        let t = try StatisticsError.requireFinite(belief.effect / belief.standardError, "the effect in standard errors")
        let margin = -(try Normal.quantile(alpha / 2)) * belief.standardError
        let gain = belief.standardError * Normal.loss(-t)
        let loss = belief.standardError * Normal.loss(t)

        effect = belief.effect
        standardError = belief.standardError
        interval = Interval(
            lower: try StatisticsError.requireFinite(belief.effect - margin, "the lower end of the interval"),
            upper: try StatisticsError.requireFinite(belief.effect + margin, "the upper end of the interval"))
        probabilityOfWinning = inverse ? Normal.survival(t) : Normal.cdf(t)
        probabilityOfLosing = inverse ? Normal.cdf(t) : Normal.survival(t)
        riskOfControl = try StatisticsError.requireFinite(inverse ? loss : gain, "the risk of the control")
        riskOfTreatment = try StatisticsError.requireFinite(inverse ? gain : loss, "the risk of the treatment")
        dataEffect = data.effect
        dataStandardError = data.standardError
    }
}
