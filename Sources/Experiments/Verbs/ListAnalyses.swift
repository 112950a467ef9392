/// Lists the stored analyses of an experiment, the latest first.
package struct ListAnalyses: ExperimentVerb {
    package typealias Output = [StoredAnalysis]
    package var project: String
    package var slug: String

    package static let declaration = VerbDeclaration(
        "analyses", .read, .get, "/api/projects/{project}/experiments/{slug}/analyses",
        "Lists the stored analyses of an experiment, the latest first.", parameters: [.project, .slug])

    package init(project: String, slug: String) {
        self.project = project
        self.slug = slug
    }
}
