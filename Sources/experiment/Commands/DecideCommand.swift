internal import ArgumentParser
internal import Experiments

struct DecideCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide", abstract: DecideExperiment.declaration.summary,
        discussion: """
            Without --decision it takes what the rules recommend on the analysis of the latest data, and prints the whole \
            statement. Another decision needs --reason. A blocker is passed over only by --override with a reason of its \
            own.

            EXAMPLE
              experiment decide ID button
              experiment decide ID button --decision PAUSE \\
                --reason "Support is short-handed in May"
              experiment decide ID button \\
                --override "srm=The redirect only lost bots; see the log of May 3"
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @Option(help: "CONTINUE, PAUSE, ROLLBACK_CANDIDATE or INCONCLUSIVE.")
    var decision: String?

    @Option(parsing: .unconditional, help: "The decision in one sentence for people.")
    var summary: String?

    @Option(parsing: .unconditional, help: "The technical reason.")
    var reason: String?

    @Option(
        name: .customLong("override"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A blocker and why it is passed over; may be repeated.", valueName: "blocker=reason"))
    var overrides: [String] = []

    @OptionGroup var options: WorkspaceOptions

    func verb() throws -> DecideExperiment {
        var object = JSONObject()
        for text in overrides {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                throw WorkspaceError.invalid("--override takes blocker=reason, not \"\(text)\"", code: "invalid_value")
            }
            object[parts[0]] = .string(parts[1])
        }
        var arguments: JSONObject = ["project": .string(project), "slug": .string(slug)]
        arguments["decision"] = decision.map(JSON.string)
        arguments["summary"] = summary.map(JSON.string)
        arguments["reason"] = reason.map(JSON.string)
        if !overrides.isEmpty { arguments["override"] = .object(object) }
        return try DecideExperiment(arguments: arguments)
    }

    func text(_ output: DecidedExperiment) -> String {
        let made = output.experiment.decision ?? ""
        let recommended = output.recommendation.decision.rawValue
        let against =
            made == recommended
            ? "" : "\nDecided otherwise: \(made), because: \(output.experiment.decisionReason ?? "")"
        return "\(output.recommendation.statement)\(against)\n\nHistory head  \(output.historyHead)"
    }
}
