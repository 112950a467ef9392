/// Puts a closed experiment away.
package struct ArchiveExperiment: ExperimentVerb {
    package typealias Output = Experiment
    package var project: String
    package var slug: String

    package static let declaration = VerbDeclaration(
        "archive", .write, .post, "/api/projects/{project}/experiments/{slug}/archive",
        "Puts a closed experiment away.", parameters: [.project, .slug])

    package init(project: String, slug: String) {
        self.project = project
        self.slug = slug
    }

    /// - Throws: `WorkspaceError` (kind `ruleBroken`): rule 8.
    package func applied(to experiment: Experiment, now: Instant) throws -> Experiment {
        guard experiment.status == .decided else {
            throw WorkspaceError(
                .ruleBroken, code: "not_closed",
                "'\(slug)' is \(experiment.status.rawValue), and only a decided experiment can be archived. Close it first. "
                    + "(Rule 8.)")
        }
        var archived = experiment
        archived.status = .archived
        archived.updatedAt = now
        return archived
    }
}
