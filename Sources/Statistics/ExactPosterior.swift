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
    /// The posterior mean of the control's rate, (1+k)/(2+n): the unit of the risks.
    package let controlMean: Double
    /// The posterior mean of the treatment's rate, in (0, 1).
    package let treatmentMean: Double

    /// The posterior of one comparison.
    ///
    /// Formula: Beta(1+k, 1+n-k) per arm; P(win) = ∫ f_B F_A, loss of treatment ∫ F_B (1 - F_A), loss of control
    /// ∫ F_A (1 - F_B), risks the same over the control's posterior mean; the interval from
    /// P(R ≤ r) = ∫ f_A(x) F_B(r x) dx. Gauss-Legendre quadrature over panels of 2.4 standard deviations of either arm;
    /// probabilities by a finite sum where a shape is a small integer. An inverse metric swaps the probabilities and
    /// the losses.
    /// - Parameters:
    ///   - control: the control's users and conversions.
    ///   - treatment: the treatment's users and conversions.
    ///   - inverse: whether lower rates are better.
    ///   - alpha: the probability outside the interval, in [1e-6, 1).
    /// - Throws: `noUsers`; `outOfDomain` for impossible counts, for alpha, or where the probabilities miss the sum 1
    ///   by more than 1e-10, as they can beyond 1e12 users.
    ///
    /// Source: Gelman et al., Bayesian Data Analysis (2013), 2.4, http://www.stat.columbia.edu/~gelman/book/; Miller,
    /// Formulas for Bayesian A/B Testing (2015), https://www.evanmiller.org/bayesian-ab-testing.html. Checked against
    /// mpmath (40 digits) and SciPy: absolute 1e-10 for 1 to 1e7 users, the ends of the interval times 1 + lift.
    package init(
        control: Proportion, treatment: Proportion, inverse: Bool, alpha: Double = 0.05
    ) throws(StatisticsError) {
        guard alpha >= 1e-6, alpha < 1 else { throw .outOfDomain("alpha must lie between 1e-6 and 1") }
        let base = try ShareCurve(control)
        let contest = try Contest(PosteriorGrid([base, ShareCurve(treatment, reference: base)]), inverse: false)
        let other = try ShareCurve(treatment)
        let win = FiniteSum.probability(ofExceeding: base, by: other) ?? contest.first[1]
        let lose = FiniteSum.probability(ofExceeding: other, by: base) ?? contest.first[0]
        let lift = LiftPosterior(control: base, treatment: other)

        controlMean = base.mean
        treatmentMean = other.mean
        probabilityOfWinning = min(1, inverse ? lose : win)
        probabilityOfLosing = min(1, inverse ? win : lose)
        lossOfControl = inverse ? contest.losses[1] : contest.losses[0]
        lossOfTreatment = inverse ? contest.losses[0] : contest.losses[1]
        riskOfControl = lossOfControl / base.mean
        riskOfTreatment = lossOfTreatment / base.mean
        interval = Interval(lower: try lift.quantile(alpha / 2), upper: try lift.quantile(1 - alpha / 2))
    }
}
