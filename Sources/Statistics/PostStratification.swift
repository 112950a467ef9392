/// Two arms compared within groups that were known before the experiment, put together by the groups' sizes.
package struct PostStratification: Sendable, Equatable {
    /// The difference, or the lift as a fraction.
    package let effect: Double
    /// Its standard error, above 0, in the same unit.
    package let standardError: Double
    /// The users of all groups and both arms.
    package let n: Int

    /// The comparison of means.
    ///
    /// Formula: weights π_g = n_g/n; arm means M = Σ π_g m_g with covariance Σ π_g² Cov_g/n_g + (Σ π_g m_g m_g' - M M')/n,
    /// the second part for the groups' sizes being random; the effect M1 - M0, or M1/M0 - 1, by the delta method.
    /// - Parameters:
    ///   - strata: per group the control's and the treatment's summaries, one value each, at least 2 users in each.
    ///   - difference: the unit of the effect.
    /// - Throws: `noUsers` for no group, `tooFewUsers`, `controlMeanZero`, `controlMeanNegative`, `noVariance`,
    ///   `outOfDomain` for summaries of several values, `notFinite`.
    ///
    /// Source: Miratrix, Sekhon and Yu, Adjusting Treatment Effect Estimates by Post-Stratification in Randomized
    /// Experiments (JRSS B 2013), https://doi.org/10.1111/j.1467-9868.2012.01048.x. Checked against GrowthBook's engine
    /// (relative 1e-9).
    package init(
        means strata: [(control: Summary, treatment: Summary)], difference: Difference
    ) throws(StatisticsError) {
        let pooled = try PooledMeans(strata, values: 1)
        let (before, after) = (pooled.means[0], pooled.means[1])
        try self.init(pooled, control: (before, [1, 0]), treatment: (after, [0, 1]), difference: difference)
    }

    /// The comparison of ratios of two means.
    ///
    /// Formula: as for means, with M of numerator and denominator, and the ratio of those per arm.
    /// - Parameters:
    ///   - strata: per group the control's and the treatment's summaries of numerator and denominator, in this order.
    ///   - difference: the unit of the effect.
    /// - Throws: as for means, and `denominatorMeanZero`.
    ///
    /// Source: as for means. Checked against GrowthBook's engine (relative 1e-9).
    package init(
        ratios strata: [(control: Summary, treatment: Summary)], difference: Difference
    ) throws(StatisticsError) {
        let pooled = try PooledMeans(strata, values: 2)
        let m = pooled.means
        guard m[1] != 0, m[3] != 0 else { throw .denominatorMeanZero }
        let (before, after) = (m[0] / m[1], m[2] / m[3])
        try self.init(
            pooled, control: (before, [1 / m[1], -before / m[1], 0, 0]),
            treatment: (after, [0, 0, 1 / m[3], -after / m[3]]), difference: difference)
    }

    /// Each arm's mean comes with its slope on the pooled means.
    private init(
        _ pooled: PooledMeans, control: (mean: Double, slope: [Double]), treatment: (mean: Double, slope: [Double]),
        difference: Difference
    ) throws(StatisticsError) {
        var (base, lift) = (1.0, 0.0)
        if difference == .relative {
            guard control.mean != 0 else { throw .controlMeanZero }
            guard control.mean > 0 else { throw .controlMeanNegative }
            base = control.mean
            lift = (treatment.mean - control.mean) / base
        }
        let slope = zip(treatment.slope, control.slope).map { ($0 - (1 + lift) * $1) / base }
        let variance = try StatisticsError.requireFinite(pooled.variance(along: slope), "the variance of the effect")
        guard variance > 0 else { throw .noVariance }
        effect = try StatisticsError.requireFinite((treatment.mean - control.mean) / base, "the effect")
        standardError = variance.squareRoot()
        n = pooled.n
    }
}

/// The values of both arms averaged over groups, the control's before the treatment's, with their covariances.
private struct PooledMeans {
    private(set) var n = 0
    private(set) var means: [Double] = []
    private var covariances: [[Double]] = []

    init(_ strata: [(control: Summary, treatment: Summary)], values: Int) throws(StatisticsError) {
        guard !strata.isEmpty else { throw .noUsers }
        guard strata.allSatisfy({ $0.control.means.count == values && $0.treatment.means.count == values }) else {
            throw .outOfDomain("every group needs the same values in both arms")
        }
        n = strata.reduce(0) { $0 + $1.control.n + $1.treatment.n }
        means = [Double](repeating: 0, count: 2 * values)
        covariances = [[Double]](repeating: means, count: 2 * values)
        let shares = strata.map { Double($0.control.n + $0.treatment.n) / Double(n) }
        let groups = strata.map { $0.control.means + $0.treatment.means }
        for (share, group) in zip(shares, groups) {
            for i in means.indices { means[i] += share * group[i] }
        }
        for (index, group) in groups.enumerated() {
            for i in means.indices {
                for j in means.indices {
                    // About the pooled means, so that large means do not cancel.
                    covariances[i][j] += shares[index] * (group[i] - means[i]) * (group[j] - means[j]) / Double(n)
                    guard (i < values) == (j < values) else { continue }
                    let arm = i < values ? strata[index].control : strata[index].treatment
                    let within = try arm.covariance(i % values, j % values) / Double(arm.n)
                    covariances[i][j] += shares[index] * shares[index] * within
                }
            }
        }
    }

    func variance(along slope: [Double]) -> Double {
        slope.indices.reduce(0) { sum, i in
            slope.indices.reduce(sum) { $0 + slope[i] * covariances[i][$1] * slope[$1] }
        }
    }
}
