/// The experiments among which a holdout's children are found, and what is known of them beside their records.
package struct HoldoutExperiments: Sendable {
    package var all: [Experiment]
    /// By the experiment's id; a child without one has data that an older file or another program wrote.
    package var latestSnapshots: [String: Snapshot]
    /// By slug, why an analysis was refused.
    package var refusals: [String: String]

    package init(
        _ all: [Experiment], latestSnapshots: [String: Snapshot] = [:], refusals: [String: String] = [:]
    ) {
        self.all = all
        self.latestSnapshots = latestSnapshots
        self.refusals = refusals
    }
}
