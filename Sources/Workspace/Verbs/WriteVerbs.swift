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
            let draft = store.newDraft(slug, project: project)
            let update = try ExperimentUpdate(
                change, to: draft, reason: reason, facts: .init(latestSnapshot: nil, isAnalyzed: false, now: store.now))
            try store.insert(update.experiment)
            try keepParts(of: update, in: store, snapshot: nil)
            try checkDecision(on: update.experiment, before: nil, in: store)
            return UpsertedExperiment(experiment: update.experiment, isCreated: true)
        }
        let snapshot = try store.latestSnapshot(of: existing)
        let update = try ExperimentUpdate(
            change, to: existing, reason: reason,
            facts: .init(
                latestSnapshot: snapshot, isAnalyzed: store.isAnalyzed(existing, snapshot: snapshot), now: store.now))
        var changed = update.experiment
        changed.updatedAt = store.now
        try store.update(
            changed, id: changed.id, fields: update.fields + Experiment.fields.named("updatedAt"),
            action: HistoryAction.update(update.exception))
        try keepParts(of: update, in: store, snapshot: snapshot)
        if changed.observationStart != existing.observationStart { try checkPrior(of: changed, in: store) }
        if changed.analysisPlan != existing.analysisPlan || existing.status.isClosed, !changed.status.isClosed {
            try store.takeUpLoop(of: changed)
        }
        try checkDecision(on: changed, before: update.isDecisionOutdated ? nil : existing, in: store)
        return UpsertedExperiment(experiment: changed, isCreated: false)
    }

    /// Rule 9: a window that moves must not come to overlap that of the experiment that gave the prior.
    private func checkPrior(of experiment: Experiment, in store: Store) throws {
        let start = try StartExperiment(arguments: ["project": .string(project), "slug": .string(slug)])
        guard start.keptPrior(of: experiment)?.pilot != nil else { return }
        let others = try store.all(Experiment.self, "WHERE projectId = ? ORDER BY rowid", [project])
        guard let pilot = try start.pilotData(of: experiment, among: others, in: store)?.experiment else { return }
        try PriorChoice.requireSeparateWindows(pilot, experiment, now: store.now)
    }

    /// Rule 7, after the data and the analysis of the same change are kept; what it refuses, the transaction takes back.
    private func checkDecision(on experiment: Experiment, before: Experiment?, in store: Store) throws {
        guard let decision = experiment.decision else { return }
        let isNew = decision != before?.decision
        let reasons = [experiment.decisionReason, before?.decisionReason].map { $0.map(JSON.string) }
        guard isNew || reasons[0] != reasons[1] else { return }
        let recommendation = try store.decisionBasis(of: experiment).recommendation(overrides: [:], now: store.now)
        // A reason that was written for another decision explains nothing.
        let reason = isNew ? change.values["decisionReason"]?.text : experiment.decisionReason
        _ = try DecisionGate.outcome(of: decision, against: recommendation, reason: reason)
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
    func perform(in store: Store) throws -> AnalysisOutcome {
        let experiment = try store.experiment(slug, project: project)
        let text = try requireInputData(of: experiment)
        let snapshot = try store.currentSnapshot(of: experiment, text: text)
        let computed = try outcome(of: snapshot, experiment, in: store)
        let known = try store.ownAnalyses(of: snapshot).first {
            $0.hasSameParameters(as: computed.parameters, isClosed: experiment.status.isClosed)
        }
        if let known {
            // What is stored is answered of a closed experiment too, and changes nothing of it.
            if !experiment.status.isClosed { try keep(known.result, on: experiment, in: store) }
            return try AnalysisOutcome(json: JSON(parsing: known.result))
        }
        let result = computed.json.serialized()
        try store.addAnalysis(
            result, of: experiment, snapshot: snapshot, engine: Engine.name,
            parameters: JSON.object(computed.parameters).serialized())
        try keep(result, on: experiment, in: store)
        return computed
    }

    private func outcome(of snapshot: Snapshot, _ experiment: Experiment, in store: Store) throws -> AnalysisOutcome {
        var parameters = try parameters(for: experiment, now: store.now)
        try store.freezeTuning(in: &parameters, of: experiment)
        parameters.appliedAllocations = try store.appliedAllocations(of: snapshot)
        let bandit = try store.latestBanditAnalysis(of: experiment)
        let last = try bandit.map { try JSON(parsing: $0.result) }
        if kind(for: experiment, after: try last.map(BanditResult.init(json:))) == .bandit {
            return .bandit(try banditResult(of: snapshot, parameters: parameters))
        }
        parameters.banditAnalysis = bandit?.id
        return .ab(try result(of: snapshot, parameters: parameters, bandit: last))
    }

    private func keep(_ result: String, on experiment: Experiment, in store: Store) throws {
        var (changed, exception) = try applied(result, to: experiment)
        let fields = Experiment.fields.filter { $0.read(changed) != $0.read(experiment) }
        guard !fields.isEmpty else { return }
        changed.updatedAt = store.now
        try store.update(
            changed, id: changed.id, fields: fields + Experiment.fields.named("updatedAt"),
            action: HistoryAction.update(exception))
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
        let current = others.first { $0.slug == slug }
        let surroundings = Surroundings(
            project: project, others: others, pilot: try pilotData(of: current, among: others, in: store),
            past: asksHistory(of: current) ? try past(among: others, in: store) : [],
            hasData: try current.map { try store.latestSnapshot(of: $0) != nil } ?? false)
        if let existing = current {
            var started = try applied(to: existing, in: surroundings, now: store.now)
            started.experiment.updatedAt = store.now
            let changed = Experiment.fields.filter { $0.read(existing) != $0.read(started.experiment) }
            try store.update(started.experiment, id: existing.id, fields: changed)
            return started
        }
        let draft = store.newDraft(slug, project: project.id)
        let started = try applied(to: draft, in: surroundings, now: store.now)
        try store.insert(started.experiment)
        var changed = project
        changed.lastAction = "Created experiment \(slug)"
        changed.stage = .measuring
        _ = try store.update(changed, fields: Project.fields.named("lastAction", "stage"))
        try store.log("stage_update", "Experiment \(slug) created", project: project.id)
        return started
    }

    private func past(among others: [Experiment], in store: Store) throws -> [PriorChoice.Past] {
        try others.filter { $0.status.isClosed && $0.slug != slug }.map { experiment in
            let text = try store.latestSnapshot(of: experiment)?.inputData ?? experiment.inputData
            return PriorChoice.Past(experiment: experiment, data: text.flatMap { try? InputData(parsing: $0) })
        }
    }

    /// The experiment that the call names, or an earlier call named, so that its window is looked at again.
    fileprivate func pilotData(
        of current: Experiment?, among others: [Experiment], in store: Store
    ) throws -> (experiment: Experiment, variant: String?, data: InputData)? {
        guard let text = priorFrom ?? keptPrior(of: current)?.pilot else { return nil }
        // A slug may hold a colon too: the longest that fits is meant.
        let fitting = others.filter { text == $0.slug || text.hasPrefix($0.slug + ":") }
        guard let found = fitting.max(by: { $0.slug.count < $1.slug.count }) else {
            throw WorkspaceError.notFound("Experiment '\(text)' not found", code: "experiment_not_found")
        }
        guard let data = try store.latestSnapshot(of: found)?.inputData ?? found.inputData else {
            throw WorkspaceError(
                .ruleBroken, code: "prior_not_usable",
                "'\(found.slug)' cannot give the prior: it has no data. (Rule 9.)")
        }
        let variant = text == found.slug ? nil : String(text.dropFirst(found.slug.count + 1))
        return (found, variant, try InputData(parsing: data))
    }
}
