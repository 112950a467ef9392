/// The technical sentence behind a decision: the numbers that met the rule, and the limits that they met.
extension TreatmentEvidence {
    func finding(of rule: DecisionRule, in result: AnalysisResult) -> String {
        switch rule {
        case .notComputable, .priorNotExact:
            return result.findingOfNoProbability(for: treatment) + possibleHarmSentence
        case .sampleRatio:
            return result.sampleRatio.finding
        case .minimumSample:
            return result.sampleCheck.finding + possibleHarmSentence
        case .bothRisky:
            return "Adopting is expected to lose \(NumberFormat.risk(riskOfTreatment)), keeping the control "
                + "\(NumberFormat.risk(riskOfControl)); both are above \(NumberFormat.limit(DecisionLimits.bothRisks))."
                + possibleHarmSentence
        case .harm:
            return sentence(of: primaryHarm + harmedGuardrails)
        case .guardrailWatch:
            return sentence(of: watchedGuardrails)
        case .riskyOrLeaning:
            return hasWinningProbability
                ? "\(winning), but adopting is expected to lose \(NumberFormat.risk(riskOfTreatment)), not below "
                    + "\(NumberFormat.limit(DecisionLimits.riskOfAdopting))."
                : "P(win) \(NumberFormat.probability(probability)) is between "
                    + "\(NumberFormat.limit(DecisionLimits.leaning)) and \(NumberFormat.limit(winThreshold))."
        case .tooEarly:
            let days =
                wholeDays.map { "only \(NumberFormat.count($0, of: "whole day"))" } ?? "an unknown number of days"
            return "\(winning), but over \(days), of the \(DecisionLimits.wholeDays) it takes."
        case .win:
            return "\(winning), adopting is expected to lose \(NumberFormat.risk(riskOfTreatment)), below "
                + "\(NumberFormat.limit(DecisionLimits.riskOfAdopting)), \(guardrailsAreWell.joined(separator: ", ")), and "
                + "\(NumberFormat.count(wholeDays ?? 0, of: "whole day")) were observed."
        case .unclear:
            return
                "P(win) \(NumberFormat.probability(probability)) is between \(NumberFormat.limit(DecisionLimits.harm)) "
                + "and \(NumberFormat.limit(DecisionLimits.leaning))."
        case .noAnyTimeSupport:
            let found = hasWinningProbability ? winning : primaryHarm.joined()
            return "\(found), but \(anyTimeInterval(in: result))."
        }
    }

    private var harmedGuardrails: [String] {
        guardrails.filter(\.isHarmed).map { guardrail in
            "P(harm) of \(guardrail.event) \(NumberFormat.probability(guardrail.probabilityOfHarm)) is at least "
                + NumberFormat.limit(guardrail.harmLimit)
        }
    }

    /// Those that cannot be judged are among them.
    private var watchedGuardrails: [String] {
        guardrails.filter(\.isWatched).map { guardrail in
            guard let probability = guardrail.probabilityOfHarm else {
                return guardrail.isUntouched
                    ? "\(guardrail.event) cannot be judged, since nobody did it in any variant"
                    : "P(harm) of \(guardrail.event) cannot be computed"
            }
            return "P(harm) of \(guardrail.event) \(NumberFormat.probability(probability)) is at least "
                + NumberFormat.limit(guardrail.watchLimit)
        }
    }

    private var primaryHarm: [String] {
        guard let probability, probability <= DecisionLimits.harm else { return [] }
        return [
            "P(win) \(NumberFormat.probability(probability)) is at most \(NumberFormat.limit(DecisionLimits.harm))"
        ]
    }

    /// Named also where another rule decides: `Possible harm: P(win) 1.20 % is at most 5 %.`
    private var possibleHarmSentence: String {
        let harm = primaryHarm + watchedGuardrails
        return harm.isEmpty ? "" : " Possible harm: \(sentence(of: harm))"
    }

    private func sentence(of parts: [String]) -> String { parts.joined(separator: "; ") + "." }

    private var hasWinningProbability: Bool { probability.map { $0 >= winThreshold } ?? false }

    private var winning: String {
        "P(win) \(NumberFormat.probability(probability)) reaches \(NumberFormat.limit(winThreshold))"
    }

    /// Of a winner: `there is no sign of harm to refunds`, `harm to errors is not ruled out (P(harm) 76.12 %)`.
    var guardrailsAreWell: [String] {
        guard !guardrails.isEmpty else { return ["no guardrail is named"] }
        let clear = guardrails.filter { $0.part == .clear }.map(\.event)
        let open = guardrails.filter { $0.part != .clear }.map { guardrail in
            "harm to \(guardrail.event) is not ruled out "
                + "(P(harm) \(NumberFormat.probability(guardrail.probabilityOfHarm)))"
        }
        return (clear.isEmpty ? [] : ["there is no sign of harm to \(clear.joined(separator: " and "))"]) + open
    }

    private func anyTimeInterval(in result: AnalysisResult) -> String {
        guard let section = result.primaryMetric,
            let row = section.rows.first(where: { $0.variant == treatment }),
            let look = row.comparison?.alwaysValid
        else { return "the analysis has no interval that is valid at any look" }
        switch look {
        case .failure(let sentence):
            return "there is no interval that is valid at any look (\(sentence))"
        case .value(let look):
            return "the interval valid at any look, \(section.shown(look.absoluteLower)) to "
                + "\(section.shown(look.absoluteUpper)) in absolute change, does not exclude zero in that direction"
        }
    }
}
