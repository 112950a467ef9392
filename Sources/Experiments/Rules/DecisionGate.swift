/// What a door asks before it stores a decision (rules 2, 5, 6 and 7).
package enum DecisionGate {
    /// The decision to store.
    ///
    /// - Parameters:
    ///   - text: the decision as a client wrote it.
    ///   - recommendation: what the latest snapshot's analysis recommends.
    ///   - reason: the client's `decisionReason`; it explains a deviation and never lifts a blocker.
    /// - Throws: `WorkspaceError`: `invalid` for a word that is no decision, `ruleBroken` for a decision that a rule
    ///   refuses.
    package static func outcome(
        of text: String, against recommendation: Recommendation, reason: String?
    ) throws -> Decision {
        guard let decision = Decision(text: text) else {
            let words = Decision.allCases.map(\.rawValue).joined(separator: ", ")
            throw WorkspaceError.invalid("decision takes one of \(words), not \"\(text)\"", code: "invalid_value")
        }
        if decision == .continue { try requireNoBlocker(recommendation) }
        guard decision != recommendation.decision else { return decision }
        if recommendation.blockers.contains(Blocker.minimumSample), decision != .inconclusive {
            throw refusal(
                decision, Blocker.minimumSample, rule: 6,
                "\(finding(of: .minimumSample, in: recommendation)) On an indicative result the only decision is "
                    + "INCONCLUSIVE. Collect more data, then analyze again.")
        }
        guard reason?.trimmed.isEmpty == false else {
            throw refusal(
                decision, "reason_needed", rule: 7,
                "The analysis recommends \(recommendation.decision.rawValue) for \(recommendation.treatment) "
                    + "(\(recommendation.rule.rawValue)). \(finding(of: recommendation.rule, in: recommendation)) Decide "
                    + "\(recommendation.decision.rawValue), or say in decisionReason why not.")
        }
        return decision
    }

    private static func requireNoBlocker(_ recommendation: Recommendation) throws {
        if recommendation.blockers.contains(Blocker.sampleRatio) {
            throw refusal(
                .continue, Blocker.sampleRatio, rule: 5,
                "The users are not split as planned. \(finding(of: .sampleRatio, in: recommendation)) "
                    + "Find out why and run the experiment again, or override srm with a reason of its own; "
                    + "decisionReason is none.")
        }
        if recommendation.blockers.contains(Blocker.designChanged) {
            throw refusal(
                .continue, Blocker.designChanged, rule: 2,
                "The design was changed after the first data. Acknowledge it by overriding design_changed with a reason, "
                    + "then decide again.")
        }
        if let blocker = recommendation.blockers.first(where: { $0 != Blocker.minimumSample }) {
            throw refusal(
                .continue, blocker, rule: 7,
                "The analysis holds the blocker \(blocker). Resolve it, then analyze again.")
        }
    }

    /// What the rule found for the treatment that the recommendation speaks of, else for another.
    private static func finding(of rule: DecisionRule, in recommendation: Recommendation) -> String {
        let found = recommendation.decisions.filter { $0.rule == rule }
        return (found.first { $0.treatment == recommendation.treatment } ?? found.first)?.finding ?? rule.sentence
    }

    private static func refusal(
        _ decision: Decision, _ code: String, rule: Int, _ sentences: String
    ) -> WorkspaceError {
        WorkspaceError(.ruleBroken, code: code, "\(decision.rawValue) is refused. \(sentences) (Rule \(rule).)")
    }
}
