internal import Experiments
internal import GRDB

extension CreateProject: StoredVerb {
    func perform(in store: Store) throws -> Project {
        var project = Project()
        project.id = store.newIdentifier()
        project.name = name
        project.description = description
        project.flagServerUrl = flagServerUrl
        project.createdAt = store.now
        project.updatedAt = store.now
        try store.insert(project)
        try store.log(
            "stage_change", "Project created", detail: "Created at the stage \(project.stage.rawValue)",
            project: project.id)
        return project
    }
}

extension DeleteProject: StoredVerb {
    func perform(in store: Store) throws -> DeletedProject {
        let found = try store.project(project)
        try checkConfirmation(of: found)
        let count = try store.experimentCount(of: project)
        try store.delete(found)
        return DeletedProject(id: found.id, name: found.name, experimentCount: count)
    }
}

extension UpdateState: StoredVerb {
    func perform(in store: Store) throws -> Project {
        let (changed, fields) = try store.project(project).setting(values)
        return try store.update(changed, fields: fields)
    }
}

extension SetStage: StoredVerb {
    func perform(in store: Store) throws -> Project {
        var changed = try store.project(project)
        changed.stage = stage
        changed = try store.update(changed, fields: Project.fields.named("stage"))
        try store.log("stage_change", "Stage changed to \(stage.rawValue)", project: project)
        return changed
    }
}

extension AddActivity: StoredVerb {
    func perform(in store: Store) throws -> Activity {
        try store.requireProject(project)
        let activity = Activity(
            id: store.newIdentifier(), projectId: project, type: type, title: title, detail: detail, at: store.now)
        try store.insert(activity)
        return activity
    }
}

extension UpsertExperiment: StoredVerb {
    func perform(in store: Store) throws -> UpsertedExperiment {
        guard let existing = try store.findExperiment(slug, project: project) else {
            // A new experiment takes its fields through the same rules, from an empty draft.
            var draft = Experiment()
            draft.id = store.newIdentifier()
            draft.projectId = project
            draft.slug = slug
            draft.createdAt = store.now
            draft.updatedAt = store.now
            let update = try ExperimentUpdate(
                change, to: draft, reason: reason, facts: .init(latestSnapshot: nil, isAnalyzed: false))
            try store.insert(update.experiment)
            try keepParts(of: update, in: store, snapshot: nil)
            try checkDecision(on: update.experiment, before: nil, in: store)
            return UpsertedExperiment(experiment: update.experiment, isCreated: true)
        }
        let snapshot = try store.latestSnapshot(of: existing)
        let update = try ExperimentUpdate(
            change, to: existing, reason: reason,
            facts: .init(latestSnapshot: snapshot, isAnalyzed: store.isAnalyzed(existing, snapshot: snapshot)))
        var changed = update.experiment
        changed.updatedAt = store.now
        try store.update(
            changed, id: changed.id, fields: update.fields + Experiment.fields.named("updatedAt"),
            action: HistoryAction.update(update.exception))
        try keepParts(of: update, in: store, snapshot: snapshot)
        try checkDecision(on: changed, before: existing.decision, in: store)
        return UpsertedExperiment(experiment: changed, isCreated: false)
    }

    /// Rule 7, after the data and the analysis of the same change are kept; what it refuses, the transaction takes back.
    private func checkDecision(on experiment: Experiment, before: String?, in store: Store) throws {
        guard let decision = experiment.decision, decision != before else { return }
        let recommendation = try store.decisionBasis(of: experiment).recommendation(overrides: [:], now: store.now)
        _ = try DecisionGate.outcome(of: decision, against: recommendation, reason: experiment.decisionReason)
    }

    /// Input data become a snapshot, and a client's own result an analysis of the latest one.
    private func keepParts(of update: ExperimentUpdate, in store: Store, snapshot: Snapshot?) throws {
        var snapshot = snapshot
        if let text = update.newInputData { snapshot = try store.addSnapshot(text, of: update.experiment) }
        if let result = update.externalResult {
            try store.addAnalysis(
                result, of: update.experiment, snapshot: snapshot, engine: StoredAnalysis.external, parameters: nil)
        }
    }
}

extension AnalyzeExperiment: StoredVerb {
    func perform(in store: Store) throws -> AnalysisResult {
        var experiment = try store.experiment(slug, project: project)
        let text = try requireInputData(of: experiment)
        let parameters = try parameters(for: experiment, now: store.now)
        let snapshot = try store.currentSnapshot(of: experiment, text: text)
        let computed = try result(of: snapshot, parameters: parameters)
        let known = try store.all(
            StoredAnalysis.self, "WHERE snapshotId = ? AND engine = ? ORDER BY rowid DESC",
            [snapshot.id, Engine.name]
        )
        .first { isSame($0, computed.parameters) }

        let result = known?.result ?? computed.json.serialized()
        if known == nil {
            guard ![.decided, .archived].contains(experiment.status) else { throw closed(experiment) }
            try store.addAnalysis(
                result, of: experiment, snapshot: snapshot, engine: Engine.name,
                parameters: JSON.object(computed.parameters).serialized())
        }
        let before = experiment
        experiment.analysisResult = result
        if [.draft, .collecting].contains(experiment.status) { experiment.status = .analyzing }
        if experiment != before {
            experiment.updatedAt = store.now
            let changed = Experiment.fields.named("analysisResult", "status", "updatedAt")
                .filter { $0.read(experiment) != $0.read(before) }
            try store.update(experiment, id: experiment.id, fields: changed)
        }
        return try known.map { try AnalysisResult(json: JSON(parsing: $0.result)) } ?? computed
    }

