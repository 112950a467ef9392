/// A prior of the next experiment's lift, learnt from the lifts of past ones.
package struct PriorFromHistory: Sendable, Equatable {
    /// μ, the mean lift of experiments like these, a fraction.
    package let mean: Double
    /// The standard error of that mean, above 0.
    package let standardErrorOfMean: Double
    /// t², the variance of true lifts between experiments, at least 0.
    package let varianceBetween: Double
    /// The prior of the next experiment's lift.
    package let prior: NormalPrior

    /// Fewer past experiments say too little about how lifts vary.
    package static let fewest = 10

    /// Estimates the prior.
    ///
    /// Formula: y_i ~ N(μ, t² + se_i²), w_i = 1/(t² + se_i²), μ = Σ w y/Σ w; t² by Paule and Mandel, the root of
    /// Σ w_i (y_i - μ)² = k - 1, or 0 where the left side is no larger at 0. The root is at most Σ (y_i - ȳ)²/(k - 1).
    /// The prior is N(μ, t² + 1/Σ w): what varies between experiments, and what is not known about their mean.
    /// - Parameter history: lifts of at least 10 experiments, losers as well as winners, each with its standard error.
    /// - Throws: `outOfDomain` for fewer than 10, `notFinite` where a square overflows.
    ///
    /// Source: Paule and Mandel (1982), Consensus Values and Weighting Factors, Journal of Research of the NBS 87,
    /// 377-385, https://doi.org/10.6028/jres.087.022; DerSimonian and Kacker (2007), Contemporary Clinical Trials 28,
    /// 105-114, https://doi.org/10.1016/j.cct.2006.04.004. Checked against mpmath (50 digits, relative 1e-11) and the
    /// 0.3181 that R's metafor prints for the 13 trials of the BCG vaccine.
    package init(_ history: [PastEffect]) throws(StatisticsError) {
        guard history.count >= Self.fewest else {
            throw .outOfDomain("a prior from history needs at least \(Self.fewest) past experiments")
        }
        // In units of the smallest error, so that no weight overflows.
        let unit = history.map(\.standardError).min() ?? 1
        let lifts = history.map { $0.lift / unit }
        let variances = history.map { $0.standardError / unit * ($0.standardError / unit) }
        let surplus = { (between: Double) in Self.surplus(lifts, variances, between) }

        let plain = lifts.reduce(0, +) / Double(lifts.count)
        let spread = lifts.reduce(0) { $0 + ($1 - plain) * ($1 - plain) } / Double(lifts.count - 1)
        try StatisticsError.requireFinite(spread, "the variance of the past lifts")
        var between = 0.0
        if surplus(0).value > 0 {
            between = try Root.increasing(from: 0, lower: 0, upper: spread) { candidate throws(StatisticsError) in
                let (value, slope) = surplus(candidate)
                return (-value, -slope)
            }
        }
        let centre = Self.centre(lifts, variances, between)
        mean = try StatisticsError.requireFinite(centre.mean * unit, "the mean of the past lifts")
        standardErrorOfMean = unit / centre.weight.squareRoot()
        varianceBetween = between * unit * unit
        prior = NormalPrior(mean: mean, standardDeviation: unit * (between + 1 / centre.weight).squareRoot())
    }

    /// μ and Σ w at a variance between experiments.
    private static func centre(
        _ lifts: [Double], _ variances: [Double], _ between: Double
    ) -> (mean: Double, weight: Double) {
        let weight = variances.reduce(0) { $0 + 1 / (between + $1) }
        let sum = zip(lifts, variances).reduce(0) { $0 + $1.0 / (between + $1.1) }
        return (sum / weight, weight)
    }

    /// By how much the weighted squares exceed k - 1, and the derivative, which is negative.
    private static func surplus(
        _ lifts: [Double], _ variances: [Double], _ between: Double
    ) -> (value: Double, slope: Double) {
        let mean = centre(lifts, variances, between).mean
        var (value, slope) = (-Double(lifts.count - 1), 0.0)
        for (lift, variance) in zip(lifts, variances) {
            let part = (lift - mean) * (lift - mean) / (between + variance)
            value += part
            slope -= part / (between + variance)
        }
        return (value, slope)
    }
}
