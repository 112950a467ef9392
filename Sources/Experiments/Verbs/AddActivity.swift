/// Adds a line to a project's log.
package struct AddActivity: Verb {
    package typealias Output = Activity
    package var project: String
    package var type: String
    package var title: String
    package var detail: String?

    package static let declaration = VerbDeclaration(
        "add-activity", .write, .post, "/api/projects/{project}/activity", "Adds a line to a project's log.",
        parameters: [
            .project, .init("type", summary: "what kind of line, such as note"),
            .init("title", summary: "the line itself"),
            .init("detail", summary: "more of it"),
        ], otherKeys: .ignored, successStatus: 201)

    package init(project: String, type: String, title: String, detail: String? = nil) {
        self.project = project
        self.type = type
        self.title = title
        self.detail = detail
    }

    package init(_ arguments: VerbArguments) throws {
        project = arguments.text("project")
        type = arguments.text("type")
        title = arguments.text("title")
        detail = arguments.optionalText("detail")
        guard !type.isEmpty, !title.isEmpty else {
            throw WorkspaceError.invalid("type and title are required", code: "missing_field")
        }
    }

    package var arguments: JSONObject {
        [
            "project": .string(project), "type": .string(type), "title": .string(title),
            "detail": detail.map(JSON.string) ?? .null,
        ]
    }
}
