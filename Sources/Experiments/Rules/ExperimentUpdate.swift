/// An upsert on an experiment that is there, taken through the rules: what is to be written, and what follows from it.
///
/// The parts of one change apply in this order: definition, input data, analysis, decision, status.
package struct ExperimentUpdate: Sendable {
    /// What the workspace knows of the experiment beside its record.
    package struct Facts: Sendable {
        package var latestSnapshot: Snapshot?
        /// Whether an analysis of the latest snapshot is stored.
        package var isAnalyzed: Bool
        /// Whether the data come from a source: then they are a new look at it, even where nothing has changed.
        package var isCollected = false

        package var now: Instant

        package init(latestSnapshot: Snapshot?, isAnalyzed: Bool, now: Instant) {
            self.latestSnapshot = latestSnapshot
            self.isAnalyzed = isAnalyzed
            self.now = now
        }
    }

    package private(set) var experiment: Experiment
    /// The fields to be written.
    package private(set) var fields: [Field<Experiment>]
    /// Input data that become a snapshot.
    package private(set) var newInputData: String?
    /// A result that a client computed.
    package private(set) var externalResult: String?
    /// A locked definition changed, or a closed experiment was opened again, with the reason; nil where neither happened.
    package private(set) var exception: Exception?
    /// Whether a decision that stood there was made on other data, or on another design: it is taken off, unless the same
    /// change makes a new one.
    package private(set) var isDecisionOutdated = false

    package enum Exception: Sendable, Equatable {
        case designChange(reason: String)
        case reopening(reason: String)
    }

    /// - Throws: `WorkspaceError` (kind `ruleBroken`) for the first rule that the change breaks.
    package init(
        _ change: ExperimentChange, to existing: Experiment, reason: String?, facts: Facts
    ) throws {
        var (changed, fields) = try change.applied(to: existing)
        let target = changed.status
        changed.status = existing.status
        if existing.status.isClosed, target.isClosed { try Self.requireUntouched(existing, changed) }
        let isLocked = facts.latestSnapshot != nil || existing.status != .draft
        if isLocked, try ContractLock.check(existing, changed, reason: reason) {
            exception = .designChange(reason: reason ?? "")
        }

        var isAnalyzed = facts.isAnalyzed
        if change.values["inputData"] != nil, let text = changed.inputData,
            facts.isCollected || facts.latestSnapshot?.inputData.hasSameBytes(as: text) != true
                || existing.inputData?.hasSameBytes(as: text) != true
        {
            newInputData = text
            isAnalyzed = false
            changed.status = try Self.status(afterNewDataOn: changed)
        }
        isDecisionOutdated = newInputData != nil || exception != nil
        if isDecisionOutdated, existing.decision != nil, change.values["decision"] == nil {
            changed.decision = nil
            changed.decisionSummary = nil
            changed.decisionReason = nil
            fields += Experiment.fields.named("decision", "decisionSummary", "decisionReason")
                .filter { field in change.values[field.name] == nil }
        }
        if change.values["analysisResult"] != nil, let text = changed.analysisResult,
            !(existing.analysisResult?.hasSameBytes(as: text) ?? false)
        {
            externalResult = text
            isAnalyzed = true
        }
        if change.values["status"] != nil {
            try StatusRule.check(
                target, of: changed,
                facts: .init(
                    isAnalyzed: isAnalyzed, hasData: facts.latestSnapshot != nil || newInputData != nil, reason: reason)
            )
            if existing.status.isClosed, !target.isClosed, exception == nil {
                exception = .reopening(reason: reason ?? "")
            }
            changed.status = target
            if target.isClosed, !existing.status.isClosed, changed.observationEnd == nil {
                changed.observationEnd = facts.now
                fields += Experiment.fields.named("observationEnd").filter { change.values[$0.name] == nil }
            }
        }
        if changed.status != existing.status, change.values["status"] == nil {
            fields += Experiment.fields.named("status")
        }
        experiment = changed
        self.fields = fields
    }

    /// Data from a source. With a reason they open a closed experiment again.
    ///
    /// - Throws: `WorkspaceError` (kind `ruleBroken`, rule 8) for a closed experiment without a reason.
    package init(collected text: String, of existing: Experiment, reason: String?, facts: Facts) throws {
        var (open, facts) = (existing, facts)
        facts.isCollected = true
        if let reason, !reason.trimmed.isEmpty, existing.status.isClosed { open.status = .collecting }
        try self.init(
            ExperimentChange(fields: ["inputData": .string(text)]), to: open, reason: reason, facts: facts)
        if open.status != existing.status {
            exception = .reopening(reason: reason ?? "")
            fields += Experiment.fields.named("status")
        }
    }

    /// What was learned may still be written on a closed experiment; what was found and decided stays.
    private static func requireUntouched(_ before: Experiment, _ after: Experiment) throws {
        let open: Set = [
            "status", "whatChanged", "whatHappened", "confirmedOrRefuted", "whyItHappened", "nextHypothesis",
            "holdoutPlan", "assumptions", "metricDescription", "guardrailDescriptions", "methodReason",
        ]
        let refused = Experiment.fields.filter { $0.read(before) != $0.read(after) && !open.contains($0.name) }
        guard refused.isEmpty else {
            throw WorkspaceError(
                .ruleBroken, code: "experiment_closed",
                "'\(before.slug)' is \(before.status.rawValue), and \(refused.map(\.name).joined(separator: ", ")) cannot "
                    + "change. Reopen it first, with a reason. (Rule 8.)")
        }
    }

    /// New data begin the collection, or take it up again.
    package static func status(afterNewDataOn experiment: Experiment) throws -> ExperimentStatus {
        switch experiment.status {
        case .draft, .collecting, .analyzing: .collecting
        case .decided, .archived:
            throw WorkspaceError(
                .ruleBroken, code: "experiment_closed",
                "'\(experiment.slug)' is \(experiment.status.rawValue) and takes no new data. Reopen it first, with a reason. "
                    + "(Rule 8.)")
        default: experiment.status
        }
    }
}
