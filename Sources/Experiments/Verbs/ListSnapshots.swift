/// Lists the snapshots of an experiment, the latest first.
package struct ListSnapshots: ExperimentVerb {
    package typealias Output = [Snapshot]
    package var project: String
    package var slug: String

    package static let declaration = VerbDeclaration(
        "snapshots", .read, .get, "/api/projects/{project}/experiments/{slug}/snapshots",
        "Lists the snapshots of an experiment's input data, the latest first.", parameters: [.project, .slug])

    package init(project: String, slug: String) {
        self.project = project
        self.slug = slug
    }
}
