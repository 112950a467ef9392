/// What a guardrail says in the decision on one treatment: the words of the rules, not the inherited verdict's.
package enum GuardrailPart: String, Sendable, CaseIterable {
    case harm
    /// Possibly harmed, or not to be judged.
    case watch
    /// Worse by the numbers more than by chance alone, and not enough to wait.
    case open = "harm not ruled out"
    case clear = "no sign of harm"

    /// - Parameters:
    ///   - probabilityOfHarm: nil where it cannot be computed.
    ///   - count: the guardrails that share the limits; 1 where they are not shared.
    package init(probabilityOfHarm: Double?, sharedAmong count: Int) {
        let limits = Self.limits(sharedAmong: count)
        guard let probability = probabilityOfHarm, (0...1).contains(probability) else {
            self = .watch
            return
        }
        self =
            switch probability {
            case limits.harm...: .harm
            case limits.watch...: .watch
            case DecisionLimits.openHarm...: .open
            default: .clear
            }
    }

    /// The P(harm) from which on a guardrail is watched, and counts as harmed.
    ///
    /// - Parameter count: the guardrails that share the limits; 1 where they are not shared.
    package static func limits(sharedAmong count: Int) -> (watch: Double, harm: Double) {
        let sharing = Double(max(1, count))
        return (1 - DecisionLimits.watch / sharing, 1 - DecisionLimits.harm / sharing)
    }
}

extension AnalysisResult {
    /// The part of one guardrail for one treatment.
    package func part(
        of guardrail: Section, for treatment: String, correction: AnalysisPlan.GuardrailCorrection
    ) -> GuardrailPart {
        GuardrailPart(
            probabilityOfHarm: guardrail.probabilityOfHarm(of: treatment),
            sharedAmong: correction == .none ? 1 : guardrails.count)
    }
}

extension AnalysisResult.Section {
    /// Whether this is a proportion of what nobody did in any variant: even odds of harm are then no sign of safety.
    package var isUntouched: Bool { isProportion && !rows.isEmpty && rows.allSatisfy { $0.conversions == 0 } }

    /// P(harm) of a guardrail; nil where it cannot be judged.
    package func probabilityOfHarm(of treatment: String) -> Double? {
        isUntouched ? nil : figures(of: treatment)?.probability
    }

    /// A guardrail's part in words.
    package func word(of part: GuardrailPart) -> String {
        isUntouched ? "cannot be judged: nobody did it in any variant" : part.rawValue
    }
}
