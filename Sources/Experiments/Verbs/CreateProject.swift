/// Creates a project at the stage `intent`.
package struct CreateProject: Verb {
    package typealias Output = Project
    package var name: String
    package var description: String?
    package var flagServerUrl: String?

    package static let declaration = VerbDeclaration(
        "create-project", .write, .post, "/api/projects", "Creates a project.",
        parameters: [
            .init("name", required: true, summary: "what people call it"),
            .init("description", summary: "what it is about"),
            .init("flagServerUrl", summary: "where its feature flags are served"),
        ], successStatus: 201)

    package init(name: String, description: String? = nil, flagServerUrl: String? = nil) {
        self.name = name
        self.description = description
        self.flagServerUrl = flagServerUrl
    }

    package init(_ arguments: VerbArguments) throws {
        self.init(
            name: arguments.text("name").trimmed, description: arguments.optionalText("description"),
            flagServerUrl: arguments.optionalText("flagServerUrl"))
        guard !name.isEmpty else { throw WorkspaceError.invalid("name is required", code: "missing_field") }
        guard name.count <= 500 else {
            throw WorkspaceError.invalid("name is longer than 500 characters", code: "invalid_value")
        }
    }

    package var arguments: JSONObject {
        [
            "name": .string(name), "description": description.map(JSON.string) ?? .null,
            "flagServerUrl": flagServerUrl.map(JSON.string) ?? .null,
        ]
    }
}
