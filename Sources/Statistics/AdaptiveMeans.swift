/// The means of all arms of an experiment whose shares changed with the data: adaptively weighted, augmented
/// inverse-probability weighting (AW-AIPW).
package struct AdaptiveMeans: Sendable, Equatable {
    /// An arm's mean with its standard error, in the unit of the metric.
    package struct Estimate: Sendable, Equatable {
        package let value: Double
        /// At least 0.
        package let standardError: Double

        /// The interval that holds 1 - alpha.
        ///
        /// Formula: value ± z se.
        /// - Parameter alpha: the probability outside, in (0, 1).
        /// - Returns: the interval, in the unit of the metric.
        /// - Throws: `outOfDomain` for alpha.
        ///
        /// Source: definition.
        package func interval(alpha: Double = 0.05) throws(StatisticsError) -> Interval {
            guard alpha > 0, alpha < 1 else { throw .outOfDomain("alpha must lie between 0 and 1") }
            let margin = -(try Normal.quantile(alpha / 2)) * standardError
            return Interval(lower: value - margin, upper: value + margin)
        }
    }

    /// Per arm; nil for one that no epoch gave a share.
    package let arms: [Estimate?]
    /// Per arm and epoch: the weight h, the deviation d, the correction L/e, and the arm's Σ h N.
    private let parts: [[Part?]]
    private let totals: [Double]

    private struct Part: Sendable, Equatable {
        var weight: Double
        var users: Double
        /// d = m - Q̂.
        var deviation: Double
        /// L/e.
        var correction: Double
    }

    /// The means of the arms.
    ///
    /// Formula: per arm and epoch b of N users, with n users in the arm, S = Σy, Q = Σy², share e: m is the arm's mean
    /// over all epochs before (0 where it had no users), h = √e, L = S - n m, R = Q - 2 m S + n m²;
    /// Q̂ = Σ h (N m + L/e)/Σ h N, and with d = m - Q̂ the variance Σ h² (N d² + 2 d L/e + R/e²)/(Σ h N)². An epoch
    /// that gave the arm no share counts for nothing. Where the mean drifts it covers the plain average in fewer cases
    /// than it says, so contrasts are better taken from `BatchedContrast`.
    /// - Parameter epochs: in the order of time, each with the same arms, at least one.
    /// - Throws: `outOfDomain` for no epochs, epochs of different arms, or users in an arm without a share; `notFinite`.
    ///
    /// Source: Hadad, Hirshberg, Zhan, Wager and Athey, Confidence intervals for policy evaluation in adaptive
    /// experiments (2021), PNAS 118, arXiv:1911.02768. Checked against the scores of single users in NumPy (relative
    /// 1e-9).
    package init(_ epochs: [EpochSummary]) throws(StatisticsError) {
        guard let count = epochs.first?.arms.count else { throw .outOfDomain("there are no epochs") }
        var arms: [Estimate?] = []
        var parts: [[Part?]] = []
        var totals: [Double] = []
        for arm in 0..<count {
            let (estimate, own, total) = try Self.estimate(arm, in: epochs, count: count)
            arms.append(estimate)
            parts.append(own)
            totals.append(total)
        }
        self.arms = arms
        self.parts = parts
        self.totals = totals
    }

    private static func estimate(
        _ arm: Int, in epochs: [EpochSummary], count: Int
    ) throws(StatisticsError) -> (Estimate?, [Part?], Double) {
        var before: Summary?
        var parts: [Part?] = []
        var squares: [Double] = []
        var (sum, total) = (0.0, 0.0)
        for epoch in epochs {
            guard epoch.arms.count == count else { throw .outOfDomain("every epoch needs the same arms") }
            let own = epoch.arms[arm]
            let share = epoch.shares[arm]
            guard share > 0 else {
                guard own == nil else { throw .outOfDomain("an arm has users in an epoch that gave it no share") }
                parts.append(nil)
                squares.append(0)
                continue
            }
            let users = Double(epoch.arms.reduce(0) { $0 + ($1?.n ?? 0) })
            let mean = before?.means[0] ?? 0
            let n = Double(own?.n ?? 0)
            let distance = (own?.means[0] ?? mean) - mean
            let weight = share.squareRoot()
            let correction = n * distance / share
            sum += weight * (users * mean + correction)
            total += weight * users
            parts.append(Part(weight: weight, users: users, deviation: mean, correction: correction))
            squares.append(((own?.products[0] ?? 0) + n * distance * distance) / share / share)
            if let own { before = try before.map { (all) throws(StatisticsError) in try all + own } ?? own }
        }
        guard total > 0 else { return (nil, parts, 0) }
        let value = try StatisticsError.requireFinite(sum / total, "an arm's mean")
        var variance = 0.0
        for index in parts.indices {
            guard var part = parts[index] else { continue }
            part.deviation -= value
            parts[index] = part
            let within = part.users * part.deviation * part.deviation + 2 * part.deviation * part.correction
            variance += part.weight * part.weight * (within + squares[index])
        }
        let error = (max(0, variance)).squareRoot() / total
        try StatisticsError.requireFinite(error, "the standard error of an arm's mean")
        return (Estimate(value: value, standardError: error), parts, total)
    }

    /// The difference of two arms' means.
    ///
    /// Formula: Q̂₁ - Q̂₀ with the variance Var₁ + Var₀ - 2 Cov, Cov = Σ h₁h₀ (N d₁d₀ + d₀L₁/e₁ + d₁L₀/e₀)/(Σh₁N Σh₀N):
    /// the scores of a user in both arms are not independent.
    /// - Parameters:
    ///   - treatment: the place of one arm.
    ///   - control: the place of the other.
    /// - Returns: the difference in the unit of the metric, with its standard error; nil where an arm has no mean.
    /// - Throws: nothing.
    ///
    /// Source: Hadad and others as above, section on contrasts; the covariance is that of the same scores. Checked as
    /// the means.
    package func difference(treatment: Int, control: Int) -> Estimate? {
        guard arms.indices.contains(treatment), arms.indices.contains(control), let after = arms[treatment],
            let before = arms[control]
        else { return nil }
        var covariance = 0.0
        for case (let one?, let other?) in zip(parts[treatment], parts[control]) {
            let scores =
                one.users * one.deviation * other.deviation + other.deviation * one.correction
                + one.deviation * other.correction
            covariance += one.weight * other.weight * scores
        }
        covariance /= totals[treatment] * totals[control]
        let variance =
            after.standardError * after.standardError + before.standardError * before.standardError - 2 * covariance
        return Estimate(value: after.value - before.value, standardError: max(0, variance).squareRoot())
    }
}
