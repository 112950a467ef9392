internal import Experiments
internal import GRDB

extension GetProject: StoredVerb {
    func perform(in store: Store) throws -> ProjectDetail {
        ProjectDetail(
            project: try store.project(project),
            experiments: try store.all(Experiment.self, "WHERE projectId = ? \(Order.newestFirst)", [project]),
            activities: try store.all(Activity.self, "WHERE projectId = ? \(Order.newestFirst) LIMIT 20", [project]),
            messages: try store.all(Message.self, "WHERE projectId = ? \(Order.oldestFirst)", [project]))
    }
}

extension GetExperiment: StoredVerb {
    func perform(in store: Store) throws -> Experiment {
        try store.experiment(slug, project: project)
    }
}

extension ListProjects: StoredVerb {
    func perform(in store: Store) throws -> [ProjectSummary] {
        let counts = try Row.fetchAll(
            store.database, sql: "SELECT projectId, COUNT(*) FROM Experiment GROUP BY projectId")
        let countOfProject = Dictionary(counts.map { ($0[0] as String, $0[1] as Int) }) { first, _ in first }
        return try store.all(Project.self, "ORDER BY instant(updatedAt) DESC, rowid DESC", [])
            .map { ProjectSummary(project: $0, experimentCount: countOfProject[$0.id] ?? 0) }
    }
}

extension ListExperiments: StoredVerb {
    func perform(in store: Store) throws -> [ExperimentSummary] {
        try store.requireProject(project)
        return try store.all(ExperimentSummary.self, "WHERE projectId = ? \(Order.newestFirst)", [project])
    }
}

extension GetOverview: StoredVerb {
    func perform(in store: Store) throws -> ProjectOverview {
        ProjectOverview(
            project: try store.project(project),
            experimentCount: try store.experimentCount(of: project),
            experiments: try store.all(
                ExperimentSummary.self, "WHERE projectId = ? \(Order.newestFirst) LIMIT ? OFFSET ?",
                [project, limit, offset]),
            activities: try store.all(Activity.self, "WHERE projectId = ? \(Order.newestFirst) LIMIT 20", [project]))
    }
}

extension CheckExperiment: StoredVerb {
    func perform(in store: Store) throws -> CheckReport {
        try store.checkReport(of: store.experiment(slug, project: project))
    }
}

extension ReportExperiment: StoredVerb {
    func perform(in store: Store) throws -> ExperimentReport {
        let experiment = try store.experiment(slug, project: project)
        let basis = try? store.decisionBasis(of: experiment)
        return ExperimentReport(
            experiment: experiment,
            recommendation: basis.flatMap { try? $0.recommendation(overrides: [:], now: store.now) },
            historyHead: try store.historyHead, page: page)
    }
}

extension ListSnapshots: StoredVerb {
    func perform(in store: Store) throws -> [Snapshot] {
        try store.snapshots(of: store.experiment(slug, project: project))
    }
}

extension ListAnalyses: StoredVerb {
    func perform(in store: Store) throws -> [StoredAnalysis] {
        try store.analyses(of: store.experiment(slug, project: project))
    }
}

extension ReplayAnalyses: StoredVerb {
    func perform(in store: Store) throws -> ReplayReport {
        try store.requireProject(project)
        let experiments =
            try slug.map { [try store.experiment($0, project: project)] }
            ?? store.all(Experiment.self, "WHERE projectId = ? ORDER BY rowid", [project])
        return ReplayReport(
            lines: try experiments.flatMap { experiment in
                let snapshots = try store.snapshots(of: experiment)
                let analyses = try store.analyses(of: experiment)
                return analyses.map { analysis in
                    analysis.replayed(
                        of: snapshots.first { $0.id == analysis.snapshotId }, experiment: experiment.slug,
                        among: analyses)
                }
            })
    }
}

extension VerifyHistory: StoredVerb {
    func perform(in store: Store) throws -> HistoryVerification {
        var verifier = HistoryVerifier(database: store.database)
        return try verifier.verify(expected: expected)
    }
}

extension ListExperimentHistory: StoredVerb {
    func perform(in store: Store) throws -> [HistoryEntry] {
        try ListHistory(project: project, slug: slug).perform(in: store)
    }
}

extension ListHistory: StoredVerb {
    func perform(in store: Store) throws -> [HistoryEntry] {
        let parts = "'\(Snapshot.table)', '\(StoredAnalysis.table)'"
        guard let slug else {
            try store.requireProject(project)
            return try store.all(
                HistoryEntry.self,
                """
                WHERE (entity = '\(Project.table)' AND entityId = ?1)
                    OR \(HistoryEntry.payloadMember("projectId")) = ?1
                ORDER BY sequence DESC LIMIT ?2
                """, [project, limit])
        }
        let experiment = try store.experiment(slug, project: project)
        return try store.all(
            HistoryEntry.self,
            """
            WHERE (entity = '\(Experiment.table)' AND entityId = ?1)
                OR (entity IN (\(parts)) AND \(HistoryEntry.payloadMember("experimentId")) = ?1)
            ORDER BY sequence DESC LIMIT ?2
            """, [experiment.id, limit])
    }
}

extension GetHealth: StoredVerb {
    func perform(in store: Store) throws -> Health {
        try store.database.execute(sql: "SELECT 1 FROM Project LIMIT 1")
        return Health(version: Engine.version)
    }
}

/// Several rows may share an instant: the order is by instant, then by the order of writing.
private enum Order {
    static let newestFirst = "ORDER BY instant(createdAt) DESC, rowid DESC"
    static let oldestFirst = "ORDER BY instant(createdAt), rowid"
}
