internal import Experiments
internal import GRDB

extension AddSource: StoredVerb {
    func perform(in store: Store) throws -> SourceConfiguration {
        try store.requireProject(project)
        guard try store.source(configuration.name, project: project) == nil else {
            throw WorkspaceError(
                .ruleBroken, code: "source_exists",
                "The project has a source \"\(configuration.name)\" already. Remove it first, or take another name.")
        }
        var source = configuration
        source.id = store.newIdentifier()
        source.projectId = project
        source.createdAt = store.now
        try store.insert(source)
        return source
    }
}

extension ListSources: StoredVerb {
    func perform(in store: Store) throws -> [SourceConfiguration] {
        try store.requireProject(project)
        return try store.all(SourceConfiguration.self, "WHERE projectId = ? ORDER BY name", [project])
    }
}

extension RemoveSource: StoredVerb {
    func perform(in store: Store) throws -> SourceConfiguration {
        try store.requireProject(project)
        let source = try store.requiredSource(name, project: project)
        try store.delete(source)
        return source
    }
}

extension TestSource: WorkspaceVerb {
    func perform(on workspace: SQLiteWorkspace) async throws -> SourceReport {
        let (source, query) = try await workspace.read { store in
            (
                try store.sourceOfData(named: name, project: project),
                try slug.map { slug in
                    try store.query(for: store.experiment(slug, project: project), source: name)
                }
            )
        }
        var report = try await workspace.metricSource(source).test(query)
        report.source = name
        report.kind = source?.kind.rawValue ?? SourceConfiguration.embedded
        return report
    }
}

extension ShowSQL: WorkspaceVerb {
    func perform(on workspace: SQLiteWorkspace) async throws -> SourceStatement {
        let plan = try await workspace.read { store in
            try CollectionPlan(of: store.experiment(slug, project: project), source: source, in: store)
        }
        return SourceStatement(
            source: plan.sourceName,
            statement: try workspace.metricSource(plan.configuration).statement(for: plan.query))
    }
}

extension Store {
    func source(_ name: String, project: String) throws -> SourceConfiguration? {
        try all(SourceConfiguration.self, "WHERE projectId = ? AND name = ?", [project, name]).first
    }

    func requiredSource(_ name: String, project: String) throws -> SourceConfiguration {
        guard let source = try source(name, project: project) else {
            throw WorkspaceError.notFound(
                "Source '\(name)' not found. `experiment sources list` shows the project's sources.",
                code: "source_not_found")
        }
        return source
    }

    /// nil for the events that the workspace itself keeps.
    func sourceOfData(named name: String, project: String) throws -> SourceConfiguration? {
        try requireProject(project)
        return name == SourceConfiguration.embedded ? nil : try requiredSource(name, project: project)
    }

    func epochs(of experiment: Experiment) throws -> [AllocationEpoch] {
        try all(AllocationEpoch.self, "WHERE experimentId = ? ORDER BY number", [experiment.id])
    }

    func query(for experiment: Experiment, source name: String) throws -> SourceQuery {
        try SourceQuery(
            for: experiment, flagKey: project(experiment.projectId).flagKey,
            envId: source(name, project: experiment.projectId)?.envId, epochs: epochs(of: experiment), now: now)
    }
}
