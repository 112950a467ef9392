/// Sets fields of a project's decision state.
package struct UpdateState: Verb {
    package typealias Output = Project
    package var project: String
    /// State field to text, or null to clear it; never empty.
    package var values: JSONObject

    package static let declaration = VerbDeclaration(
        "update-state", .write, .put, "/api/projects/{project}/state", "Sets fields of a project's decision state.",
        parameters: [.project] + Project.stateFields.map { .init($0, summary: "the project's \($0)") },
        otherKeys: .ignored)

    package init(project: String, values: JSONObject) {
        self.project = project
        self.values = values
    }

    package init(_ arguments: VerbArguments) throws {
        project = arguments.text("project")
        values = JSONObject(arguments.object.lazy.filter { Project.stateFields.contains($0.0) })
        guard !values.isEmpty else {
            throw WorkspaceError.invalid("No valid state fields provided", code: "no_state_fields")
        }
    }

    package var arguments: JSONObject {
        var object: JSONObject = ["project": .string(project)]
        for (name, value) in values { object[name] = value }
        return object
    }
}
