#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The posterior of two proportions once a normal prior on the lift is added.
struct InformedLift {
    /// How the two shares compare.
    let comparison: ShareComparison
    /// The logarithm of the ratio of the shares.
    private let table: PanelTable

    /// The posterior.
    ///
    /// Formula: before the data the control's rate is flat and the lift R - 1 is N(μ0, τ²) whatever the rate, as far as
    /// the treatment's rate stays below 1. With q the density of w = ln R after them, `InformedDensity` normalised, and
    /// x the mean of p_A at w: gain ∫ q x (e^w - 1) over w > 0, loss the same over w < 0, means ∫ q x and ∫ q x e^w.
    /// - Parameters:
    ///   - control: the control's curve, its own reference.
    ///   - treatment: the treatment's curve, its own reference.
    ///   - prior: the prior of the lift, its mean within 1e6 and its deviation in [1e-9, 1e9].
    /// - Throws: `outOfDomain` for a prior's deviation outside [1e-9, 1e9] or a mean beyond 1e6, or where prior and data
    ///   contradict each other by more than 1e-300; `notFinite` for the prior's numbers.
    ///
    /// Source: Gelman et al., Bayesian Data Analysis (2013), 1.3, http://www.stat.columbia.edu/~gelman/book/ (a
    /// posterior by another prior is reweighted). Checked through `ExactPosterior`.
    init(control: ShareCurve, treatment: ShareCurve, prior: NormalPrior) throws(StatisticsError) {
        try prior.requireValid()
        guard abs(prior.mean) <= 1e6, prior.standardDeviation >= 1e-9, prior.standardDeviation <= 1e9 else {
            throw .outOfDomain(
                "with exact rates the prior's mean must be within 1e6 and its deviation between 1e-9 and 1e9")
        }
        let density = InformedDensity(data: RatioDensity(control: control, treatment: treatment), prior: prior)
        let panels = try density.panels()
        table = PanelTable(ends: panels.ends, densities: panels.nodes.map(\.density))
        let total = table.above[0]

        var (gain, loss, controlMean, treatmentMean) = (0.0, 0.0, 0.0, 0.0)
        for node in panels.nodes {
            let lift = expm1(node.place)
            let share = node.mass / total * node.controlShare
            controlMean += share
            treatmentMean += share * exp(node.place)
            if lift > 0 { gain += share * lift } else { loss -= share * lift }
        }
        let even = table.values(at: 0)
        comparison = ShareComparison(
            win: even.above / total, lose: even.below / total, gain: gain, loss: loss, controlMean: controlMean,
            treatmentMean: treatmentMean)
    }

    /// The lift that lies above the true one with probability `p`, which is at least 1e-7 from 0 and 1.
    func quantile(_ p: Double) throws(StatisticsError) -> Double { expm1(try table.quantile(p)) }
}
