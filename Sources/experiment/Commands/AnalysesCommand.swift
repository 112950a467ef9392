internal import ArgumentParser
internal import Experiments

struct AnalysesCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyses", abstract: ListAnalyses.declaration.summary,
        discussion: """
            EXAMPLE
              experiment analyses ID button
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @OptionGroup var options: WorkspaceOptions

    func verb() -> ListAnalyses { ListAnalyses(project: project, slug: slug) }

    func text(_ output: [StoredAnalysis]) -> String {
        guard !output.isEmpty else { return "No analyses." }
        var table = TextTable(["Id", "At", "Engine", "Snapshot"])
        for analysis in output {
            table.add([
                analysis.id, analysis.createdAt.jsonText, analysis.engine, analysis.snapshotId ?? NumberFormat.none,
            ])
        }
        return table.text
    }
}
