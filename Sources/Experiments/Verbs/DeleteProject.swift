/// Deletes a project with its experiments, activities and messages.
package struct DeleteProject: Verb {
    package typealias Output = DeletedProject
    package var project: String
    /// The project's name, as a proof that this one is meant.
    package var confirm: String

    package static let declaration = VerbDeclaration(
        "delete-project", .admin, .delete, "/api/projects/{project}",
        "Deletes a project with its experiments, activities and messages.",
        parameters: [.project, .init("confirm", required: true, summary: "the project's name")])

    package init(project: String, confirm: String) {
        self.project = project
        self.confirm = confirm
    }

    package init(_ arguments: VerbArguments) {
        self.init(project: arguments.text("project"), confirm: arguments.text("confirm"))
    }

    package var arguments: JSONObject { ["project": .string(project), "confirm": .string(confirm)] }

    /// - Throws: `WorkspaceError` (kind `invalid`) unless the confirmation is the project's name.
    package func checkConfirmation(of project: Project) throws {
        guard confirm == project.name else {
            throw WorkspaceError.invalid(
                "confirm is \"\(confirm)\", and the project is called \"\(project.name)\"; "
                    + "nothing was deleted. Give the name exactly.", code: "confirmation_mismatch")
        }
    }
}

package struct DeletedProject: VerbOutput, Equatable {
    package var id: String
    package var name: String
    package var experimentCount: Int

    package init(id: String, name: String, experimentCount: Int) {
        self.id = id
        self.name = name
        self.experimentCount = experimentCount
    }

    package init(json: JSON) throws {
        guard let id = json["id"]?.text, let name = json["name"]?.text,
            let experimentCount = json["experimentCount"]?.wholeNumber
        else { throw WorkspaceError.invalid("the answer lacks id, name or experimentCount", code: "wrong_type") }
        self.init(id: id, name: name, experimentCount: experimentCount)
    }

    package var json: JSON {
        ["id": .string(id), "name": .string(name), "experimentCount": .integer(Int64(experimentCount))]
    }
}
