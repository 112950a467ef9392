/// What one past experiment said about its lift.
package struct PastEffect: Sendable, Equatable {
    /// The estimate, a fraction.
    package let lift: Double
    /// Its standard error, a fraction above 0.
    package let standardError: Double

    /// - Parameters:
    ///   - lift: a finite fraction.
    ///   - standardError: a finite fraction above 0.
    /// - Throws: `outOfDomain`, `notFinite`.
    package init(lift: Double, standardError: Double) throws(StatisticsError) {
        try StatisticsError.requireFinite(lift, "the lift of a past experiment")
        try StatisticsError.requireFinite(standardError, "the standard error of a past experiment")
        guard standardError > 0 else {
            throw .outOfDomain("the standard error of a past experiment must be positive")
        }
        self.lift = lift
        self.standardError = standardError
    }

    /// What is believed about this experiment's lift once the prior is added.
    ///
    /// Formula: with u = se/τ: mean y/(1 + u²) + μ0/(1 + 1/u²), standard deviation se/√(1 + u²).
    /// - Parameter prior: N(μ0, τ²), finite, its deviation above 0.
    /// - Returns: the posterior of the lift, its mean between y and μ0.
    /// - Throws: `outOfDomain`, `notFinite`.
    ///
    /// Source: Gelman et al., Bayesian Data Analysis (2013), 2.5, http://www.stat.columbia.edu/~gelman/book/.
    /// Checked against mpmath (50 digits, relative 1e-12).
    package func shrunk(by prior: NormalPrior) throws(StatisticsError) -> NormalPrior {
        try StatisticsError.requireFinite(prior.mean, "the prior's mean")
        try StatisticsError.requireFinite(prior.standardDeviation, "the prior's standard deviation")
        guard prior.standardDeviation > 0 else {
            throw .outOfDomain("the prior's standard deviation must be positive")
        }
        let u = standardError / prior.standardDeviation
        let squared = try StatisticsError.requireFinite(u * u, "the standard error in prior deviations")
        return NormalPrior(
            mean: lift / (1 + squared) + prior.mean / (1 + 1 / squared),
            standardDeviation: standardError / (1 + squared).squareRoot())
    }
}
