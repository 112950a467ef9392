extension BestArm {
    /// The best of several arms whose shares changed with the data, from their differences within epochs.
    ///
    /// Formula: for effects θ of a joint normal distribution, P(i best) = P(θ_j - θ_i ≤ 0 for all j); P(i second) =
    /// Σ_j (P(i best without j) - P(i best)); E max = Σ θ_i P_i + Σ_{i<j} s_ij φ(θ_ij/s_ij) P(others below | θ_i = θ_j),
    /// s_ij the standard deviation of θ_i - θ_j; expected loss E max - θ_i. Where lower is better, of -θ.
    /// - Parameters:
    ///   - effects: of 2 to 50 arms.
    ///   - inverse: whether lower values are better.
    ///   - isRankingSecond: computes `topTwoShares` too, which for K arms takes K(K-1) more of the integrals.
    /// - Throws: `outOfDomain` where the probabilities miss the sum 1 by more than 0.01; `notFinite`.
    ///
    /// Source: as for proportions; Clark (1961), The Greatest of a Finite Set of Random Variables, Operations Research
    /// 9, 145-162, https://doi.org/10.1287/opre.9.2.145 (two arms; more by the same integration by parts). Checked
    /// against mpmath for two arms (absolute 1e-12), quadrature by SciPy for three and four (1e-9), SciPy's
    /// `multivariate_normal` and 10⁷ draws for more (1e-4; 0.003 from eight arms on whose shares differ much between
    /// epochs).
    package init(
        effects: BatchedEffects, inverse: Bool, isRankingSecond: Bool = true
    ) throws(StatisticsError) {
        let field = EffectField(effects, inverse: inverse)
        let arms = Array(effects.effects.indices)
        var first: [Double] = []
        for arm in arms { first.append(field.probability(of: arm, among: arms)) }
        let sum = first.reduce(0, +)
        guard abs(sum - 1) <= 0.01 else {
            throw .outOfDomain("the effects of the arms are too different in precision to be compared")
        }
        let probabilities = first.map { $0 / sum }
        let highest = field.expectedMaximum(probabilities)
        var losses: [Double] = []
        for arm in arms {
            let loss = try StatisticsError.requireFinite(highest - field.means[arm], "an expected loss")
            losses.append(max(0, loss))
        }
        var topTwoShares: [Double]?
        if isRankingSecond {
            let places = zip(probabilities, field.secondPlaces(beside: first)).map { $0 + $1 }
            let all = places.reduce(0, +)
            topTwoShares = places.map { $0 / all }
        }
        self.init(
            probabilities: probabilities, expectedLosses: losses, topTwoShares: topTwoShares,
            sumBeforeNormalisation: sum)
    }
}

/// Effects as the winning direction counts them.
private struct EffectField {
    let means: [Double]
    private let covariances: [Double]

    init(_ effects: BatchedEffects, inverse: Bool) {
        means = effects.effects.map { inverse ? -$0 : $0 }
        covariances = effects.covariances
    }

    /// The covariance of θ_i - θ_k and θ_j - θ_k.
    private func covariance(_ i: Int, _ j: Int, from k: Int) -> Double {
        let size = means.count
        return covariances[i * size + j] - covariances[i * size + k] - covariances[k * size + j]
            + covariances[k * size + k]
    }

    /// That an arm is the best of some.
    func probability(of arm: Int, among arms: [Int]) -> Double {
        let others = arms.filter { $0 != arm }
        var matrix = SymmetricMatrix(size: others.count)
        for (x, i) in others.enumerated() {
            for (y, j) in others.enumerated() { matrix[x, y] = covariance(i, j, from: arm) }
        }
        return NormalOrthant(distances: others.map { means[arm] - means[$0] }, covariances: matrix).probability
    }

    /// The probability of each arm to be the second best, from those to be the best.
    func secondPlaces(beside first: [Double]) -> [Double] {
        let arms = Array(means.indices)
        return arms.map { arm in
            arms.filter { $0 != arm }.reduce(0) { sum, other in
                sum + max(0, probability(of: arm, among: arms.filter { $0 != other }) - first[arm])
            }
        }
    }

    func expectedMaximum(_ probabilities: [Double]) -> Double {
        var sum = zip(means, probabilities).reduce(0) { $0 + $1.0 * $1.1 }
        for i in means.indices {
            for j in means.indices where j > i {
                let variance = covariance(j, j, from: i)
                let deviation = max(0, variance).squareRoot()
                guard deviation > 0 else { continue }
                let density = Normal.density((means[i] - means[j]) / deviation)
                if density > 0 { sum += deviation * density * othersBelow(i, j, variance: variance) }
            }
        }
        return sum
    }

    /// That all other arms lie below two that are equal.
    private func othersBelow(_ i: Int, _ j: Int, variance: Double) -> Double {
        let others = means.indices.filter { $0 != i && $0 != j }
        let gap = means[j] - means[i]
        let slopes = others.map { covariance($0, j, from: i) / variance }
        var matrix = SymmetricMatrix(size: others.count)
        for (x, l) in others.enumerated() {
            for (y, m) in others.enumerated() {
                matrix[x, y] = covariance(l, m, from: i) - slopes[x] * covariance(m, j, from: i)
            }
        }
        let distances = others.enumerated().map { x, l in means[i] - means[l] + slopes[x] * gap }
        return NormalOrthant(distances: distances, covariances: matrix).probability
    }
}
