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
        try store.database.execute(sql: "DELETE FROM Project WHERE id = ?", arguments: [project])
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
            var experiment = Experiment()
            experiment.id = store.newIdentifier()
            experiment.projectId = project
            experiment.slug = slug
            experiment.createdAt = store.now
            experiment.updatedAt = store.now
            experiment = try change.applied(to: experiment).0
            try store.insert(experiment)
            return UpsertedExperiment(experiment: experiment, isCreated: true)
        }
        var (changed, fields) = try change.applied(to: existing)
        changed.updatedAt = store.now
        fields += Experiment.fields.named("updatedAt")
        try store.update(changed, id: changed.id, fields: fields)
        return UpsertedExperiment(experiment: changed, isCreated: false)
    }
}

extension AnalyzeExperiment: StoredVerb {
    func perform(in store: Store) throws -> AnalysisResult {
        let experiment = try store.experiment(slug, project: project)
        let (result, analyzed) = try applied(to: experiment, now: store.now)
        var fields = Experiment.fields.named("analysisResult", "updatedAt")
        if analyzed.status != experiment.status { fields += Experiment.fields.named("status") }
        try store.update(analyzed, id: analyzed.id, fields: fields)
        return result
    }
}
