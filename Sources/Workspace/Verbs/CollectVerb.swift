internal import Experiments
internal import GRDB

extension CollectExperiment: WorkspaceVerb {
    /// Reads, asks the source outside of any transaction, and writes; what changed in between is refused.
    func perform(on workspace: SQLiteWorkspace) async throws -> CollectedData {
        let plan = try await workspace.read { store in
            let experiment = try store.experiment(slug, project: project)
            try requireOpen(experiment)
            return try CollectionPlan(of: experiment, source: source, in: store)
        }
        let metricSource = try workspace.metricSource(plan.configuration)
        try metricSource.capabilities.require(plan.query, of: plan.sourceName)
        let clock = ContinuousClock()
        let start = clock.now
        var answer = try await metricSource.collect(plan.query)
        let duration = (clock.now - start) / .milliseconds(1)
        try requireUsers(in: answer, to: plan.query, of: plan.sourceName)
        answer.notes += try notesOfMissingEvents(in: answer, to: plan.query, of: plan.sourceName)
        return try await workspace.write { [answer] store in
            try keep(answer, of: plan, duration: Int64(duration), in: store)
        }
    }

    private func keep(
        _ answer: SourceAnswer, of plan: CollectionPlan, duration: Int64, in store: Store
    ) throws -> CollectedData {
        let existing = try store.experiment(slug, project: project)
        var query = try CollectionPlan(of: existing, source: source, in: store).query
        (query.window.end, query.asOf) = (plan.query.window.end, plan.query.asOf)
        let latest = try store.latestSnapshot(of: existing)
        guard query == plan.query, latest?.id == plan.snapshotId else {
            throw WorkspaceError(
                .ruleBroken, code: "changed_meanwhile",
                "'\(slug)' was changed, or got other data, while its data were collected. Collect again; nothing was stored."
            )
        }
        let text = answer.data.json.serialized()
        // Nothing more can come after the end, so the same data again are no further look.
        if let latest, latest.inputData.utf8.elementsEqual(text.utf8), !existing.status.isClosed,
            let end = existing.endOfWindow, latest.createdAt >= end
        {
            return try CollectedData(snapshot: latest, isNew: false, check: store.checkReport(of: existing))
        }
        let update = try ExperimentUpdate(
            collected: text, of: existing, reason: reason,
            facts: .init(
                latestSnapshot: latest, isAnalyzed: store.isAnalyzed(existing, snapshot: latest), now: store.now))
        var changed = update.experiment
        changed.updatedAt = store.now
        try store.update(
            changed, id: changed.id, fields: update.fields + Experiment.fields.named("updatedAt"),
            action: HistoryAction.update(update.exception))
        let detail = detail(of: answer, to: plan.query, duration: duration)
        let snapshot = try store.addSnapshot(
            text, of: changed, source: plan.sourceName, at: plan.query.asOf, detail: JSON.object(detail).serialized())
        return try CollectedData(snapshot: snapshot, isNew: true, check: store.checkReport(of: changed))
    }
}
