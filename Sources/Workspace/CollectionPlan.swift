internal import Experiments

/// Which source is asked, and for what.
struct CollectionPlan: Sendable {
    let experiment: Experiment
    let sourceName: String
    /// nil for the events that the workspace itself keeps.
    let configuration: SourceConfiguration?
    let query: SourceQuery
    /// The latest when the plan was made; nil where there was none.
    let snapshotId: String?

    /// - Parameter source: another source than the experiment's own.
    init(of experiment: Experiment, source: String?, in store: Store) throws {
        self.experiment = experiment
        let place = try experiment.dataSource.map(DataSource.init(parsing:))
        sourceName = source ?? place?.source ?? SourceConfiguration.embedded
        configuration = try store.sourceOfData(named: sourceName, project: experiment.projectId)
        query = try store.query(for: experiment, source: sourceName)
        snapshotId = try store.latestSnapshot(of: experiment)?.id
    }
}
