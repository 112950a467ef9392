package import Statistics

extension InputData {
    /// A metric's sums per epoch, in the order of time.
    ///
    /// - Throws: `outOfDomain` where the metric is a ratio, or an epoch lacks a variant of it.
    package func epochSummaries(of metric: String, variants: [String]) throws(StatisticsError) -> [EpochSummary] {
        var summaries: [EpochSummary] = []
        for epoch in epochsInOrder {
            let data = epoch.metrics.first { $0.name == metric }
            var arms: [Summary?] = []
            for variant in variants {
                guard let arm = data?.variants[variant] else {
                    throw .outOfDomain("epoch \(epoch.number) has no data for \(metric), \(variant)")
                }
                arms.append(arm.n > 0 ? try arm.summary() : nil)
            }
            summaries.append(try EpochSummary(shares: epoch.allocation.shares(of: variants), arms: arms))
        }
        return summaries
    }

    /// By start, then by number.
    package var epochsInOrder: [Epoch] {
        epochs.sorted { ($0.start, $0.number) < ($1.start, $1.number) }
    }
}

extension VariantData {
    /// One value per user, summed up.
    fileprivate func summary() throws(StatisticsError) -> Summary {
        switch shape {
        case .proportion(let k):
            try Summary(n: n, sums: [Double(k)], sumsOfProducts: [Double(k)])
        case .sums(let sum, let sumSquares, _):
            try Summary(n: n, sums: [sum], sumsOfProducts: [sumSquares])
        case .moments(let mean, let standardDeviation):
            try Summary(n: n, mean: mean, standardDeviation: standardDeviation)
        case .ratio:
            throw .outOfDomain("a ratio cannot be compared within epochs")
        }
    }
}
