internal import ArgumentParser
internal import Experiments
internal import Workspace

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Stores a file's exposures or metric events in the workspace.",
        discussion: """
            Reads CSV with a header, or one JSON object a line (.jsonl, .ndjson). Columns:
              exposures  user_key, flag_key, variant, timestamp
              events     user_key, event_name, timestamp, and optionally value, id
            A timestamp is ISO 8601 or epoch milliseconds. An interrupted import goes on where it was; the same bytes are \
            never stored twice.

            EXAMPLE
              experiment import exposures.csv --kind exposures
              experiment import events.csv --kind events \\
                --map user_key=uid --map value=amount
            """)

    @Argument(help: "The file.", completion: .file())
    var file: String

    @Option(help: "What its rows are: \(ImportRequest.Kind.allCases.map(\.rawValue).joined(separator: " or ")).")
    var kind: ImportRequest.Kind

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A column that is called otherwise; may be repeated.", valueName: "field=column"))
    var map: [String] = []

    @Flag(help: "Pass over rows that cannot be read, and count them.")
    var skipBad = false

    @Flag(help: "Take a last line without a line end as complete.")
    var takeLastLine = false

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        do {
            let report = try await report()
            try StandardOutput.write(options.format == .json ? report.json.serialized() : text(report))
        } catch let error as WorkspaceError {
            throw CommandFailure(error: error, isJSON: options.format == .json)
        }
    }

    private func report() async throws -> ImportReport {
        let request = try ImportRequest(
            path: WorkspaceOptions.absolute(file), kind: kind, map: map, skipsBadRows: skipBad,
            takesUnendedLine: takeLastLine)
        let service = try options.open(isCreating: true)
        var bar = ProgressBar()
        defer { bar.clear() }
        guard let workspace = service as? SQLiteWorkspace else {
            return try await EventSender(request, to: service).run { bar.show($0) }
        }
        let report = try workspace.importEvents(request) { bar.show($0) }
        try workspace.close()
        return report
    }

    private func text(_ report: ImportReport) -> String {
        let thing = kind == .exposures ? "exposure" : "event"
        var lines = ["Stored \(NumberFormat.count(report.accepted, of: thing))."]
        if let before = report.doneBeforeAt {
            lines.append(
                "The first \(NumberFormat.count(report.linesDoneBefore, of: "line")) had been imported by "
                    + "\(before.jsonText), and were not read again.")
        }
        if report.dropped > 0 { lines.append("\(NumberFormat.count(report.dropped, of: thing)) known before.") }
        if report.bad > 0 {
            lines.append(
                "\(NumberFormat.count(report.bad, of: "bad row")) passed over"
                    + (report.firstFault.map { ", the first: \($0)." } ?? ".")
                    + " Import such rows, corrected, as a file of their own: this file, corrected, would be another one, and "
                    + "its rows without an id would count twice.")
        }
        return lines.joined(separator: "\n")
    }
}

extension ImportRequest.Kind: ExpressibleByArgument {}
