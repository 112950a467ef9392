internal import ArgumentParser
internal import Experiments
internal import Foundation

struct SimulateCalibrationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibration", abstract: "Tests the statistics on experiments whose truth is known.",
        discussion: """
            Runs the shipped methods on simulated experiments, or on your own rows dealt at random into two equal arms, \
            and prints how often each was right. The same seed gives the same figures on any number of cores.

            EXAMPLE
              experiment simulate
              experiment simulate --only looks --runs 20000 \\
                --format svg --output looks.svg
              experiment simulate --from users.csv --column revenue
            """)

    @Option(help: "Experiments per row, from 100 to 1000000.")
    var runs = 4000

    @Option(
        help: ArgumentHelp(
            "Simulate this part only: \(Simulation.Part.allCases.map(\.rawValue).joined(separator: ", ")); "
                + "may be repeated.", valueName: "part"))
    var only: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Standard deviation of the true lifts in the part calibration.", valueName: "share"))
    var liftDeviation: Double?

    @Option(parsing: .unconditional, help: "A CSV file with one row per user and a header.", completion: .file())
    var from: String?

    @Option(parsing: .unconditional, help: "The column of the metric; by default the only numeric one.")
    var column: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The treatment's share of your rows; by default 0.5.", valueName: "share"))
    var split: Double?

    @OptionGroup var options: SimulationOptions

    func run() async throws {
        let simulation = try simulation()
        let result = try await options.run { await simulation.result(workers: $0, progress: $1) }
        try options.write(
            text: TextOutput.simulation(result, command: command), json: result.json, svg: CalibrationChart(result).svg)
    }

    private func simulation() throws -> Simulation {
        guard (100...1_000_000).contains(runs) else {
            throw Self.fault("--runs \(runs) is not between 100 and 1000000")
        }
        let seed = try options.checkedSeed
        guard let from else {
            guard column == nil, split == nil else { throw Self.fault("--column and --split need --from FILE") }
            return Simulation(try parts(), runs: runs, seed: seed, liftDeviation: try deviation())
        }
        guard only.isEmpty, liftDeviation == nil else {
            throw Self.fault("with --from your own rows are all that is tested; leave --only and --lift-deviation out")
        }
        let split = split ?? 0.5
        guard split >= 0.05, split <= 0.95 else { throw Self.fault("--split \(split) is not between 0.05 and 0.95") }
        var simulation = Simulation(runs: runs, seed: seed)
        simulation.permutation = PermutationCell(
            values: try UnitValues(csv: Self.read(from), column: column), split: split)
        return simulation
    }

    private func parts() throws -> [Simulation.Part] {
        let known = Simulation.Part.allCases.map(\.rawValue).joined(separator: ", ")
        let parts = try only.map { name in
            guard let part = Simulation.Part(rawValue: name) else {
                throw Self.fault("--only \(name) is not a part; the parts are \(known)")
            }
            return part
        }
        return parts.isEmpty ? Simulation.Part.allCases : parts
    }

    private func deviation() throws -> Double {
        let deviation = liftDeviation ?? Simulation.liftDeviation
        guard deviation > 0, deviation <= 0.5 else {
            throw Self.fault("--lift-deviation \(deviation) is not above 0 and at most 0.5")
        }
        return deviation
    }

    /// What gives the same result again.
    private var command: String {
        var words = ["experiment simulate --runs \(runs) --seed \(options.seed)"]
        words += only.map { "--only \($0)" }
        if let liftDeviation { words.append("--lift-deviation \(liftDeviation)") }
        if let from { words.append("--from \(Self.quoted(from))") }
        if let column { words.append("--column \(Self.quoted(column))") }
        if let split { words.append("--split \(split)") }
        return words.joined(separator: " ")
    }

    /// As one word of a shell.
    private static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "._/-".contains($0) }
        return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
    }

    private static func read(_ path: String) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw WorkspaceError.notFound("\(path) cannot be read", code: "file_not_found")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WorkspaceError.invalid("\(path) is not UTF-8 text", code: "bad_csv")
        }
        return text
    }

    private static func fault(_ what: String) -> WorkspaceError { .invalid(what, code: "invalid_value") }
}
