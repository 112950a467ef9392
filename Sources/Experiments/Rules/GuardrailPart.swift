/// What a guardrail says in the decision on one treatment: the words of the rules, not the inherited verdict's.
package enum GuardrailPart: String, Sendable, CaseIterable {
    case harm
    /// Possibly harmed, or not to be judged.
    case watch
    case clear = "no sign of harm"

    /// - Parameters:
    ///   - probabilityOfHarm: nil where it cannot be computed.
    ///   - count: the guardrails that share the limits; 1 where they are not shared.
    package init(probabilityOfHarm: Double?, sharedAmong count: Int) {
        let sharing = Double(max(1, count))
        guard let probability = probabilityOfHarm, (0...1).contains(probability) else {
            self = .watch
            return
        }
        if probability >= 1 - DecisionLimits.harm / sharing {
            self = .harm
        } else {
            self = probability >= 1 - DecisionLimits.watch / sharing ? .watch : .clear
        }
    }
}

extension AnalysisResult {
    /// The part of one guardrail for one treatment.
    package func part(
        of guardrail: Section, for treatment: String, correction: AnalysisPlan.GuardrailCorrection
    ) -> GuardrailPart {
        GuardrailPart(
            probabilityOfHarm: guardrail.figures(of: treatment)?.probability,
            sharedAmong: correction == .none ? 1 : guardrails.count)
    }
}
