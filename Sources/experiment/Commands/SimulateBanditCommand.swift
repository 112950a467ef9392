internal import ArgumentParser
internal import Experiments

struct SimulateBanditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bandit",
        abstract: "Shows what a bandit would gain, how often it would stop wrongly, and what it could say afterwards.",
        discussion: """
            Runs the shipped weights, the shipped stop and the shipped estimates on arms whose rates are known, beside an \
            equal split that is looked at as often. The same seed gives the same figures on any number of cores.

            EXAMPLE
              experiment simulate bandit --rates 0.10,0.11 --users-per-hour 100
              experiment simulate bandit --rates 0.10,0.10 --days 28 \\
                --only thompson --only equal
              experiment simulate bandit --rates 0.10,0.10,0.12 \\
                --format svg --output bandit.svg
            """)

    @Option(help: "Experiments per rule, from 100 to 100000.")
    var runs = 1000

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The true rate of every arm, the control's first, separated by commas.", valueName: "list"))
    var rates = "0.10,0.11"

    @Option(parsing: .unconditional, help: ArgumentHelp("Users of all arms in an hour.", valueName: "number"))
    var usersPerHour = 100

    @Option(parsing: .unconditional, help: ArgumentHelp("From one look to the next, such as 6h.", valueName: "span"))
    var every = "6h"

    @Option(parsing: .unconditional, help: ArgumentHelp("How long it may go on, in days.", valueName: "number"))
    var days = 28

    @Option(parsing: .unconditional, help: ArgumentHelp("The smallest share of an arm.", valueName: "share"))
    var floor = 0.01

    @Option(help: "What happens at the stop: hold keeps the weights, winner gives the best arm all users.")
    var onStop = ReweightPlan.OnStop.hold

    @Option(
        help: ArgumentHelp(
            "This rule only: \(BanditRule.allCases.map(\.rawValue).joined(separator: ", ")); may be repeated.",
            valueName: "rule"))
    var only: [BanditRule] = []

    @OptionGroup var options: SimulationOptions

    func run() async throws {
        let simulation = try simulation()
        let result = try await options.run { await simulation.result(workers: $0, progress: $1) }
        try options.write(
            text: TextOutput.bandits(result, command: command), json: result.json, svg: BanditChart(result).svg)
    }

    private func simulation() throws -> BanditSimulation {
        var simulation = BanditSimulation()
        simulation.runs = try Self.checked(runs, in: 100...100_000, "--runs")
        simulation.seed = try options.checkedSeed
        simulation.rates = try rates.split(separator: ",", omittingEmptySubsequences: false).map { word in
            guard let rate = Double(word.filter { $0 != " " }), rate > 0, rate < 1 else {
                throw Self.fault("--rates \(rates) is no list of rates between 0 and 1, such as 0.10,0.11")
            }
            return rate
        }
        guard (2...8).contains(simulation.rates.count) else {
            throw Self.fault("--rates \(rates) is not between 2 and 8 arms")
        }
        simulation.usersPerHour = try Self.checked(usersPerHour, in: 1...100_000, "--users-per-hour")
        simulation.days = try Self.checked(days, in: 1...90, "--days")
        let hours = try ReweightPlan.interval(every)
        guard hours % ReweightPlan.hour == 0, hours / ReweightPlan.hour <= 24 * days else {
            throw Self.fault("--every \(every) is no number of whole hours within \(days) days")
        }
        simulation.hours = Int(hours / ReweightPlan.hour)
        guard floor >= 0, floor <= 0.5 else { throw Self.fault("--floor \(floor) is not between 0 and 0.5") }
        simulation.floor = floor
        simulation.onStop = onStop
        if !only.isEmpty { simulation.rules = BanditRule.allCases.filter(only.contains) }
        return simulation
    }

    /// What gives the same result again.
    private var command: String {
        let list = rates.filter { $0 != " " }
        var words = [
            "experiment simulate bandit --runs \(runs) --seed \(options.seed) --rates \(list)",
            "--users-per-hour \(usersPerHour) --every \(every) --days \(days) --floor \(floor)",
            "--on-stop \(onStop.rawValue)",
        ]
        words += only.map { "--only \($0.rawValue)" }
        return words.joined(separator: " ")
    }

    private static func checked(_ value: Int, in range: ClosedRange<Int>, _ flag: String) throws -> Int {
        guard range.contains(value) else {
            throw fault("\(flag) \(value) is not between \(range.lowerBound) and \(range.upperBound)")
        }
        return value
    }

    private static func fault(_ what: String) -> WorkspaceError { .invalid(what, code: "invalid_value") }
}

extension ReweightPlan.OnStop: ExpressibleByArgument {}
extension BanditRule: ExpressibleByArgument {}
