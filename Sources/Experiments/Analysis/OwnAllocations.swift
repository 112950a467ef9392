extension AnalysisParameters {
    /// The data with the split that was applied in each epoch (rule 5), where the workspace applied any.
    ///
    /// - Returns: also the epochs of which the data say something else than the experiment. What another program applied
    ///   in a bandit only the data know.
    func withOwnAllocations(_ data: InputData) -> (data: InputData, differing: [Int]) {
        guard !contract.isBandit || !appliedAllocations.isEmpty else { return (data, []) }
        let variants = contract.variants.all
        var own = data
        var differing: [Int] = []
        for (place, epoch) in data.epochs.enumerated() {
            let allocation = appliedAllocations[epoch.number] ?? contract.allocation
            let shares = zip(epoch.allocation.shares(of: variants), allocation.shares(of: variants))
            if shares.contains(where: { abs($0 - $1) > 1e-9 }) { differing.append(epoch.number) }
            if !appliedAllocations.isEmpty { own.epochs[place].allocation = allocation }
        }
        return (own, differing)
    }

    /// Whether the split changed and the data do not say when who came.
    func isPooledOverSplits(_ data: InputData) -> Bool { appliedAllocations.count > 1 && data.epochs.count < 2 }
}
