package import Statistics

extension InputData {
    /// Which of some variants is the best on a metric: from differences within epochs once there are two, else from the
    /// posteriors of the variants.
    ///
    /// - Parameter isRankingSecond: computes `topTwoShares` within epochs too.
    /// - Throws: `StatisticsError`: a variant has no data, or they cannot be compared.
    package func bestArm(
        of name: String, variants: [String], isRankingSecond: Bool = false
    ) throws(StatisticsError) -> BestArm {
        guard let metric = metric(name) else { throw .noUsers }
        if epochs.count > 1 {
            let effects = try BatchedEffects(epochSummaries(of: name, variants: variants))
            return try BestArm(effects: effects, inverse: metric.inverse, isRankingSecond: isRankingSecond)
        }
        var arms: [VariantData] = []
        for variant in variants {
            guard let arm = metric.variants[variant] else { throw .noUsers }
            arms.append(arm)
        }
        let proportions = arms.compactMap(\.proportion)
        if proportions.count == arms.count { return try BestArm(proportions: proportions, inverse: metric.inverse) }
        var means: [Moments] = []
        for arm in arms { means.append(try arm.moments()) }
        return try BestArm(means: means, inverse: metric.inverse)
    }
}
