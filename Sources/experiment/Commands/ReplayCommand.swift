internal import ArgumentParser
internal import Experiments

struct ReplayCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: ReplayAnalyses.declaration.summary,
        discussion: """
            Ends with exit code 1 where one comes out differently.

            EXAMPLE
              experiment replay ID
              experiment replay ID button
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "An experiment's slug; all of the project without it.")
    var slug: String?

    @OptionGroup var options: WorkspaceOptions

    func verb() -> ReplayAnalyses { ReplayAnalyses(project: project, slug: slug) }

    func text(_ output: ReplayReport) -> String {
        guard !output.lines.isEmpty else { return "No analyses." }
        var table = TextTable(["Experiment", "Analysis", "Engine", "Finding", ""])
        for line in output.lines {
            let finding = line.finding.rawValue.replacing("_", with: " ")
            table.add([line.experiment, line.analysis, line.engine, finding, line.detail ?? ""])
        }
        return table.text
    }

    func isFinding(_ output: ReplayReport) -> Bool { !output.isSound }
}
