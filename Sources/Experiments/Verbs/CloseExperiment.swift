/// Closes a decided experiment: its decision stands, and its window has an end.
package struct CloseExperiment: ExperimentVerb {
    package typealias Output = Experiment
    package var project: String
    package var slug: String

    package static let declaration = VerbDeclaration(
        "close", .write, .post, "/api/projects/{project}/experiments/{slug}/close",
        "Closes an experiment whose decision, summary and reason are written.", parameters: [.project, .slug])

    package init(project: String, slug: String) {
        self.project = project
        self.slug = slug
    }

    /// - Throws: `WorkspaceError` (kind `ruleBroken`): rule 8.
    package func applied(to experiment: Experiment, isAnalyzed: Bool, now: Instant) throws -> Experiment {
        guard !experiment.status.isClosed else {
            throw WorkspaceError(
                .ruleBroken, code: "already_closed",
                "'\(slug)' is \(experiment.status.rawValue) already. Read its report, or reopen it with a reason. (Rule 8.)"
            )
        }
        try StatusRule.check(.decided, of: experiment, facts: .init(isAnalyzed: isAnalyzed, reason: nil))
        var closed = experiment
        closed.status = .decided
        if closed.observationEnd == nil { closed.observationEnd = now }
        closed.updatedAt = now
        return closed
    }
}
