/// What is believed about two proportions once the data are in, without an approximation: two beta distributions.
package struct ExactPosterior: Sendable, Equatable {
    /// The probability that the treatment is better than the control, in [0, 1].
    package let probabilityOfWinning: Double
    /// The probability that it is worse, in [0, 1], computed as a tail of its own.
    package let probabilityOfLosing: Double
    /// What keeping the control loses on average, at least 0, in units of the rate.
    package let lossOfControl: Double
    /// What adopting the treatment loses on average, at least 0, in units of the rate.
    package let lossOfTreatment: Double
    /// What keeping the control loses on average, as a fraction of the control's posterior mean.
    package let riskOfControl: Double
    /// What adopting the treatment loses on average, as a fraction of the control's posterior mean.
    package let riskOfTreatment: Double
    /// The central interval of probability 1 - alpha of the lift, the treatment's rate over the control's less 1.
    package let interval: Interval
    /// The posterior mean of the control's rate, in (0, 1), without a prior (1+k)/(2+n): the unit of the risks.
    package let controlMean: Double
    /// The posterior mean of the treatment's rate, in (0, 1).
    package let treatmentMean: Double

    /// The posterior of one comparison.
    ///
    /// Formula: flat: Beta(1+k, 1+n-k) per arm; P(win) = ∫ f_B F_A, loss of treatment ∫ F_B (1 - F_A), loss of control
    /// ∫ F_A (1 - F_B), risks the same over the control's posterior mean; the interval from
    /// P(R ≤ r) = ∫ f_A(x) F_B(r x) dx. Gauss-Legendre quadrature over panels of 2.4 standard deviations or, under an
    /// integral alone, 5.4; probabilities by a finite sum where a shape is a small integer. With a prior on the lift:
    /// `InformedLift`. An inverse metric swaps the probabilities and the losses.
    /// - Parameters:
    ///   - control: the control's users and conversions.
    ///   - treatment: the treatment's users and conversions.
    ///   - inverse: whether lower rates are better.
    ///   - prior: the prior of the lift; nil makes both rates flat.
    ///   - alpha: the probability outside the interval, in [1e-6, 1).
    /// - Throws: `noUsers`; `outOfDomain` for impossible counts, for alpha, for a prior deviation that is not above 0 or
    ///   too small to compute with, for a prior that the data contradict by more than 1e-300, or where an angle's
    ///   rounding shows against the spread, as it can beyond 1e12 users; `notFinite` for the prior's numbers.
    ///
    /// Source: Gelman et al., Bayesian Data Analysis (2013), 2.4, http://www.stat.columbia.edu/~gelman/book/; Miller,
    /// Formulas for Bayesian A/B Testing (2015), https://www.evanmiller.org/bayesian-ab-testing.html. Checked against
    /// mpmath (40 digits) and SciPy: absolute 1e-10 for 1 to 1e7 users, the ends of the interval times 1 + lift; with a
    /// prior against mpmath (30 digits) to 1e-9, and by the simulation in `ExactPriorSimulationTests`.
    package init(
        control: Proportion, treatment: Proportion, inverse: Bool, prior: NormalPrior? = nil, alpha: Double = 0.05
    ) throws(StatisticsError) {
        guard alpha >= 1e-6, alpha < 1 else { throw .outOfDomain("alpha must lie between 1e-6 and 1") }
        let base = try ShareCurve(control)
        let other = try ShareCurve(treatment)
        if let prior {
            let lift = try InformedLift(control: base, treatment: other, prior: prior)
            let interval = Interval(lower: try lift.quantile(alpha / 2), upper: try lift.quantile(1 - alpha / 2))
            self.init(lift.comparison, inverse: inverse, interval: interval)
        } else {
            let lift = LiftPosterior(control: base, treatment: other)
            var comparison = try lift.comparison()
            comparison.win = FiniteSum.probability(ofExceeding: base, by: other) ?? comparison.win
            comparison.lose = FiniteSum.probability(ofExceeding: other, by: base) ?? comparison.lose
            let interval = Interval(lower: try lift.quantile(alpha / 2), upper: try lift.quantile(1 - alpha / 2))
            self.init(comparison, inverse: inverse, interval: interval)
        }
    }

    private init(_ comparison: ShareComparison, inverse: Bool, interval: Interval) {
        let (win, lose) = (min(1, comparison.win), min(1, comparison.lose))
        controlMean = comparison.controlMean
        treatmentMean = comparison.treatmentMean
        probabilityOfWinning = inverse ? lose : win
        probabilityOfLosing = inverse ? win : lose
        lossOfControl = inverse ? comparison.loss : comparison.gain
        lossOfTreatment = inverse ? comparison.gain : comparison.loss
        riskOfControl = lossOfControl / controlMean
        riskOfTreatment = lossOfTreatment / controlMean
        self.interval = interval
    }
}
