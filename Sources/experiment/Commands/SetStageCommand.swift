internal import ArgumentParser
internal import Experiments

struct SetStageCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-stage", abstract: SetStage.declaration.summary)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(
        help: "One of: \(Stage.all.map(\.rawValue).joined(separator: ", ")).",
        completion: .list(Stage.all.map(\.rawValue)))
    var stage: String

    @OptionGroup var options: WorkspaceOptions

    func verb() throws -> SetStage {
        try SetStage(arguments: ["project": .string(project), "stage": .string(stage)])
    }

    func text(_ output: Project) -> String { "\(output.name) is now at the stage \(output.stage.rawValue)." }
}
