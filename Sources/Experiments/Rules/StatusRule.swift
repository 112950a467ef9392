/// Rule 8: how an experiment moves from status to status.
package enum StatusRule {
    /// What a move depends on beside the experiment itself.
    package struct Facts: Sendable {
        /// Whether an analysis of the latest data is stored.
        package var isAnalyzed: Bool
        package var hasData: Bool
        package var reason: String?

        package init(isAnalyzed: Bool, hasData: Bool = true, reason: String?) {
            self.isAnalyzed = isAnalyzed
            self.hasData = hasData
            self.reason = reason
        }
    }

    /// Checks every step from one status to another.
    ///
    /// - Parameters:
    ///   - target: where to.
    ///   - experiment: as it will be stored, but for its status, which is where it stands.
    /// - Throws: `WorkspaceError` (kind `ruleBroken`): a step that there is not, or whose condition does not hold.
    package static func check(_ target: ExperimentStatus, of experiment: Experiment, facts: Facts) throws {
        let current = experiment.status
        guard current != target else { return }
        let order = ExperimentStatus.all
        guard let to = order.firstIndex(of: target) else { return }
        // A word of an older file stands nowhere in the order; from there every move is a first one.
        let from = order.firstIndex(of: current) ?? 0
        if from >= 3, to < 3, !(target == .draft && facts.hasData) {
            guard facts.reason?.trimmed.isEmpty == false else {
                throw WorkspaceError.broken(
                    rule: 8, code: "reopen_needs_reason",
                    "'\(experiment.slug)' is \(current.rawValue). Reopening it needs a reason (changeReason).")
            }
            return
        }
        guard to > from || (current == .analyzing && target == .collecting) else {
            throw WorkspaceError.broken(
                rule: 8, code: "status_move",
                "'\(experiment.slug)' is \(current.rawValue) and cannot go back to \(target.rawValue). Make a new "
                    + "experiment to start over.")
        }
        if from < 2, to >= 2, !facts.isAnalyzed {
            throw WorkspaceError.broken(
                rule: 8, code: "not_analyzed",
                "'\(experiment.slug)' has no analysis of its latest data. Analyze it first.")
        }
        if from < 3, to >= 3 { try requireDecision(experiment) }
    }

    /// What closing needs.
    package static func requireDecision(_ experiment: Experiment) throws {
        let parts = [
            ("decision", experiment.decision), ("decisionSummary", experiment.decisionSummary),
            ("decisionReason", experiment.decisionReason),
        ]
        let missing = parts.filter { $0.1?.trimmed.isEmpty != false }.map(\.0)
        guard missing.isEmpty else {
            throw WorkspaceError.broken(
                rule: 8, code: "decision_missing",
                "'\(experiment.slug)' cannot be closed without \(missing.joined(separator: ", ")). Decide first.")
        }
    }
}
