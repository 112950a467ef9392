internal import ArgumentParser
internal import Experiments
internal import Foundation

struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: StartExperiment.declaration.summary,
        discussion: """
            Creates the experiment as a draft, with the project's hypothesis where none is given, and chooses its minimum \
            sample and prior. Once observationStart has come, start it again: it begins to collect. At a terminal it asks \
            what it needs to know; elsewhere the questions are printed, to be answered by the flags that they name.

            EXAMPLE
              experiment start ID button --primaryMetricEvent paid \\
                --controlVariant old --treatmentVariant new \\
                --hypothesis "A green button raises paid from 4 % to 5 %"
              experiment start ID button --observationStart 2026-03-01
              experiment start ID button --baseline-n 4870 --baseline-k 410 \\
                --prior-range -5%,10%
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @Option(parsing: .unconditional, help: "What you expect, for whom, and why.")
    var hypothesis: String?

    @Option(name: .customLong("primaryMetricEvent"), help: "The event that decides.")
    var primaryMetricEvent: String?

    @Option(name: .customLong("guardrailEvents"), help: "A JSON array of events that must not get worse.")
    var guardrailEvents: String?

    @Option(name: .customLong("controlVariant"), help: "The control.")
    var controlVariant: String?

    @Option(name: .customLong("treatmentVariant"), help: "The treatment, or several separated by commas.")
    var treatmentVariant: String?

    @Option(name: .customLong("observationStart"), help: "When the flag was, or will be, enabled.")
    var observationStart: String?

    @Option(name: .customLong("observationEnd"), help: "The last day of the window.")
    var observationEnd: String?

    @Option(name: .customLong("allocation"), help: "The planned split, as JSON; equal if not given.")
    var allocation: String?

    @Option(name: .customLong("analysisPlan"), help: "How the data will be read, as JSON.")
    var analysisPlan: String?

    @Option(name: .customLong("minimumSample"), help: "Users that each variant needs.")
    var minimumSample: String?

    @Option(name: .customLong("metricDefinitions"), help: "How metrics are made from events, as JSON.")
    var metricDefinitions: String?

    @Option(help: "bayesian_ab or bandit.")
    var method: String?

    @Option(help: ArgumentHelp("Unique users exposed to the control.", valueName: "n"))
    var baselineN: String?

    @Option(help: ArgumentHelp("Those of them who fired the event.", valueName: "k"))
    var baselineK: String?

    @Option(parsing: .unconditional, help: "An answer to the question about the baseline: \"about 5 %\".")
    var baselineAnswer: String?

    @Option(parsing: .unconditional, help: "The expected lift, of a normal prior.")
    var priorMean: String?

    @Option(parsing: .unconditional, help: "The standard deviation of that prior.")
    var priorStddev: String?

    @Option(help: ArgumentHelp("An earlier experiment whose estimate is the prior.", valueName: "slug[:variant]"))
    var priorFrom: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("A range that holds the lift with 95 %: -5%,10%.", valueName: "lo,hi"))
    var priorRange: String?

    @Flag(help: "The prior that the project's closed experiments on the same metric give together.")
    var priorFromHistory = false

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        do {
            let service = try options.open()
            var arguments = try self.arguments()
            let isAsking = options.format == .text && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
            if isAsking { arguments["asking"] = true }
            var started = try await service.perform(StartExperiment(arguments: arguments))
            if isAsking, !started.questions.isEmpty, started.experiment.status == .draft {
                for (name, value) in ask(started.questions) { arguments[name] = value }
                arguments["asking"] = nil
                started = try await service.perform(StartExperiment(arguments: arguments))
            }
            for warning in started.warnings { StandardError.write("Warning: \(warning)") }
            try StandardOutput.write(options.format == .json ? started.json.serialized() : text(started))
        } catch let error as WorkspaceError {
            throw CommandFailure(error: error, isJSON: options.format == .json)
        }
    }

    private func arguments() throws -> JSONObject {
        let given: [(String, String?)] = [
            ("hypothesis", hypothesis), ("primaryMetricEvent", primaryMetricEvent),
            ("guardrailEvents", guardrailEvents), ("controlVariant", controlVariant),
            ("treatmentVariant", treatmentVariant), ("observationStart", observationStart),
            ("observationEnd", observationEnd), ("allocation", allocation), ("analysisPlan", analysisPlan),
            ("minimumSample", minimumSample), ("metricDefinitions", metricDefinitions), ("method", method),
            ("baselineN", baselineN), ("baselineK", baselineK), ("baselineAnswer", baselineAnswer),
            ("priorFrom", priorFrom), ("priorRange", priorRange),
        ]
        var arguments: JSONObject = ["project": .string(project), "slug": .string(slug)]
        for (name, text) in given {
            let kind = StartExperiment.declaration.parameters.first { $0.name == name }?.kind ?? .text
            arguments[name] = text.map(kind.value(ofFlag:))
        }
        arguments["priorMean"] = try priorMean.map { try PowerFlags.number($0, "prior-mean") }
        arguments["priorStddev"] = try priorStddev.map { try PowerFlags.number($0, "prior-stddev") }
        if priorFromHistory { arguments["priorFromHistory"] = true }
        return arguments
    }

    /// Puts the questions that one line can answer.
    private func ask(_ questions: [String]) -> JSONObject {
        var answers = JSONObject()
        for question in questions {
            let name = question == PriorChoice.question ? "priorRange" : "baselineAnswer"
            guard name == "priorRange" || question.hasPrefix("How many users") else { continue }
            StandardError.write("\n\(question)\n(an empty line passes on)")
            guard let line = readLine()?.trimmed, !line.isEmpty else { continue }
            answers[name] = .string(line)
        }
        return answers
    }

    private func text(_ started: StartedExperiment) -> String {
        var lines = [
            started.experiment.status == .collecting
                ? "\(slug) collects." : "\(slug) is a draft.",
            started.minimumSample.map { "Minimum sample  \($0.sentence)" } ?? "",
            "Prior           \(started.prior.sentence)",
        ]
        lines += started.questions.map { "\nQuestion: \($0)" }
        return (lines.filter { !$0.isEmpty } + ["", TextOutput.record(started.experiment)]).joined(separator: "\n")
    }
}
