internal import ArgumentParser
internal import Experiments

struct AnalyzeCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze", abstract: AnalyzeExperiment.declaration.summary,
        discussion: """
            The result is stored on the experiment, and its status moves to analyzing. A bandit is analyzed as a bandit \
            until one variant is the best with 95 %, then as an A/B test.

            EXAMPLE
              experiment analyze ID button
              experiment analyze ID button --format json | jq .primary_metric.verdict
              experiment analyze ID headline --as bandit
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @Flag(help: "Compute below the minimum sample too, and mark the result.")
    var indicative = false

    @Option(name: .customLong("as"), help: "ab or bandit.")
    var kind: AnalyzeExperiment.Kind?

    @OptionGroup var options: WorkspaceOptions

    func verb() -> AnalyzeExperiment {
        AnalyzeExperiment(project: project, slug: slug, isIndicative: indicative, as: kind)
    }

    func text(_ output: AnalysisOutcome) -> String {
        switch output {
        case .ab(let result): TextOutput.analysis(result)
        case .bandit(let result): TextOutput.bandit(result)
        }
    }
}

extension AnalyzeExperiment.Kind: ExpressibleByArgument {}
