internal import ArgumentParser
internal import Experiments
internal import Foundation

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: ReportExperiment.declaration.summary,
        discussion: """
            Prints one page: Markdown, or with --html, or to a file whose name ends in .html, a page of HTML that needs \
            nothing beside it. With --handoff, one JSON object for the next step: the definition, the analysis, what the \
            rules say, and the head of the history.

            EXAMPLE
              experiment report ID button --output button.html
              experiment report ID button --output button.md
              experiment report ID button --handoff
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @Option(parsing: .unconditional, help: "Write to this file instead.", completion: .file())
    var output: String?

    @Flag(help: "One page of HTML.")
    var html = false

    @Flag(help: "One JSON object for the next step.")
    var handoff = false

    @OptionGroup var options: WorkspaceOptions

    func validate() throws {
        if html, handoff || options.format == .json {
            throw ValidationError("Give either --html, or --handoff or --format json.")
        }
    }

    func run() async throws {
        do {
            let report = try await options.open().perform(ReportExperiment(project: project, slug: slug))
            let text = text(of: report)
            guard let output else { return try StandardOutput.write(text) }
            do {
                try Data((text.hasSuffix("\n") ? text : text + "\n").utf8).write(to: URL(fileURLWithPath: output))
            } catch {
                throw WorkspaceError(.storage, code: "output_failed", "\(output) cannot be written. Name another file.")
            }
        } catch let error as WorkspaceError {
            throw CommandFailure(error: error, isJSON: options.format == .json)
        }
    }

    private func text(of report: ExperimentReport) -> String {
        if handoff || options.format == .json { return report.json.serialized() }
        let isPage = html || output.map { [".html", ".htm"].contains(where: $0.lowercased().hasSuffix) } ?? false
        return isPage ? report.html : report.markdown
    }
}
