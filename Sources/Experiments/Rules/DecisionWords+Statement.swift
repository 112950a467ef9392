/// The statement: one template for every decision.
extension DecisionWords {
    var statement: String {
        var lines = [
            "Decision on \(result.experiment): \(spoken.rule.decision?.rawValue ?? "none") for \(treatment)", "",
        ]
        lines.append("Window: \(result.windowStart) to \(result.windowEnd), \(days).")
        lines.append("Sample: \(sample)")
        lines.append("Split: \(split)")
        lines.append("Hypothesis: \(hypothesis)")
        lines += ["", "Primary metric: \(event)\(direction(of: result.primaryMetric))"]
        lines += primaryRows
        if let epochsSentence { lines.append("  \(epochsSentence)") }
        lines += guardrailLines
        lines += ["", "Decision: \(decisionLine(spoken))"]
        lines += decisions.filter { $0.treatment != treatment }.map { "  \(decisionLine($0))" }
        if let choice { lines.append("  \(choice)") }
        if !openBlockers.isEmpty { lines.append("What refuses a CONTINUE: \(openBlockers.joined(separator: ", ")).") }
        lines += lifted.map { "Passed over with a reason: \($0.blocker) (\($0.reason))." }
        lines += ["", "Reasoning: \(reasoning)"]
        lines += warnings.map { "Warning (\($0.code)): \($0.message)" }
        lines += ["", "Next: \(next)"]
        return lines.joined(separator: "\n")
    }

    private var days: String {
        context.wholeDays.map { NumberFormat.count($0, of: "whole day") } ?? "an unknown number of days"
    }

    private var sample: String {
        let users = result.sampleCheck.users.map { "\($0.name) \(NumberFormat.count($0.value))" }
        let minimum = NumberFormat.count(result.sampleCheck.minimumPerVariant)
        return "\(users.joined(separator: ", ")) users; at least \(minimum) each were asked for."
    }

    private var split: String {
        let finding = result.sampleRatio.finding
        switch result.sampleRatio.isSound {
        case true?: return "as planned. \(finding)"
        case false? where openBlockers.contains(Blocker.sampleRatio): return "NOT as planned. \(finding)"
        case false?: return "NOT as planned, which was passed over with a written reason. \(finding)"
        case nil: return "not tested. \(finding)"
        }
    }

    private var hypothesis: String {
        let text = context.hypothesis?.trimmed ?? ""
        return text.isEmpty ? "none is recorded." : text
    }

    private func direction(of section: AnalysisResult.Section?) -> String {
        section?.isInverse == true ? " (lower is better)" : ""
    }

    private var primaryRows: [String] {
        guard let section = result.primaryMetric else { return ["  no numbers"] }
        return section.rows.map { row in
            let name = "\(row.variant) (\(NumberFormat.count(row.n)) users)"
            guard !row.isControl, let move = MetricMove(of: row.variant, in: section) else {
                return "  \(name): \(section.shown(row.value))"
            }
            return "  \(name): \(move.shown(level: level)), P(win) "
                + "\(NumberFormat.probability(move.figures?.probability)), expected loss of adopting "
                + NumberFormat.risk(move.figures?.riskOfTreatment)
        }
    }

    /// What a changing split does to the numbers; nil where it did not change.
    var epochsSentence: String? {
        guard result.primaryMetric?.basis == .batched else { return nil }
        let epochs = result.parameters["epochs"]?.array?.count ?? 0
        return "The split changed over \(NumberFormat.count(epochs, of: "epoch")), so the change is that within epochs "
            + "(batched least squares); its uncertainty is wider than in a balanced test of as many users."
    }

    private var guardrailLines: [String] {
        guard !context.guardrails.isEmpty else { return ["Guardrails: none are named."] }
        return context.guardrails.flatMap { event -> [String] in
            let section = result.guardrails.first { $0.event == event }
            let head = "Guardrail: \(event)\(direction(of: section))"
            return [head] + evidence.map { guardrailLine($0, event: event, section: section) }
        }
    }

    private func guardrailLine(
        _ evidence: TreatmentEvidence, event: String, section: AnalysisResult.Section?
    ) -> String {
        guard let guardrail = evidence.guardrails.first(where: { $0.event == event }),
            let probability = guardrail.probabilityOfHarm, let move = MetricMove(of: evidence.treatment, in: section)
        else {
            let isUntouched = section?.isUntouched ?? false
            return "  \(evidence.treatment): cannot be judged" + (isUntouched ? ": nobody did it in any variant" : "")
        }
        return "  \(evidence.treatment): \(move.step), P(harm) \(NumberFormat.probability(probability)): "
            + guardrail.part.rawValue
    }

    private func decisionLine(_ decision: TreatmentDecision) -> String {
        let word = decision.rule.decision?.rawValue ?? "no decision"
        return "\(word) for \(decision.treatment) (rule \(decision.rule.rawValue)). \(decision.rule.sentence) "
            + decision.finding
    }

    /// Why this treatment and not another of the same decision.
    private var choice: String? {
        probabilityOfBeingBest.map { probability in
            "\(treatment) speaks for them: of all variants it is the best with probability "
                + "\(NumberFormat.probability(probability))."
        }
    }

    /// `95 %`
    private var level: String { NumberFormat.limit(1 - (result.parameters["alpha"]?.double ?? 0.05)) }
}
