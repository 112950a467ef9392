internal import ArgumentParser
internal import Experiments

struct CloseCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: CloseExperiment.declaration.summary,
        discussion: """
            The decision, its summary and its reason must be written, and rest on an analysis of the latest data. The \
            window ends now where it has no end.

            EXAMPLE
              experiment close ID button
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @OptionGroup var options: WorkspaceOptions

    func verb() -> CloseExperiment { CloseExperiment(project: project, slug: slug) }

    func text(_ output: Experiment) -> String {
        TextOutput.record(output, leavingOut: ["inputData", "analysisResult"])
    }
}
