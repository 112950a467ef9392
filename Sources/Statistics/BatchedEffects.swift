/// The effects of several arms against each other within epochs, with their joint normal distribution.
package struct BatchedEffects: Sendable, Equatable {
    /// Per arm, in the unit of the metric, counted from the average of the arms: only differences mean something.
    package let effects: [Double]
    /// Their covariances, row after row, in that unit squared; of differences, as the effects are.
    package let covariances: [Double]
    /// The places of the epochs that say nothing of any two arms, in the order of time.
    package let leftOut: [Int]

    /// The effects of the arms.
    ///
    /// Formula: in epoch b the arms' means have, but for the epoch's own level, the precision
    /// P_b = (diag(n) - n n'/N)/σ_b², n the users per arm, N their sum, σ_b the pooled deviation. With M = Σ P_b^½ and
    /// Π_b the projection on what P_b sees: effects M⁻¹ Σ P_b^½ ȳ_b, covariances M⁻¹ (Σ Π_b) M⁻¹. Every P_b^½ ȳ_b has
    /// the covariance Π_b whatever the shares were. With two arms this is `BatchedContrast`.
    ///
    /// Thin epochs (σ_b = 0, an arm without users, or fewer than 25 in all) are joined with neighbours of the same
    /// allocation; where an arm still has no users, the epoch speaks of the others.
    /// - Parameter epochs: in the order of time, each with the same arms, from 2 to 50.
    /// - Throws: `outOfDomain` for another number of arms, or where the epochs do not tie all arms together; `notFinite`.
    ///
    /// Source: Zhang, Janson and Murphy, Inference for Batched Bandits (2020), arXiv:2002.03217, for two arms; for more
    /// our own, with matrices in the place of numbers. Checked against NumPy and SciPy (relative 1e-9).
    package init(_ epochs: [EpochSummary]) throws(StatisticsError) {
        let arms = epochs.first?.arms.count ?? 0
        guard (2...50).contains(arms) else { throw .outOfDomain("between 2 and 50 arms can be compared") }
        var roots = SymmetricMatrix(size: arms)
        var seen = roots
        var weighted = [Double](repeating: 0, count: arms)
        var leftOut: [Int] = []
        for group in try EpochGroup.joining(epochs, where: { !$0.canCompare(Array(0..<arms)) }) {
            guard let precision = Self.precision(of: group.summary) else {
                leftOut += group.places
                continue
            }
            let pairs = precision.eigenvalues()
            let largest = pairs.reduce(0) { max($0, $1.value) }
            let means = group.summary.arms.map { $0?.means[0] ?? 0 }
            let level = means[group.summary.armsWithUsers[0]]
            for (value, vector) in pairs where value > 1e-11 * largest {
                let root = value.squareRoot()
                let part = zip(vector, means).reduce(0) { $1.0 == 0 ? $0 : $0 + $1.0 * ($1.1 - level) }
                for i in 0..<arms {
                    weighted[i] += root * part * vector[i]
                    for j in 0..<arms {
                        roots[i, j] += root * vector[i] * vector[j]
                        seen[i, j] += vector[i] * vector[j]
                    }
                }
            }
        }
        let (inverse, rank) = roots.mapped { 1 / $0 }
        guard rank == arms - 1 else {
            throw .outOfDomain(
                "the epochs with at least 25 users do not tie all arms together, so they cannot be compared"
            )
        }
        effects = inverse.times(weighted)
        covariances = inverse.around(seen).values
        for effect in effects { try StatisticsError.requireFinite(effect, "an arm's effect") }
        for covariance in covariances { try StatisticsError.requireFinite(covariance, "an arm's variance") }
        self.leftOut = leftOut
    }

    /// P_b over the arms with users; nil where they cannot be compared.
    private static func precision(of epoch: EpochSummary) -> SymmetricMatrix? {
        let usable = epoch.armsWithUsers
        guard epoch.canCompare(usable) else { return nil }
        let variance = epoch.pooledVariance(of: usable)
        let all = usable.reduce(0.0) { $0 + Double(epoch.users($1)) }
        var matrix = SymmetricMatrix(size: epoch.arms.count)
        for i in usable {
            for j in usable {
                let (own, other) = (Double(epoch.users(i)), Double(epoch.users(j)))
                matrix[i, j] = (i == j ? own * (all - own) : -own * other) / all / variance
            }
        }
        return matrix
    }
}
