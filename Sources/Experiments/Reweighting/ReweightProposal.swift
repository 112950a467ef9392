/// What a bandit's result asks of the allocation: a function of values. The stop is tested before any weights (rule 10).
package struct ReweightProposal: Sendable, Equatable {
    package var outcome: ReweightAnswer.Outcome
    package var reason: String
    /// Per variant, the share that is in force.
    package var from: [AnalysisResult.NamedValue<Double>]
    /// Per variant, the share to push, in whole hundredths of a percent and with the sum 1; empty where nothing is pushed.
    package var to: [AnalysisResult.NamedValue<Double>] = []

    /// - Parameters:
    ///   - result: of the latest snapshot.
    ///   - allocation: in force.
    ///   - variants: in contract order.
    ///   - onStop: what is pushed when one variant is clearly the best.
    package init(
        of result: BanditResult, from allocation: Allocation, variants: [String], onStop: ReweightPlan.OnStop
    ) {
        let shares = zip(variants, allocation.shares(of: variants)).map { ($0, $1) }
        from = shares.map { .init(name: $0.0, value: $0.1) }
        reason = result.message
        if result.stop.isReached, let winner = result.stop.variant {
            outcome = .stopped
            guard onStop == .winner else { return }
            to = variants.map { .init(name: $0, value: $0 == winner ? 1 : 0) }
            if to == from { to = [] } else { outcome = .proposed }
        } else if let weights = result.weights {
            let rounded = Self.hundredths(of: variants.map { name in weights.first { $0.name == name }?.value ?? 0 })
            to = zip(variants, rounded).map { .init(name: $0, value: $1) }
            let isUnchanged = zip(to, from).allSatisfy { abs($0.value - $1.value) < 5e-5 }
            outcome = isUnchanged ? .unchanged : .proposed
            if isUnchanged { to = [] }
        } else {
            outcome = .waiting
        }
    }

    /// Shares in whole hundredths of a percent with the sum 1: the largest remainders are rounded up. People can read
    /// them, and flag systems keep them exactly.
    static func hundredths(of weights: [Double]) -> [Double] {
        let total = weights.reduce(0, +)
        guard total > 0 else { return weights }
        let exact = weights.map { $0 / total * 10_000 }
        var units = exact.map { $0.rounded(.down) }
        let missing = Int((10_000 - units.reduce(0, +)).rounded())
        let byRemainder = exact.indices.sorted { (exact[$0] - units[$0], $1) > (exact[$1] - units[$1], $0) }
        for index in byRemainder.prefix(max(0, missing)) { units[index] += 1 }
        return units.map { $0 / 10_000 }
    }

    package func answer(for experiment: String) -> ReweightAnswer {
        var answer = ReweightAnswer(experiment: experiment, outcome: outcome, reason: reason)
        answer.from = from
        answer.to = to
        return answer
    }
}

extension ReweightAnswer {
    /// Whether a loop has nothing left to do: the stop was reached, and what it asks for is in force.
    package var isFinal: Bool {
        outcome == .stopped || (outcome == .applied && to.contains { $0.value == 1 })
    }
}
