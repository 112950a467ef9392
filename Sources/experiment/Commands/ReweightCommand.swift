internal import ArgumentParser
internal import Experiments
internal import Workspace

struct ReweightCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reweight", abstract: ReweightExperiment.declaration.summary,
        discussion: """
            Without --apply it shows what it would do. With --every it goes on until the stop, or until it is interrupted; \
            when it is started again, it waits for the turn that is due.

            EXAMPLE
              experiment reweight ID banner
              experiment reweight ID banner --apply
              experiment reweight ID banner --apply --every 6h --on-stop winner
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @Flag(help: "Push what is proposed to the flag, and open an epoch.")
    var apply = false

    @Option(help: "Take a turn again and again, such as every 6h.")
    var every: String?

    @Option(help: "What is pushed when one variant is clearly the best: hold or winner.")
    var onStop: String?

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        var arguments: JSONObject = ["project": .string(project), "slug": .string(slug), "apply": .boolean(apply)]
        arguments["onStop"] = onStop.map(JSON.string)
        arguments["every"] = every.map(JSON.string)
        if every != nil { arguments["scheduled"] = true }
        while true {
            let next = try await turn(arguments)
            guard every != nil, let next else { return }
            try await Task.sleep(
                for: .milliseconds(
                    max(1000, next.milliseconds - SQLiteWorkspace.Surroundings.systemTime().milliseconds)))
        }
    }

    /// One turn, and when the next one is due. A source or flag system that cannot be reached is tried again.
    private func turn(_ arguments: JSONObject) async throws -> Instant? {
        do {
            let answer = try await options.perform({ try ReweightExperiment(arguments: arguments) }, text: Self.text)
            for warning in answer.warnings { StandardError.write("Warning: \(warning)") }
            return answer.nextRun
        } catch let failure as CommandFailure where every != nil && failure.error.kind.exitCode == 4 {
            StandardError.write("\(failure.error.message) The turn is taken again after a pause.")
            return Instant(milliseconds: SQLiteWorkspace.Surroundings.systemTime().milliseconds + 60_000)
        }
    }

    static func text(_ answer: ReweightAnswer) -> String {
        var lines = ["\(answer.experiment): \(answer.outcome.words). \(answer.reason)"]
        if !answer.from.isEmpty {
            var table = TextTable(["Variant", "Now", answer.outcome == .applied ? "From now on" : "Proposed"])
            for share in answer.from {
                let to = answer.to.first { $0.name == share.name }
                table.add([share.name, NumberFormat.percent(share.value), NumberFormat.percent(to?.value)])
            }
            lines += ["", table.text]
        }
        if answer.outcome == .proposed { lines.append("Nothing was pushed. --apply pushes this.") }
        if let epoch = answer.epoch { lines.append("Epoch \(epoch) begins.") }
        if let next = answer.nextRun { lines.append("Next turn: \(next.jsonText)") }
        return lines.joined(separator: "\n")
    }
}

extension ReweightAnswer.Outcome {
    fileprivate var words: String {
        switch self {
        case .notDue: "not due"
        case .waiting: "no weights yet"
        case .stopped: "stopped"
        case .unchanged: "unchanged"
        case .proposed: "proposed"
        case .applied: "applied"
        }
    }
}
