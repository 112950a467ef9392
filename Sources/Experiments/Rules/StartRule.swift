/// Rule 1: what must be there before an experiment starts.
package enum StartRule {
    /// - Parameter others: the project's other experiments.
    /// - Throws: `WorkspaceError` (kind `ruleBroken`) with the step that comes first.
    package static func check(_ experiment: Experiment, among others: [Experiment]) throws {
        guard let hypothesis = experiment.hypothesis?.trimmed, !hypothesis.isEmpty else {
            throw WorkspaceError.broken(
                rule: 1, code: "hypothesis_missing",
                "'\(experiment.slug)' has no hypothesis, and neither has its project. First say what you expect to happen, "
                    + "to whom, and why (hypothesis-design).")
        }
        guard experiment.primaryMetricEvent?.trimmed.isEmpty == false else {
            throw WorkspaceError.broken(
                rule: 1, code: "primary_metric_missing",
                "'\(experiment.slug)' has no primary metric. First choose the one event that decides (measurement-design)."
            )
        }
        let isOpen: (Experiment) -> Bool = { [.draft, .collecting, .analyzing].contains($0.status) }
        let twin = others.first {
            $0.slug != experiment.slug && isOpen($0) && $0.hypothesis?.trimmed == hypothesis
                && !$0.slug.contains("-holdout-") && !experiment.slug.contains("-holdout-")
        }
        if let twin {
            throw WorkspaceError.broken(
                rule: 1, code: "already_open",
                "'\(twin.slug)' is open for the same hypothesis. Go on with it (experiment check), or close it first.")
        }
    }
}
