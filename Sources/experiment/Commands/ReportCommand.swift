internal import ArgumentParser
internal import Experiments
internal import Foundation

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: ReportExperiment.declaration.summary,
        discussion: """
            Prints one page of Markdown. With --handoff, one JSON object for the next step: the definition, the analysis, \
            what the rules say, and the head of the history.

            EXAMPLE
              experiment report ID button --output button.md
              experiment report ID button --handoff
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @Option(parsing: .unconditional, help: "Write to this file instead.", completion: .file())
    var output: String?

    @Flag(help: "One JSON object for the next step.")
    var handoff = false

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        do {
            let report = try await options.open().perform(ReportExperiment(project: project, slug: slug))
            let isJSON = handoff || options.format == .json
            let text = isJSON ? report.json.serialized() : report.markdown
            guard let output else { return try StandardOutput.write(text) }
            do {
                try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: output))
            } catch {
                throw WorkspaceError(.storage, code: "output_failed", "\(output) cannot be written. Name another file.")
            }
        } catch let error as WorkspaceError {
            throw CommandFailure(error: error, isJSON: options.format == .json)
        }
    }
}
