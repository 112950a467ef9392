internal import ArgumentParser
internal import Experiments
internal import Foundation

struct ComputeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compute", abstract: "The statistics without a workspace: JSON in, JSON out.",
        discussion: """
            Reads one JSON object on standard input, or counts from the flags. The methods are \
            \(Compute.methods.joined(separator: ", ")).

            EXAMPLE
              experiment compute --control 41/487 --treatment 67/513
              echo '{"metric":{"a":{"n":487,"k":41},"b":{"n":513,"k":67}}}' \\
                | experiment compute
            """)

    @Option(help: ArgumentHelp("Conversions and users of the control.", valueName: "k/n"))
    var control: String?

    @Option(help: ArgumentHelp("Conversions and users of a treatment; may be repeated.", valueName: "k/n"))
    var treatment: [String] = []

    func run() throws {
        try StandardOutput.write(Compute.answer(request()).serialized())
    }

    private func request() throws -> JSON {
        guard control != nil || !treatment.isEmpty else {
            return try StandardInput.json(orGive: "--control k/n and --treatment k/n")
        }
        guard let control, !treatment.isEmpty else {
            throw WorkspaceError.invalid("give --control k/n and at least one --treatment k/n", code: "missing_field")
        }
        var metric: JSONObject = ["control": try JSON(counts: control)]
        for (index, text) in treatment.enumerated() {
            metric[treatment.count == 1 ? "treatment" : "treatment_\(index + 1)"] = try JSON(counts: text)
        }
        return ["control": "control", "metric": .object(metric)]
    }
}

extension JSON {
    /// Conversions over users, as in `41/487`.
    init(counts text: String) throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int64(String($0).trimmed) }
        guard parts.count == 2, let k = parts[0], let n = parts[1] else {
            throw WorkspaceError.invalid("\"\(text)\" is not k/n, such as 41/487", code: "invalid_value")
        }
        self = ["n": .integer(n), "k": .integer(k)]
    }
}
