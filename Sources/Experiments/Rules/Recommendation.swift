internal import Statistics

/// The decision that an analysis recommends: a pure function of the analysis and its context.
package struct Recommendation: Sendable, Equatable {
    package var decision: Decision
    package var rule: DecisionRule
    /// The treatment that the decision speaks of.
    package var treatment: String
    /// One for each treatment, in contract order.
    package var decisions: [TreatmentDecision]
    /// What still refuses a CONTINUE.
    package var blockers: [String]
    /// Blockers that were found and passed over, with the written reasons.
    package var overrides: [String: String]
    package var warnings: [AnalysisResult.Warning]
    /// What to do next.
    package var next: String
    /// One sentence for people, fit for `decisionSummary`.
    package var summary: String
    /// The technical reason, fit for `decisionReason`.
    package var reason: String
    /// The whole statement in plain text.
    package var statement: String

    /// - Throws: `WorkspaceError`, `dataNotSane`: P(win) cannot be computed for any treatment.
    package init(of result: AnalysisResult, in context: DecisionContext) throws {
        let open = context.openBlockers(of: result)
        let lifted = context.liftedBlockers(of: result)
        let evidence = result.treatments.map {
            TreatmentEvidence(of: $0, in: result, context: context, openBlockers: open)
        }
        decisions = evidence.map { TreatmentDecision(of: $0, in: result) }
        guard let best = BestTreatment(of: decisions, evidence, in: result, data: context.data) else {
            throw Self.noDecision(decisions, in: result)
        }
        decision = best.decision
        rule = best.spoken.rule
        treatment = best.spoken.treatment
        blockers = open
        overrides = Dictionary(lifted.map { ($0.blocker, $0.reason) }) { first, _ in first }
        // What blocks is said as a blocker, with its numbers.
        warnings = result.warnings.filter { !open.contains($0.code) }
        if let peeking = context.peekingWarning { warnings.append(peeking) }
        let words = DecisionWords(
            result: result, context: context, evidence: evidence, decisions: decisions, spoken: best.spoken,
            openBlockers: open, lifted: lifted, probabilityOfBeingBest: best.probabilityOfBeingBest, warnings: warnings)
        next = words.next
        summary = words.summary
        reason = words.reason
        statement = words.statement
    }

    private static func noDecision(_ decisions: [TreatmentDecision], in result: AnalysisResult) -> WorkspaceError {
        let findings = decisions.map(\.finding).joined(separator: " ")
        return WorkspaceError(
            .dataNotSane, code: DecisionRule.notComputable.rawValue,
            "There is no decision on '\(result.experiment)' (rule not_computable). "
                + (findings.isEmpty ? "The analysis has no treatment." : findings)
                + " Collect what is missing for the primary metric, analyze again, then decide.")
    }
}

/// The treatment that speaks for the experiment: of the best decision, and of equals the one that is most probably the
/// best arm, then the one of larger P(win), then the first in contract order.
private struct BestTreatment {
    var spoken: TreatmentDecision
    var decision: Decision
    /// nil where no other treatment has the same decision, or where it is unknown.
    var probabilityOfBeingBest: Double?

    /// nil where no treatment has a decision.
    init?(
        of decisions: [TreatmentDecision], _ evidence: [TreatmentEvidence], in result: AnalysisResult, data: InputData?
    ) {
        let made = decisions.compactMap(\.decision)
        guard let decision = Decision.allCases.first(where: made.contains) else { return nil }
        let equals = zip(decisions, evidence).filter { $0.0.decision == decision }
        let best = equals.count > 1 ? result.probabilitiesOfBeingBest(data: data) : nil
        let ranked = equals.map { treatment, evidence in
            (treatment: treatment, best: best?[treatment.treatment], win: evidence.probability ?? 0)
        }
        guard let first = ranked.max(by: { ($0.best ?? 0, $0.win) < ($1.best ?? 0, $1.win) }) else { return nil }
        self.decision = decision
        spoken = first.treatment
        probabilityOfBeingBest = first.best
    }
}

extension AnalysisResult {
    /// Of each variant among all, on the primary metric; nil where it cannot be computed.
    fileprivate func probabilitiesOfBeingBest(data: InputData?) -> [String: Double]? {
        // A bandit analysis of the same data has them already.
        if let bandit = bandit.flatMap({ try? BanditResult(json: $0) }), bandit.snapshot == snapshot?.id,
            bandit.metric == primaryMetric?.event, let probabilities = bandit.probabilities
        {
            return Dictionary(probabilities.map { ($0.name, $0.value) }) { first, _ in first }
        }
        let variants = (primaryMetric?.rows ?? []).map(\.variant)
        guard let data, let event = primaryMetric?.event,
            let best = try? data.bestArm(of: event, variants: variants)
        else { return nil }
        return Dictionary(zip(variants, best.probabilities)) { first, _ in first }
    }
}
