internal import Experiments
internal import GRDB

extension ReweightExperiment: WorkspaceVerb {
    /// Holds the runner's lock for the whole turn, so that no two processes apply weights at once.
    func perform(on workspace: SQLiteWorkspace) async throws -> ReweightAnswer {
        guard let lock = try RunnerLock(of: workspace.connections.path) else { throw RunnerLock.busy }
        defer { withExtendedLifetime(lock) {} }
        let start = try await workspace.read { store in
            let experiment = try store.openExperiment(slug, project: project)
            return (
                experiment: experiment, plan: try plan(of: experiment), run: try store.reweightRun(of: experiment),
                now: store.now
            )
        }
        if isScheduled, let wait = notDue(start.run, now: start.now) { return wait }
        do {
            var answer = try await turn(of: start.experiment, plan: start.plan, on: workspace)
            answer.warnings += start.plan.warnings
            // A turn that somebody takes by hand leaves the time of the loop as it is.
            guard isScheduled else { return answer }
            let isFinal = answer.isFinal
            answer.nextRun = try await workspace.write { store in
                var run = try store.reweightRun(of: start.experiment)
                run.failures = 0
                run.isStopped = isFinal
                run.nextRun = isFinal ? nil : Instant(milliseconds: store.now.milliseconds + start.plan.interval)
                try store.setReweightRun(run, of: start.experiment)
                return run.nextRun
            }
            return answer
        } catch {
            if isScheduled {
                try await workspace.write { store in
                    var run = try store.reweightRun(of: start.experiment)
                    run.nextRun = Instant(
                        milliseconds: store.now.milliseconds + run.pause(interval: start.plan.interval))
                    run.failures += 1
                    try store.setReweightRun(run, of: start.experiment)
                }
            }
            throw error
        }
    }

    private func notDue(_ run: ReweightRun, now: Instant) -> ReweightAnswer? {
        // Whoever asks for turns at intervals of their own wants the stop tested anew.
        if run.isStopped, interval == nil {
            return ReweightAnswer(experiment: slug, outcome: .stopped, reason: "The loop has reached its stop.")
        }
        guard let next = run.nextRun, next > now else { return nil }
        var answer = ReweightAnswer(
            experiment: slug, outcome: .notDue, reason: "The next turn is due at \(next.jsonText).")
        answer.nextRun = next
        return answer
    }

    private func turn(
        of experiment: Experiment, plan: ReweightPlan, on workspace: SQLiteWorkspace
    ) async throws -> ReweightAnswer {
        let unsettled = try await settle(experiment, plan: plan, on: workspace)
        _ = try await CollectExperiment(project: project, slug: slug).perform(on: workspace)
        let (proposal, analysis) = try await workspace.write { store in
            let outcome = try AnalyzeExperiment(project: project, slug: slug, as: .bandit).perform(in: store)
            let experiment = try store.experiment(slug, project: project)
            let proposal = try outcome.bandit.map { result in
                try ReweightProposal(
                    of: result, from: store.currentAllocation(of: experiment),
                    variants: Contract(of: experiment).variants.all, onStop: plan.onStop)
            }
            return (proposal, try store.latestBanditAnalysis(of: experiment)?.id)
        }
        guard let proposal else { throw WorkspaceError(.internal, code: "internal", "The bandit has no result.") }
        var answer = proposal.answer(for: slug)
        answer.analysis = analysis
        answer.warnings = unsettled
        guard isApplying, !proposal.to.isEmpty else { return answer }
        let receipt = try await apply(proposal, analysis: analysis, to: experiment, plan: plan, on: workspace)
        answer.outcome = .applied
        answer.epoch = receipt.number
        answer.flagRevision = receipt.flagRevision
        return answer
    }

    /// The intent is kept before the push and becomes an epoch after it, so that a process that dies in between leaves a
    /// trace of what the flag may have.
    private func apply(
        _ proposal: ReweightProposal, analysis: String?, to experiment: Experiment, plan: ReweightPlan,
        on workspace: SQLiteWorkspace
    ) async throws -> AllocationEpoch {
        let pusher = try await workspace.pusher(named: plan.push, of: experiment)
        let epoch = try await workspace.read {
            try $0.nextEpoch(of: experiment, proposal: proposal, analysis: analysis)
        }
        let change = try await change(to: epoch, of: experiment, on: workspace)
        // What refuses already to be read is not asked to change.
        _ = try await pusher.preview(change)
        try await workspace.write { store in
            _ = try store.openExperiment(slug, project: project)
            try store.keepPending(epoch, of: experiment)
        }
        let receipt: FlagPushReceipt
        do {
            receipt = try await pusher.push(change)
        } catch  where !Self.mayHaveArrived(error) {
            try await workspace.write { try $0.forgetPending(of: experiment) }
            throw error
        }
        return try await workspace.write { store in
            var opened = epoch
            opened.start = store.now
            return try store.open(opened, of: experiment, revision: receipt.revision)
        }
    }

    /// Whether the flag may serve the weights of a push that ended with this error.
    private static func mayHaveArrived(_ error: any Error) -> Bool {
        guard let error = error as? WorkspaceError else { return true }
        let refusals = [SourceFailure.refused, .missing].map(\.rawValue)
        return error.kind == .unreachable && !refusals.contains(error.code)
    }

    /// Finds out whether weights that an earlier turn was about to push have arrived; a system that cannot say gets them
    /// again, which is the same push to it.
    ///
    /// - Returns: what is still not known, for the reader of a dry run, which pushes nothing.
    private func settle(
        _ experiment: Experiment, plan: ReweightPlan, on workspace: SQLiteWorkspace
    ) async throws -> [String] {
        guard var epoch = try await workspace.read({ try $0.reweightRun(of: experiment).pending }) else { return [] }
        let pusher = try await workspace.pusher(named: plan.push, of: experiment)
        let change = try await change(to: epoch, of: experiment, on: workspace)
        var found = try await pusher.preview(change)
        if found.from == nil {
            guard isApplying else {
                return [
                    "Whether the weights of the last push are in force is not known: it ended without an answer. The next "
                        + "turn that applies weights pushes them again first."
                ]
            }
            found = try await pusher.push(change)
        }
        epoch.start = found.changedAt.map { max($0, epoch.start) } ?? epoch.start
        try await workspace.write { [epoch, found] store in
            if found.from != nil, found.isChange {
                try store.forgetPending(of: experiment)
            } else {
                _ = try store.open(epoch, of: experiment, revision: found.revision)
            }
        }
        return []
    }

    private func change(
        to epoch: AllocationEpoch, of experiment: Experiment, on workspace: SQLiteWorkspace
    ) async throws -> FlagChange {
        let query = try await workspace.read { store in
            try CollectionPlan(of: experiment, source: nil, in: store).query
        }
        return FlagChange(
            flagKey: query.flagKey, experiment: slug,
            shares: FlagChange.shares(try Allocation(parsing: epoch.weights), of: query.variants),
            epoch: epoch.number, comment: epoch.reason, idempotencyKey: epoch.id)
    }
}
