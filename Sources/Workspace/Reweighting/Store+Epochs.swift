internal import Experiments
internal import GRDB

/// The allocations that were applied.
extension Store {
    /// The weights in force: of the latest epoch, else those that the experiment was defined with.
    func currentAllocation(of experiment: Experiment) throws -> Allocation {
        guard let latest = try epochs(of: experiment).last else { return try Contract(of: experiment).allocation }
        return try Allocation(parsing: latest.weights)
    }

    /// The epoch that a proposal would open, from now on; not stored yet.
    func nextEpoch(
        of experiment: Experiment, proposal: ReweightProposal, analysis: String?
    ) throws -> AllocationEpoch {
        var epoch = newEpoch(of: experiment)
        epoch.number = max(try epochs(of: experiment).last?.number ?? 1, 1) + 1
        epoch.start = now
        epoch.weights = JSON.object(JSONObject(proposal.to.map { ($0.name, .number($0.value)) })).serialized()
        epoch.reason = proposal.reason
        epoch.analysisId = analysis
        return epoch
    }

    /// Keeps an epoch whose weights the flag has; before the second one, the first, which began with the window.
    ///
    /// - Parameter revision: of the flag after the push.
    func open(
        _ pending: AllocationEpoch, of experiment: Experiment, revision: String?
    ) throws -> AllocationEpoch {
        var epoch = pending
        epoch.flagRevision = revision
        if try epochs(of: experiment).isEmpty {
            var first = newEpoch(of: experiment)
            first.number = 1
            first.start = experiment.observationStart ?? experiment.createdAt
            first.weights = try Contract(of: experiment).allocation.json.serialized()
            first.reason = "The allocation that the experiment began with."
            try insert(first)
        }
        try insert(epoch)
        try forgetPending(of: experiment)
        try note("Weights of \(experiment.slug) applied", project: experiment.projectId)
        return epoch
    }

    /// An experiment whose weights may still change.
    ///
    /// - Throws: `WorkspaceError`: `notFound`; `ruleBroken` (rule 8) for one that is decided or put away.
    func openExperiment(_ slug: String, project: String) throws -> Experiment {
        let experiment = try experiment(slug, project: project)
        guard !experiment.status.isClosed else {
            throw WorkspaceError.broken(
                rule: 8, code: "experiment_closed",
                "'\(slug)' is \(experiment.status.rawValue), and its weights stay as they are. Reopen it first, with a reason."
            )
        }
        return experiment
    }

    /// Lets a loop that had reached its stop test it anew: its plan was changed, or the experiment was opened again.
    func takeUpLoop(of experiment: Experiment) throws {
        var run = try reweightRun(of: experiment)
        guard run.isStopped else { return }
        run.isStopped = false
        try setReweightRun(run, of: experiment)
    }

    func keepPending(_ epoch: AllocationEpoch, of experiment: Experiment) throws {
        var run = try reweightRun(of: experiment)
        run.pending = epoch
        try setReweightRun(run, of: experiment)
    }

    func forgetPending(of experiment: Experiment) throws {
        var run = try reweightRun(of: experiment)
        run.pending = nil
        try setReweightRun(run, of: experiment)
    }

    private func newEpoch(of experiment: Experiment) -> AllocationEpoch {
        var epoch = AllocationEpoch()
        epoch.id = newIdentifier()
        epoch.projectId = experiment.projectId
        epoch.experimentId = experiment.id
        return epoch
    }
}
