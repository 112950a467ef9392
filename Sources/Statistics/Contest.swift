/// What a grid of posteriors says about each arm's place.
struct Contest {
    /// The probability of each arm to be the best, before normalisation.
    private(set) var first: [Double]
    /// The probability of each arm to be the second best.
    private(set) var second: [Double]
    /// What choosing each arm loses on average against the best one.
    private(set) var losses: [Double]

    /// The places of the arms of a grid.
    ///
    /// Formula: P(first) = ∫ f_i Π_{j≠i} F_j, P(second) = ∫ f_i Σ_{j≠i} (1-F_j) Π_{k≠i,j} F_k, loss
    /// E max - mean_i = ∫ F_i (1 - Π_{j≠i} F_j); where lower is better F and 1-F change places. The products over all
    /// arms but one join those over the arms before and after it; 1 - Π adds up as 1 - ΠF + Π(1-F)F.
    /// - Parameters:
    ///   - grid: at least one arm.
    ///   - inverse: whether lower values are better.
    /// - Throws: `outOfDomain` where the probabilities of being the best miss the sum 1 by more than 1e-10, as they do
    ///   once the rounding of an angle or a mean is no longer small against its standard deviation.
    ///
    /// Source: definition. Checked through `ExactPosterior` and `BestArm`.
    init(_ grid: PosteriorGrid, inverse: Bool) throws(StatisticsError) {
        let (arms, size) = (grid.arms, grid.weights.count)
        let worse = inverse ? grid.above : grid.below
        let better = inverse ? grid.below : grid.above
        first = [Double](repeating: 0, count: arms)
        second = first
        losses = first
        var after = [Others](repeating: Others(), count: arms + 1)
        for node in 0..<size {
            for arm in stride(from: arms - 1, through: 0, by: -1) {
                after[arm] = after[arm + 1].joined(worse: worse[arm * size + node], better: better[arm * size + node])
            }
            var before = Others()
            let weight = grid.weights[node]
            let step = weight * grid.slopes[node]
            for arm in 0..<arms {
                let index = arm * size + node
                let others = before.joined(after[arm + 1])
                first[arm] += weight * grid.densities[index] * others.noneBetter
                second[arm] += weight * grid.densities[index] * others.oneBetter
                losses[arm] += step * worse[index] * others.someBetter
                before = before.joined(worse: worse[index], better: better[index])
            }
        }
        guard abs(first.reduce(0, +) - 1) <= 1e-10 else {
            throw .outOfDomain("the posteriors are too narrow for their distance to be compared exactly")
        }
    }
}

/// How many of some arms are better than a value.
private struct Others {
    /// The probability that none is.
    var noneBetter = 1.0
    /// The probability that exactly one is.
    var oneBetter = 0.0
    /// The probability that one or more are.
    var someBetter = 0.0

    /// With one more arm.
    func joined(worse: Double, better: Double) -> Others {
        Others(
            noneBetter: noneBetter * worse, oneBetter: oneBetter * worse + noneBetter * better,
            someBetter: someBetter + noneBetter * better)
    }

    /// With some more arms.
    func joined(_ other: Others) -> Others {
        Others(
            noneBetter: noneBetter * other.noneBetter,
            oneBetter: oneBetter * other.noneBetter + noneBetter * other.oneBetter,
            someBetter: someBetter + noneBetter * other.someBetter)
    }
}
