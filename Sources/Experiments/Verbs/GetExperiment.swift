/// One experiment by its slug.
package struct GetExperiment: Verb {
    package typealias Output = Experiment
    package var project: String
    package var slug: String

    package static let declaration = VerbDeclaration(
        "get-experiment", .read, .get, "/api/projects/{project}/experiment", "One experiment by its slug.",
        parameters: [.project, .init("slug", summary: "the experiment's slug")], otherKeys: .ignored)

    package init(project: String, slug: String) {
        self.project = project
        self.slug = slug
    }

    package init(_ arguments: VerbArguments) throws {
        project = arguments.text("project")
        slug = arguments.text("slug")
        guard !slug.isEmpty else {
            throw WorkspaceError.invalid("slug query parameter is required", code: "missing_field")
        }
    }

    package var arguments: JSONObject { ["project": .string(project), "slug": .string(slug)] }
}
