internal import ArgumentParser
internal import Experiments
internal import Foundation

struct PowerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power", abstract: "How many users and days an experiment needs, before it or in its middle.",
        discussion: """
            Reads the flags, or without any one JSON object on standard input. The designs are \
            \(Power.designs.joined(separator: ", ")). Give --effect for the users that find it, --users for what they \
            can find, or --control and --treatment for what is left to collect.

            EXAMPLE
              experiment power --baseline 5% --effect 10% --daily-users 4000
              experiment power --mean 12.3 --stddev 40 --effect 5% --split 90/10
              experiment power --baseline 5% --users 20000
              experiment power --control 41/487 --treatment 67/513 --effect 20%
              echo '{"metric":{"kind":"proportion","baseline":0.05},"effect":0.1}' \\
                | experiment power
            """)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The rate without a change: 5%, 0.05 or 1/20.", valueName: "rate"))
    var baseline: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("The mean per user without a change.", valueName: "mean"))
    var mean: String?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("The standard deviation between users.", valueName: "deviation"))
    var stddev: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The change to be found, as a fraction of the baseline: 10%, -0.1.", valueName: "change"))
    var effect: String?

    @Flag(help: "The effect is a difference in the metric's own unit.")
    var absolute = false

    @Option(parsing: .unconditional, help: "The chance of finding the effect; 0.8 if not given.")
    var power: String?

    @Option(parsing: .unconditional, help: "The chance that an interval misses; 0.05 if not given.")
    var alpha: String?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Users of the two arms in a day, for the time.", valueName: "n"))
    var dailyUsers: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The shares of control and treatment; 50/50 if not given.", valueName: "c/t"))
    var split: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Users of the two arms: answers what they can find.", valueName: "n"))
    var users: String?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Conversions and users of the control so far.", valueName: "k/n"))
    var control: String?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Conversions and users of the treatment so far.", valueName: "k/n"))
    var treatment: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Users for whom the always-valid intervals were tuned.", valueName: "n"))
    var plannedN: String?

    @Option(parsing: .unconditional, help: "The expected lift, of a normal prior.")
    var priorMean: String?

    @Option(parsing: .unconditional, help: "The standard deviation of that prior.")
    var priorStddev: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "At least 10 past lifts with their standard errors, from which to make the prior: 4%:2%,-1%:1.5%,…",
            valueName: "lift:se,…"))
    var history: String?

    @Option(parsing: .unconditional, help: "The P(win) from which a treatment wins; 0.95 if not given.")
    var threshold: String?

    @Option(
        parsing: .unconditional,
        help: "The chance of a win over the prior; the Bayesian design then plans for it instead of the power.")
    var assurance: String?

    @Option(help: "How to print the answer.")
    var format = WorkspaceOptions.Format.text

    func run() throws {
        do {
            let request = try request()
            let answer = try Power.answer(request)
            try StandardOutput.write(
                format == .json ? answer.serialized() : PowerText(request: request, answer: answer).text)
        } catch let error as WorkspaceError {
            throw CommandFailure(error: error, isJSON: format == .json)
        }
    }

    private func request() throws -> JSON {
        let flags = PowerFlags(self)
        return try flags.isEmpty
            ? StandardInput.json(orGive: "flags such as --baseline 5% --effect 10%") : .object(flags.request())
    }
}
