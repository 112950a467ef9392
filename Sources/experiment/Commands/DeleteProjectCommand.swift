internal import ArgumentParser
internal import Experiments

struct DeleteProjectCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete-project", abstract: DeleteProject.declaration.summary)

    @Argument(help: "The project's id.")
    var project: String

    @Option(parsing: .unconditional, help: "The project's name, as a proof that this one is meant.")
    var confirm: String

    @OptionGroup var options: WorkspaceOptions

    func verb() throws -> DeleteProject {
        try DeleteProject(arguments: DeleteProject(project: project, confirm: confirm).arguments)
    }

    func text(_ output: DeletedProject) -> String {
        "Deleted the project \(output.name) with \(NumberFormat.count(output.experimentCount, of: "experiment"))."
    }
}
