/// Lists the stored analyses of an experiment, the latest first.
package struct ListAnalyses: Verb {
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

    package init(_ arguments: VerbArguments) {
        self.init(project: arguments.text("project"), slug: arguments.text("slug"))
    }

    package var arguments: JSONObject { ["project": .string(project), "slug": .string(slug)] }
}
