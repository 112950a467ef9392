internal import ArgumentParser
internal import Experiments

struct GetExperimentCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "get-experiment", abstract: GetExperiment.declaration.summary)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @OptionGroup var options: WorkspaceOptions

    func verb() -> GetExperiment { GetExperiment(project: project, slug: slug) }

    func text(_ output: Experiment) -> String { TextOutput.experiment(output) }
}
