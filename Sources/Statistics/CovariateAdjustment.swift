/// Two arms compared after what was known of their users before the experiment was taken out of the outcome (CUPED).
package struct CovariateAdjustment: Sendable, Equatable {
    /// θ, the change of the outcome with each covariate that was taken out, in the outcome's unit per unit of the
    /// covariate: one for both arms.
    package let coefficient: Double
    /// The adjusted arms.
    package let contrast: Contrast
    /// The variance of the adjusted difference over that of the plain one, at least 0: .6 saves two users in five.
    package let varianceShare: Double

    /// A mean with one covariate.
    ///
    /// Formula: θ = Cov(Y, X)/Var(X) over both arms together (0 where X does not vary), m' = m - θ (x̄ - x̄_all),
    /// s'² = s_Y² + θ² s_X² - 2θ s_XY; a lift still divides by the observed mean of the control.
    /// - Parameters:
    ///   - control: the outcome and its covariate, in this order, of at least 2 users.
    ///   - treatment: the same of the treatment.
    /// - Throws: `tooFewUsers`, `outOfDomain` for other than two values, `notFinite`.
    ///
    /// Source: Deng, Xu, Kohavi and Walker, Improving the Sensitivity of Online Controlled Experiments by Utilizing
    /// Pre-Experiment Data (WSDM 2013), https://doi.org/10.1145/2433396.2433413. Checked against GrowthBook's engine
    /// and against NumPy on single users (relative 1e-9).
    package init(control: Summary, treatment: Summary) throws(StatisticsError) {
        guard control.means.count == 2 else { throw .outOfDomain("the outcome needs one covariate beside it") }
        let both = try control + treatment
        let spread = try both.covariance(1, 1)
        try self.init(
            control: AdjustedValue(meanOf: control), treatment: AdjustedValue(meanOf: treatment),
            coefficient: spread > 0 ? try both.covariance(0, 1) / spread : 0)
    }

    /// A ratio of two means with the same ratio from before the experiment as its covariate.
    ///
    /// Formula: as for a mean, with each user's values (x - R y)/ȳ about the ratio R = x̄/ȳ of the own arm, before and
    /// during the experiment; θ from their covariances within the arms.
    /// - Parameters:
    ///   - control: numerator, denominator, and both before the experiment, in this order, of at least 2 users.
    ///   - treatment: the same of the treatment.
    /// - Returns: the adjusted comparison of the ratios.
    /// - Throws: `tooFewUsers`, `denominatorMeanZero`, `outOfDomain` for other than four values, `notFinite`.
    ///
    /// Source: Deng, Knoblich and Lu, Applying the Delta Method in Metric Analytics (2018), arXiv:1803.06336. Checked
    /// against GrowthBook's engine (relative 1e-9).
    package static func ratio(control: Summary, treatment: Summary) throws(StatisticsError) -> CovariateAdjustment {
        let arms = (try AdjustedValue(ratioOf: control), try AdjustedValue(ratioOf: treatment))
        let degrees = (Double(control.n - 1), Double(treatment.n - 1))
        let spread = degrees.0 * arms.0.covariateVariance + degrees.1 * arms.1.covariateVariance
        let together = degrees.0 * arms.0.covariance + degrees.1 * arms.1.covariance
        return try CovariateAdjustment(
            control: arms.0, treatment: arms.1, coefficient: spread > 0 ? together / spread : 0)
    }

    private init(
        control: AdjustedValue, treatment: AdjustedValue, coefficient: Double
    ) throws(StatisticsError) {
        let theta = try StatisticsError.requireFinite(coefficient, "the coefficient of the covariate")
        let share = Double(treatment.n) / (Double(control.n) + Double(treatment.n))
        let centre = control.covariate + (treatment.covariate - control.covariate) * share
        let arms = (try control.moments(theta, about: centre), try treatment.moments(theta, about: centre))
        let base = control.variance / Double(control.n)
        let together = (control.variance - theta * control.covariance) / Double(control.n)
        let slope = base > 0 ? together / base : 1
        // The part of the adjusted control that its observed mean does not move: θ times what is left of the covariate.
        let explained = control.variance > 0 ? control.covariance / control.variance * control.covariance : 0
        let unmoved = theta * theta * max(0, control.covariateVariance - explained) / Double(control.n)
        self.coefficient = theta
        contrast = Contrast(
            control: arms.0, treatment: arms.1, base: control.outcome, baseVariance: base, slope: slope,
            residualVariance: arms.1.varianceOfMean + unmoved)
        let plain = base + treatment.variance / Double(treatment.n)
        varianceShare = plain > 0 ? contrast.variance / plain : 1
    }
}

/// An outcome and its covariate in one arm, each per user.
private struct AdjustedValue {
    let n: Int
    let outcome: Double
    let covariate: Double
    let variance: Double
    let covariateVariance: Double
    let covariance: Double

    init(meanOf summary: Summary) throws(StatisticsError) {
        n = summary.n
        outcome = summary.means[0]
        covariate = summary.means[1]
        variance = try summary.covariance(0, 0)
        covariateVariance = try summary.covariance(1, 1)
        covariance = try summary.covariance(0, 1)
    }

    init(ratioOf summary: Summary) throws(StatisticsError) {
        guard summary.means.count == 4 else {
            throw .outOfDomain("the ratio needs its numerator and denominator before the experiment beside them")
        }
        guard summary.means[1] != 0, summary.means[3] != 0 else { throw .denominatorMeanZero }
        let after = summary.means[0] / summary.means[1]
        let before = summary.means[2] / summary.means[3]
        func residual(_ i: Int, _ j: Int) throws(StatisticsError) -> Double {
            let (first, second) = (i == 0 ? after : before, j == 0 ? after : before)
            let bracket =
                try summary.covariance(i, j) - first * summary.covariance(i + 1, j)
                - second * (summary.covariance(i, j + 1) - first * summary.covariance(i + 1, j + 1))
            return bracket / summary.means[i + 1] / summary.means[j + 1]
        }
        n = summary.n
        outcome = after
        covariate = before
        variance = max(0, try residual(0, 0))
        covariateVariance = max(0, try residual(2, 2))
        covariance = try residual(0, 2)
    }

    /// Adjusted by θ about the covariate's mean over both arms.
    func moments(_ theta: Double, about centre: Double) throws(StatisticsError) -> Moments {
        let left = variance + theta * (theta * covariateVariance - 2 * covariance)
        return try Moments(n: n, mean: outcome - theta * (covariate - centre), variance: max(0, left))
    }
}
