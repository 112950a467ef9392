#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An experiment that will be won where the posterior probability of an effect on the wanted side of 0 reaches a
/// threshold.
package struct PlannedPosterior: Sendable, Equatable {
    /// The prior of the effect; nil is flat.
    package let prior: NormalPrior?
    /// z_c, the standard normal quantile of the threshold, above 0.
    let point: Double
    /// Whether lower is better, so that a win is an effect below 0.
    let isDecrease: Bool

    /// - Parameters:
    ///   - prior: the prior of the effect, in the unit of the comparison: a finite mean and a deviation above 0.
    ///   - threshold: the posterior probability that wins, in (0.5, 1).
    ///   - isDecrease: whether a win is an effect below 0. Then effects and the prior's mean change their signs in all
    ///     the formulas.
    /// - Throws: `outOfDomain`, `notFinite`.
    package init(
        prior: NormalPrior?, threshold: Double = 0.95, isDecrease: Bool = false
    ) throws(StatisticsError) {
        guard threshold > 0.5, threshold < 1 else {
            throw .outOfDomain("the threshold of winning must lie between a half and 1")
        }
        if let prior {
            try StatisticsError.requireFinite(prior.mean / prior.standardDeviation, "the prior's mean in deviations")
            try StatisticsError.requireFinite(prior.standardDeviation, "the prior's standard deviation")
            guard prior.standardDeviation > 0 else {
                throw .outOfDomain("the prior's standard deviation must be positive")
            }
        }
        self.prior = prior
        self.isDecrease = isDecrease
        point = try Normal.quantile(threshold)
    }

    /// The probability of a win if the effect is a given one.
    ///
    /// Formula: the posterior mean, over its deviation, is at least z_c; with the estimate N(δ, σ²) and the prior
    /// N(μ0, τ²) that is Φ(δ/σ + μ0 σ/τ² - z_c √(1 + σ²/τ²)); with a flat prior Φ(δ/σ - z_c).
    /// - Parameters:
    ///   - effect: δ, the true effect, a finite number, in the unit of the prior.
    ///   - standardError: σ of the estimate, a finite number above 0.
    /// - Returns: a probability in [0, 1].
    /// - Throws: `outOfDomain`, `notFinite`.
    ///
    /// Source: Spiegelhalter, Abrams and Myles, Bayesian Approaches to Clinical Trials (2004), 6.5,
    /// https://doi.org/10.1002/0470092602. Checked against mpmath (50 digits, absolute 1e-13) and GrowthBook's engine.
    package func power(ofFinding effect: Double, standardError: Double) throws(StatisticsError) -> Double {
        try StatisticsError.requireFinite(effect, "the effect")
        try Self.require(standardError)
        let ratio = prior.map { standardError / $0.standardDeviation } ?? 0
        let pull = prior.map { lead($0) * ratio } ?? 0
        let distance = wanted(effect) / standardError + pull - point * (1 + ratio * ratio).squareRoot()
        return Normal.cdf(try StatisticsError.requireFinite(distance, "the effect in standard errors"))
    }

    /// The users that win with the power wanted if the effect is a given one.
    ///
    /// Formula: N = U/σ², U the squared standard error with one user: σ = δ/(z_c + z_power) with a flat prior, otherwise
    /// the σ at which the power is the wanted one. There is only one for a power of at least a half and a prior that does
    /// not win by itself; else the power can fall while users come.
    /// - Parameters:
    ///   - effect: δ, on the wanted side of 0, in the unit of the comparison and of the prior.
    ///   - comparison: the precision of the comparison.
    ///   - power: the probability of a win, in [0.5, 1).
    /// - Returns: N, in both arms together, above 0 and not rounded.
    /// - Throws: `outOfDomain`, also where the prior wins without data; `notFinite`.
    ///
    /// Source: as for the power. Checked against mpmath (50 digits, relative 1e-11) and GrowthBook's engine.
    package func users(
        toFind effect: Double, in comparison: PlannedComparison, power: Double
    ) throws(StatisticsError) -> Double {
        guard wanted(effect) > 0 else {
            throw .outOfDomain("the effect to be found must lie on the wanted side of 0")
        }
        guard power >= 0.5, power < 1 else { throw .outOfDomain("the wanted power must lie between a half and 1") }
        let beyond = try Normal.quantile(power)
        let unitDeviation = try comparison.unitVariance(at: effect).squareRoot()
        guard let prior else {
            let root = (point + beyond) * unitDeviation / wanted(effect)
            return try StatisticsError.requireFinite(root * root, "the number of users")
        }
        let lead = try leadWithoutData(prior)
        let target = wanted(effect) / prior.standardDeviation
        // In s = τ/σ, which grows with the root of the users.
        let s = try Root.increasing(fromZeroBeyond: 1) { s throws(StatisticsError) in
            let root = (1 + s * s).squareRoot()
            let value = target * s + (lead - point * root) / s - beyond
            try StatisticsError.requireFinite(value, "the effect in standard errors")
            return (value, target - lead / s / s + point / (s * s * root))
        }
        let root = s * unitDeviation / prior.standardDeviation
        return try StatisticsError.requireFinite(root * root, "the number of users")
    }

    /// The smallest effect that so many users find with the power wanted, where the prior is flat.
    ///
    /// Formula: the δ that is z_c + z_power of its own standard errors from 0, on the wanted side.
    /// - Parameters:
    ///   - comparison: the precision of the comparison.
    ///   - users: N, in both arms together, a finite number of at least 1.
    ///   - power: the probability of a win, in [0.5, 1).
    /// - Returns: an effect other than 0, in the unit of the comparison.
    /// - Throws: `noUsers`, `notFinite`, and `outOfDomain`, also with a prior, and where the metric allows no effect of
    ///   that size.
    ///
    /// Source: as for `PlannedTest.detectableEffect`. Checked through `users`.
    package func detectableEffect(
        in comparison: PlannedComparison, users: Double, power: Double
    ) throws(StatisticsError) -> Double {
        guard prior == nil else { throw .outOfDomain("the smallest effect is computed for a flat prior only") }
        guard power >= 0.5, power < 1 else { throw .outOfDomain("the wanted power must lie between a half and 1") }
        return try comparison.effect(
            standardErrorsAway: point + Normal.quantile(power), users: users, isDecrease: isDecrease)
    }

    private func wanted(_ effect: Double) -> Double { isDecrease ? -effect : effect }

    /// μ0/τ towards the wanted side.
    func lead(_ prior: NormalPrior) -> Double { wanted(prior.mean) / prior.standardDeviation }

    /// μ0/τ of a prior that does not reach the threshold by itself.
    func leadWithoutData(_ prior: NormalPrior) throws(StatisticsError) -> Double {
        let lead = lead(prior)
        guard lead < point else {
            throw .outOfDomain("the prior reaches the threshold without any data, so there is nothing to plan")
        }
        return lead
    }

    static func require(_ standardError: Double) throws(StatisticsError) {
        try StatisticsError.requireFinite(standardError, "the standard error")
        guard standardError > 0 else { throw .noVariance }
    }
}
