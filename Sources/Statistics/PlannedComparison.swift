/// How precise the comparison of two arms will be: its squared standard error times the users in all, as a polynomial
/// of the effect.
package struct PlannedComparison: Sendable, Equatable {
    /// The share of the users that the control receives, in (0, 1).
    package let controlShare: Double
    /// The share of the users that the treatment receives, in (0, 1).
    package var treatmentShare: Double { 1 - controlShare }

    /// In the unit of the effect, squared.
    let coefficients: Coefficients
    /// The effects that the metric allows, without the ends.
    let effects: Interval

    /// c0, c1 and c2 of c0 + c1 δ + c2 δ².
    struct Coefficients: Equatable {
        var constant: Double
        var linear = 0.0
        var square = 0.0
    }

    /// A share of users that has not been measured yet.
    ///
    /// Formula: N SE² = s0²/w0 + s1²/w1, s0² = p (1 - p), s1² = p1 (1 - p1), p1 = p + δ; for the lift r, p1 = p (1 + r)
    /// and N SE² = (s1²/w1 + (1 + r)² s0²/w0)/p², the delta method at that lift.
    /// - Parameters:
    ///   - rate: p, the control's rate, in (0, 1).
    ///   - difference: the unit of the effect, a fraction of users or a fraction of the rate.
    ///   - controlShare: w0, the control's share of the users, in (0, 1).
    /// - Returns: the comparison, for effects that leave the treatment's rate in (0, 1).
    /// - Throws: `outOfDomain`.
    ///
    /// Source: Deng, Knoblich and Lu, Applying the Delta Method in Metric Analytics (2018), arXiv:1803.06336.
    /// Checked against mpmath (50 digits, relative 1e-12).
    package static func proportion(
        rate: Double, difference: Difference, controlShare: Double
    ) throws(StatisticsError) -> PlannedComparison {
        guard rate > 0, rate < 1 else { throw .outOfDomain("the baseline rate must lie between 0 and 1") }
        let unit = difference == .relative ? rate : 1
        return try PlannedComparison(
            unit: unit, variance: rate * (1 - rate), difference: difference, controlShare: controlShare,
            change: (linear: 1 - 2 * rate, square: -1),
            effects: Interval(lower: -rate / unit, upper: (1 - rate) / unit))
    }

    /// A mean per user that has not been measured yet, with the same standard deviation in both arms.
    ///
    /// Formula: N SE² = s²/w0 + s²/w1; for the lift r, N SE² = s² (1/w1 + (1 + r)²/w0)/m², the delta method at that lift.
    /// - Parameters:
    ///   - mean: m, the control's mean, finite, above 0 for a relative difference, in the unit of the metric.
    ///   - standardDeviation: s, above 0, between users, in the same unit.
    ///   - difference: the unit of the effect, that of the metric or a fraction of the mean.
    ///   - controlShare: w0, the control's share of the users, in (0, 1).
    /// - Returns: the comparison, for effects of any size.
    /// - Throws: `outOfDomain`, `notFinite`, `controlMeanZero`, `controlMeanNegative`.
    ///
    /// Source: as for a proportion. Checked against mpmath (50 digits, relative 1e-12).
    package static func mean(
        _ mean: Double, standardDeviation: Double, difference: Difference, controlShare: Double
    ) throws(StatisticsError) -> PlannedComparison {
        try StatisticsError.requireFinite(mean, "the baseline mean")
        guard standardDeviation > 0 else { throw .outOfDomain("the standard deviation must be positive") }
        if difference == .relative {
            guard mean != 0 else { throw .controlMeanZero }
            guard mean > 0 else { throw .controlMeanNegative }
        }
        return try PlannedComparison(
            unit: difference == .relative ? mean : 1, variance: standardDeviation * standardDeviation,
            difference: difference, controlShare: controlShare, change: (linear: 0, square: 0), effects: anyEffect)
    }

    /// A metric that an experiment has measured so far; more users come in the same shares.
    ///
    /// Formula: N SE², with N = n0 + n1 and SE the standard error as an analysis of the present data computes it.
    /// - Parameters:
    ///   - contrast: the two arms; a base above 0 for a relative difference.
    ///   - difference: the unit of the effect.
    /// - Throws: `controlMeanZero`, `controlMeanNegative`, `noVariance`, `notFinite`.
    ///
    /// Source: as for a proportion. Checked against GrowthBook's engine (the tests say how closely).
    package init(_ contrast: Contrast, difference: Difference) throws(StatisticsError) {
        let present = try EffectEstimate(contrast, difference: difference)
        coefficients = Coefficients(constant: contrast.users * present.standardError * present.standardError)
        controlShare = Double(contrast.control.n) / contrast.users
        effects = Self.anyEffect
        try requireVariance()
    }

    /// - Parameter change: how the treatment's variance s1² departs from s0²: linear δ + square δ², in the metric's unit.
    private init(
        unit: Double, variance: Double, difference: Difference, controlShare: Double,
        change: (linear: Double, square: Double), effects: Interval
    ) throws(StatisticsError) {
        guard controlShare > 0, controlShare < 1 else {
            throw .outOfDomain("each of the two arms must receive a positive share of the users")
        }
        self.controlShare = controlShare
        self.effects = effects
        let treatmentShare = 1 - controlShare
        let scaled = (variance / unit) / unit
        // The control's part grows with the square of 1 + r.
        let growth: Double = difference == .relative ? 1 : 0
        coefficients = Coefficients(
            constant: scaled / controlShare + scaled / treatmentShare,
            linear: change.linear / unit / treatmentShare + 2 * growth * scaled / controlShare,
            square: change.square / treatmentShare + growth * scaled / controlShare)
        try requireVariance()
    }

    private func requireVariance() throws(StatisticsError) {
        try StatisticsError.requireFinite(coefficients.constant, "the variance of the comparison")
        guard coefficients.constant > 0 else { throw .noVariance }
    }

    private static let anyEffect = Interval(lower: -.infinity, upper: .infinity)
}
