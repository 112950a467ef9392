internal import ArgumentParser
internal import Experiments

struct AnalyzeCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze", abstract: AnalyzeExperiment.declaration.summary,
        discussion: """
            The result is stored on the experiment, and its status moves to analyzing. A closed experiment answers its stored \
            analysis; another one opens it again, with a reason.

            EXAMPLE
              experiment analyze ID button
              experiment analyze ID button --change-reason "The log of May 3 came late"
              experiment analyze ID button --format json | jq .primary_metric.verdict
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @Flag(help: "Compute below the minimum sample too, and mark the result.")
    var indicative = false

    @Option(parsing: .unconditional, help: "Why a closed experiment is opened again.")
    var changeReason: String?

    @OptionGroup var options: WorkspaceOptions

    func verb() -> AnalyzeExperiment {
        AnalyzeExperiment(project: project, slug: slug, isIndicative: indicative, reason: changeReason)
    }

    func text(_ output: AnalysisResult) -> String { TextOutput.analysis(output) }
}
