package import Experiments

extension SQLiteWorkspace {
    /// Takes the turns of every bandit whose plan leaves them to the server, and that are due; then of the next ones, until
    /// the task is cancelled.
    ///
    /// A turn that fails is taken again after a pause; the others go on.
    /// - Parameters:
    ///   - interval: between two looks at what is due.
    ///   - report: told of each turn, with the experiment's slug.
    package func runReweightLoops(
        every interval: Duration = .seconds(5),
        report: @Sendable (String, Result<ReweightAnswer, any Error>) -> Void
    ) async throws {
        while true {
            do {
                for experiment in try await read({ try $0.dueReweights() }) {
                    await takeTurn(of: experiment, report: report)
                }
            } catch  where !Task.isCancelled {
                report("The loop of the bandits", .failure(error))
            }
            try await Task.sleep(for: interval)
        }
    }

    private func takeTurn(
        of experiment: Experiment, report: @Sendable (String, Result<ReweightAnswer, any Error>) -> Void
    ) async {
        do {
            let answer = try await perform(
                ReweightExperiment(
                    project: experiment.projectId, slug: experiment.slug, isApplying: true, isScheduled: true))
            if answer.outcome != .notDue { report(experiment.slug, .success(answer)) }
        } catch let error as WorkspaceError where error.code == RunnerLock.busy.code {
            // Another server takes it.
        } catch {
            report(experiment.slug, .failure(error))
        }
    }
}
