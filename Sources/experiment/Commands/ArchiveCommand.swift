internal import ArgumentParser
internal import Experiments

struct ArchiveCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: ArchiveExperiment.declaration.summary,
        discussion: """
            EXAMPLE
              experiment archive ID button
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @OptionGroup var options: WorkspaceOptions

    func verb() -> ArchiveExperiment { ArchiveExperiment(project: project, slug: slug) }

    func text(_ output: Experiment) -> String {
        TextOutput.record(output, leavingOut: ["inputData", "analysisResult"])
    }
}
