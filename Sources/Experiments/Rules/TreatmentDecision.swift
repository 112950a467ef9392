/// What one treatment's numbers recommend.
package struct TreatmentDecision: Sendable, Equatable {
    package var treatment: String
    package var rule: DecisionRule
    /// What the rule found, with its numbers.
    package var finding: String

    /// nil where P(win) cannot be computed.
    package var decision: Decision? { rule.decision }

    package init(treatment: String, rule: DecisionRule, finding: String) {
        self.treatment = treatment
        self.rule = rule
        self.finding = finding
    }
}

extension TreatmentDecision {
    init(of evidence: TreatmentEvidence, in result: AnalysisResult) {
        let rule = evidence.rule
        self.init(
            treatment: evidence.treatment, rule: rule, finding: evidence.finding(of: rule, in: result))
    }
}
