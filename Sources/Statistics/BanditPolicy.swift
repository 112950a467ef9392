/// How the probabilities of being the best become shares of the next users.
package enum BanditPolicy: String, Sendable, CaseIterable {
    /// The probability of being the best: earns while it learns.
    case thompson
    /// Half of the draws go to the best arm, half to the best of the others: identifies the best arm.
    case topTwo = "top_two"
    /// The share of first or second places: the original system's rule.
    case topTwoCount = "top_two_count"
}

extension BestArm {
    /// The shares of the next users.
    ///
    /// Formula: thompson w_i = P_i; top two w_i = P_i (½ + ½ Σ_{j≠i} P_j/(1-P_j)), 1-P_j as Σ_{k≠j} P_k (where that
    /// is 0, arm j gets ½ and the others share ½ equally); top two count w_i = (P(first) + P(second))/2. Then
    /// w ← f + (1 - Kf) w, which keeps the order. With two arms both top-two rules give ½ and ½ whatever the data.
    /// - Parameters:
    ///   - policy: the rule.
    ///   - floor: f, the smallest share of an arm, in [0, 1]; above 1/(2K) for K arms it is 1/(2K).
    /// - Returns: a share per arm in [0, 1], with the sum 1.
    /// - Throws: `outOfDomain` for a floor outside [0, 1], and for top two count where `topTwoShares` was not asked for.
    ///
    /// Source: Russo, Simple Bayesian Algorithms for Best Arm Identification (2016), arXiv:1602.08448. Checked
    /// against the formula written out and against the identity of GrowthBook's floor.
    package func weights(_ policy: BanditPolicy, floor: Double) throws(StatisticsError) -> [Double] {
        guard floor >= 0, floor <= 1 else { throw .outOfDomain("the floor of a share must lie between 0 and 1") }
        let arms = Double(probabilities.count)
        let floor = min(floor, 1 / (2 * arms))
        let shares: [Double]? =
            switch policy {
            case .thompson: probabilities
            case .topTwo: topTwo
            case .topTwoCount: topTwoShares
            }
        guard let weights = shares else { throw .outOfDomain("the second places of the arms were not computed") }
        guard weights.count > 1 else { return [1] }
        return weights.map { floor + (1 - arms * floor) * $0 }
    }

    private var topTwo: [Double] {
        let others = probabilities.indices.map { sumOfOthers(than: $0) }
        if let sure = others.firstIndex(of: 0) {
            return others.indices.map { $0 == sure ? 0.5 : 0.5 / Double(others.count - 1) }
        }
        let odds = zip(probabilities, others).map { $0 / $1 }
        return probabilities.indices.map { i in
            let oddsOfOthers = odds.indices.reduce(0) { $1 == i ? $0 : $0 + odds[$1] }
            return probabilities[i] * (0.5 + 0.5 * oddsOfOthers)
        }
    }

    private func sumOfOthers(than arm: Int) -> Double {
        probabilities.indices.reduce(0) { $1 == arm ? $0 : $0 + probabilities[$1] }
    }
}
