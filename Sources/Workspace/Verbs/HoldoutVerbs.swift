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
        let (parent, change) = try await workspace.read { store in
            let parent = try store.experiment(slug, project: project)
            return (parent, try rollout(of: parent, projectFlag: store.project(project).flagKey))
        }
        guard isApplying else { return answer(change, receipt: nil) }
        let planned = try parent.analysisPlan.map(AnalysisPlan.init(parsing:))?.reweight?.push
        let pusher = try await workspace.pusher(named: push ?? planned, of: parent)
        let key = try await workspace.write { try attempt(change, in: $0) }
        let receipt = try await pusher.push(
            FlagChange(
                flagKey: change.flagKey, experiment: slug, shares: FlagChange.shares(change), comment: change.text,
                idempotencyKey: key))
        try await workspace.write { store in
            try store.note(Self.success(side, slug), project: project)
        }
        return answer(change, receipt: receipt)
    }

    private static func attempt(_ side: Side, _ slug: String) -> String { "Holdout of \(slug): pushing its \(side)" }

    private static func success(_ side: Side, _ slug: String) -> String { "Holdout of \(slug): \(side)ed" }

    /// Notes the attempt before the push. One that ended without an answer is gone on with where the same change is asked
    /// for again, so that a receiver that had it knows it.
    ///
    /// - Returns: the id of the note, by which the receiver knows the change.
    private func attempt(_ change: HoldoutRollout, in store: Store) throws -> String {
        let titles = [Side.start, .end].flatMap { [Self.attempt($0, slug), Self.success($0, slug)] }
        let marks = titles.map { _ in "?" }.joined(separator: ", ")
        let latest = try store.all(
            Activity.self, "WHERE projectId = ? AND title IN (\(marks)) ORDER BY rowid DESC LIMIT 1",
            StatementArguments([project] + titles)
        ).first
        let title = Self.attempt(side, slug)
        if let latest, latest.title == title, latest.detail == change.text { return latest.id }
        let id = store.newIdentifier()
        try store.insert(
            Activity(id: id, projectId: project, type: "stage_update", title: title, detail: change.text, at: store.now)
        )
        return id
    }
}

extension CheckHoldout: StoredVerb {
    func perform(in store: Store) throws -> HoldoutAnswer {
        let parent = try store.experiment(slug, project: project)
        let plan = try parent.requiredHoldoutPlan()
        for child in try store.all(Experiment.self, "WHERE projectId = ? ORDER BY rowid", [project])
        where child.inputData != nil {
            // A child that a client made takes its split from the plan.
            let completed = try plan.completing(child, of: parent)
            guard completed != child else { continue }
            let changed = Experiment.fields.filter { $0.read(child) != $0.read(completed) }
            try store.update(completed, id: child.id, fields: changed)
        }
        var refusals: [String: String] = [:]
        for checkpoint in try plan.checkpoints(of: parent, among: children(of: plan, parent, in: store), now: store.now)
        {
            guard case .due = checkpoint.state else { continue }
            refusals[checkpoint.slug] = try refusal(ofAnalyzing: checkpoint.slug, in: store)
        }
        var found = try children(of: plan, parent, in: store)
        found.refusals = refusals
        return try answer(of: parent, plan: plan, among: found, now: store.now)
    }

    private func children(of plan: HoldoutPlan, _ parent: Experiment, in store: Store) throws -> HoldoutExperiments {
        var found = HoldoutExperiments([])
        for day in plan.days {
            let slug = HoldoutChild.slug(of: parent.slug, day: day)
            guard let child = try store.findExperiment(slug, project: project) else { continue }
            found.all.append(child)
            found.latestSnapshots[child.id] = try store.latestSnapshot(of: child)
        }
        return found
    }

    /// Why the rules or the data refuse an analysis, which then leaves no trace; nil where it is stored.
    private func refusal(ofAnalyzing slug: String, in store: Store) throws -> String? {
        do {
            try store.database.inSavepoint {
                _ = try AnalyzeExperiment(project: project, slug: slug, isIndicative: true).perform(in: store)
                return .commit
            }
            return nil
        } catch let error as WorkspaceError where [.ruleBroken, .dataNotSane, .invalid].contains(error.kind) {
            return error.message
        }
    }
}
