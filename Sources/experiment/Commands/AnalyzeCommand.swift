internal import ArgumentParser
internal import Experiments

struct AnalyzeCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze", abstract: AnalyzeExperiment.declaration.summary,
        discussion: """
            The result is stored on the experiment, and its status moves to analyzing.

            EXAMPLE
              experiment analyze ID button
              experiment analyze ID button --format json | jq .primary_metric.verdict
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @Flag(help: "Compute below the minimum sample too, and mark the result.")
    var indicative = false

    @OptionGroup var options: WorkspaceOptions

    func verb() -> AnalyzeExperiment { AnalyzeExperiment(project: project, slug: slug, isIndicative: indicative) }

    func text(_ output: AnalysisResult) -> String { TextOutput.analysis(output) }
}
