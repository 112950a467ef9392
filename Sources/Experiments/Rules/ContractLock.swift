/// Rules 2 and 3: what may still change of an experiment's definition once it has data, or has left `draft`.
package enum ContractLock {
    /// Changing these would be another experiment.
    private static let fixed = ["primaryMetricEvent", "controlVariant", "treatmentVariant"]
    /// These change with a reason, and every later CONTINUE carries the blocker `design_changed`.
    private static let reasoned = [
        "minimumSample", "priorProper", "priorMean", "priorStddev", "guardrailEvents", "metricDefinitions",
        "allocation", "analysisPlan",
    ]
    /// Keys of the analysis plan that would choose the analysis after its data.
    private static let fixedPlanKeys = ["srmRule", "planned_n", "looks"]

    /// Whether the change needed its reason, and so marks the design as changed.
    ///
    /// - Parameters:
    ///   - before: the experiment as it stands, locked.
    ///   - after: the experiment after the change.
    ///   - reason: why, in the words of whoever changes it; nil or blank is none.
    /// - Throws: `WorkspaceError` (kind `ruleBroken`) naming every field that cannot change, or needs a reason.
    package static func check(_ before: Experiment, _ after: Experiment, reason: String?) throws -> Bool {
        let changed = Set(Experiment.fields.filter { $0.read(before) != $0.read(after) }.map(\.name))
        let refused = fixed.filter(changed.contains)
        guard refused.isEmpty else {
            throw WorkspaceError.broken(
                rule: 2, code: "contract_locked",
                "\(refused.joined(separator: ", ")) cannot change: '\(before.slug)' has data or has left draft. "
                    + "Make a new experiment for another question.")
        }
        let planKeys = changed.contains("analysisPlan") ? changedPlanKeys(before, after) : []
        guard planKeys.isEmpty else {
            throw WorkspaceError.broken(
                rule: 2, code: "contract_locked",
                "\(planKeys.joined(separator: ", ")) of analysisPlan cannot change: '\(before.slug)' has data or has left "
                    + "draft, and the analysis must not be chosen by its data.")
        }
        if let start = before.observationStart, after.observationStart.map({ $0 < start }) != false {
            let target = after.observationStart.map { "moved from \(start.jsonText) to \($0.jsonText)" } ?? "removed"
            throw WorkspaceError.broken(
                rule: 3, code: "observation_start_locked",
                "observationStart cannot be \(target): it is when the flag was enabled, and after data it cannot move "
                    + "earlier.")
        }
        let late = reasoned.filter(changed.contains)
        if !late.isEmpty, reason?.trimmed.isEmpty != false {
            throw WorkspaceError.broken(
                rule: 2, code: "change_needs_reason",
                "\(late.joined(separator: ", ")) can change only with a reason, since '\(before.slug)' has data or has left "
                    + "draft. Say why (changeReason); the history keeps it.")
        }
        return !late.isEmpty
    }

    private static func changedPlanKeys(_ before: Experiment, _ after: Experiment) -> [String] {
        let plans = [before, after].map { $0.analysisPlan.flatMap { try? JSON(parsing: $0) } }
        return fixedPlanKeys.filter { plans[0]?[$0] != plans[1]?[$0] }
    }
}
