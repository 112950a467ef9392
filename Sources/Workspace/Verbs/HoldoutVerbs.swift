internal import Experiments
internal import GRDB

extension PlanHoldout: StoredVerb {
    func perform(in store: Store) throws -> HoldoutAnswer {
        var parent = try store.experiment(slug, project: project)
        let children = try plan.children(of: parent)
        for child in children {
            guard try store.findExperiment(child.slug, project: project) == nil else {
                throw WorkspaceError(
                    .ruleBroken, code: "already_planned",
                    "'\(child.slug)' is there already. Check the holdout (holdout check), or name other days.")
            }
        }
        parent.holdoutPlan = plan.json.serialized()
        parent.updatedAt = store.now
        try store.update(parent, id: parent.id, fields: Experiment.fields.named("holdoutPlan", "updatedAt"))
        for child in children {
            let draft = store.newDraft(child.slug, project: project)
            try store.insert(ExperimentChange(fields: child.fields).applied(to: draft).0)
        }
        try store.note("Holdout of \(slug) planned", project: project)
        return try answer(children, of: parent)
    }
}

extension StartHoldout: WorkspaceVerb {
    func perform(on workspace: SQLiteWorkspace) async throws -> HoldoutAnswer {
        try await change.perform(on: workspace)
    }
}

extension EndHoldout: WorkspaceVerb {
    func perform(on workspace: SQLiteWorkspace) async throws -> HoldoutAnswer {
        try await change.perform(on: workspace)
    }
}

extension SetHoldout {
    fileprivate func perform(on workspace: SQLiteWorkspace) async throws -> HoldoutAnswer {
        let (parent, change, key) = try await workspace.read { store in
            let parent = try store.experiment(slug, project: project)
            return (
                parent, try rollout(of: parent, flagKey: store.project(project).flagKey), store.newIdentifier()
            )
        }
        guard isApplying else { return answer(change, receipt: nil) }
        let planned = try parent.analysisPlan.map(AnalysisPlan.init(parsing:))?.reweight?.push
        let pusher = try await workspace.pusher(named: push ?? planned, of: parent)
        let receipt = try await pusher.push(
            FlagChange(
                flagKey: change.flagKey, experiment: slug, shares: FlagChange.shares(change), comment: change.text,
                idempotencyKey: key))
        try await workspace.write { store in
            try store.note("Holdout of \(slug): \(side == .start ? "started" : "ended")", project: project)
        }
        return answer(change, receipt: receipt)
    }
}

extension CheckHoldout: StoredVerb {
    func perform(in store: Store) throws -> HoldoutAnswer {
        let parent = try store.experiment(slug, project: project)
        let plan = try parent.requiredHoldoutPlan()
        func experiments() throws -> [Experiment] {
            try store.all(Experiment.self, "WHERE projectId = ? ORDER BY rowid", [project])
        }
        for child in try experiments() where child.inputData != nil {
            // A child that a client made takes its split from the plan.
            let completed = try plan.completing(child, of: parent)
            guard completed != child else { continue }
            let changed = Experiment.fields.filter { $0.read(child) != $0.read(completed) }
            try store.update(completed, id: child.id, fields: changed)
        }
        for checkpoint in plan.checkpoints(of: parent, among: try experiments(), now: store.now) {
            guard case .due = checkpoint.state else { continue }
            // What cannot be analyzed stays due, and the check says so.
            _ = try? AnalyzeExperiment(project: project, slug: checkpoint.slug, isIndicative: true)
                .perform(in: store)
        }
        return try answer(of: parent, plan: plan, among: experiments(), now: store.now)
    }
}
