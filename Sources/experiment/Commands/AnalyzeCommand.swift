internal import ArgumentParser
internal import Experiments

struct AnalyzeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze", abstract: AnalyzeExperiment.declaration.summary,
        discussion: """
            The result is stored on the experiment, and its status moves to analyzing. A closed experiment answers its stored \
            analysis; another one opens it again, with a reason. A bandit is analyzed as a bandit until one variant is the \
            best with 95 %, then as an A/B test.

            EXAMPLE
              experiment analyze ID button
              experiment analyze ID button --change-reason "The log of May 3 came late"
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

    @Option(parsing: .unconditional, help: "Why a closed experiment is opened again.")
    var changeReason: String?

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        try await options.perform {
            AnalyzeExperiment(project: project, slug: slug, isIndicative: indicative, as: kind, reason: changeReason)
        } text: { output, workspace in
            switch output {
            case .bandit(let result): return TextOutput.bandit(result)
            case .ab(let result):
                // Its decision is that of the rules, which need more than the stored result.
                let report = try await workspace.perform(ReportExperiment(project: project, slug: slug))
                return TextOutput.analysis(result, recommendation: report.recommendation)
            }
        }
    }
}

extension AnalyzeExperiment.Kind: ExpressibleByArgument {}
