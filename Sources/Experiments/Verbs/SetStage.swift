/// Moves a project to another stage, and logs the move.
package struct SetStage: Verb {
    package typealias Output = Project
    package var project: String
    package var stage: Stage

    package static let declaration = VerbDeclaration(
        "set-stage", .write, .put, "/api/projects/{project}/stage", "Moves a project to another stage.",
        parameters: [.project, .init("stage", .json, summary: "one of: \(stageNames)")], otherKeys: .ignored)

    private static var stageNames: String { Stage.all.map(\.rawValue).joined(separator: ", ") }

    package init(project: String, stage: Stage) {
        self.project = project
        self.stage = stage
    }

    package init(_ arguments: VerbArguments) throws {
        project = arguments.text("project")
        stage = Stage(rawValue: arguments.text("stage"))
        guard Stage.all.contains(stage) else {
            throw WorkspaceError.invalid("Invalid stage. Must be one of: \(Self.stageNames)", code: "invalid_stage")
        }
    }

    package var arguments: JSONObject { ["project": .string(project), "stage": .string(stage.rawValue)] }
}