    private func closed(_ experiment: Experiment) -> WorkspaceError {
        WorkspaceError(
            .ruleBroken, code: "experiment_closed",
            "'\(slug)' is \(experiment.status.rawValue), and this would be another analysis than the one it was decided on. "
                + "Reopen it first, with a reason. (Rule 8.)")
    }

    /// The same but for the moment of computation.
    private func isSame(_ analysis: StoredAnalysis, _ parameters: JSONObject) -> Bool {
        guard var stored = analysis.parameters.flatMap({ try? JSON(parsing: $0).object }) else { return false }
        var own = parameters
        stored["computed_at"] = nil
        own["computed_at"] = nil
        return JSON.object(stored).serialized(.canonical) == JSON.object(own).serialized(.canonical)
    }
}

extension CloseExperiment: StoredVerb {
    func perform(in store: Store) throws -> Experiment {
        let experiment = try store.experiment(slug, project: project)
        let snapshot = try store.latestSnapshot(of: experiment)
        let closed = try applied(
            to: experiment, isAnalyzed: store.isAnalyzed(experiment, snapshot: snapshot), now: store.now)
        try store.update(
            closed, id: closed.id, fields: Experiment.fields.named("status", "observationEnd", "updatedAt"))
        try store.note("Experiment \(slug) closed", project: project)
        return closed
    }
}

extension ArchiveExperiment: StoredVerb {
    func perform(in store: Store) throws -> Experiment {
        let archived = try applied(to: store.experiment(slug, project: project), now: store.now)
        try store.update(archived, id: archived.id, fields: Experiment.fields.named("status", "updatedAt"))
        return archived
    }
}

extension DecideExperiment: StoredVerb {
    func perform(in store: Store) throws -> DecidedExperiment {
        let basis = try store.decisionBasis(of: store.experiment(slug, project: project))
        let (decided, recommendation) = try applied(to: basis, now: store.now)
        try store.update(
            decided, id: decided.id,
            fields: Experiment.fields.named("decision", "decisionSummary", "decisionReason", "updatedAt"),
            action: HistoryAction.decision(overrides: recommendation.overrides))
        try store.note("Experiment \(slug): \(decided.decision ?? "")", project: project)
        return DecidedExperiment(
            experiment: decided, recommendation: recommendation, historyHead: try store.historyHead)
    }
}

extension StartExperiment: StoredVerb {
    func perform(in store: Store) throws -> StartedExperiment {
        let project = try store.project(project)
        let others = try store.all(Experiment.self, "WHERE projectId = ? ORDER BY rowid", [project.id])
        let surroundings = Surroundings(
            project: project, others: others, pilot: try pilotData(among: others, in: store))
        if let existing = others.first(where: { $0.slug == slug }) {
            var started = try applied(to: existing, in: surroundings, now: store.now)
            started.experiment.updatedAt = store.now
            let changed = Experiment.fields.filter { $0.read(existing) != $0.read(started.experiment) }
            try store.update(started.experiment, id: existing.id, fields: changed)
            return started
        }
        var draft = Experiment()
        draft.id = store.newIdentifier()
        draft.projectId = project.id
        draft.slug = slug
        draft.createdAt = store.now
        draft.updatedAt = store.now
        let started = try applied(to: draft, in: surroundings, now: store.now)
        try store.insert(started.experiment)
        var changed = project
        changed.lastAction = "Created experiment \(slug)"
        changed.stage = .measuring
        _ = try store.update(changed, fields: Project.fields.named("lastAction", "stage"))
        try store.log("stage_update", "Experiment \(slug) created", project: project.id)
        return started
    }

    private func pilotData(
        among others: [Experiment], in store: Store
    ) throws -> (experiment: Experiment, data: InputData)? {
        guard let pilot else { return nil }
        guard let experiment = others.first(where: { $0.slug == pilot.slug }) else {
            throw WorkspaceError.notFound("Experiment '\(pilot.slug)' not found", code: "experiment_not_found")
        }
        guard let text = try store.latestSnapshot(of: experiment)?.inputData ?? experiment.inputData else {
            throw WorkspaceError(
                .ruleBroken, code: "prior_not_usable",
                "'\(pilot.slug)' cannot give the prior: it has no data. (Rule 9.)")
        }
        return (experiment, try InputData(parsing: text))
    }
}
