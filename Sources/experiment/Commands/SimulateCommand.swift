internal import ArgumentParser

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Runs the shipped statistics on experiments whose truth is known.",
        discussion: """
            Without a name it is calibration that runs.

            EXAMPLE
              experiment simulate --runs 20000
              experiment simulate bandit --rates 0.10,0.11
            """,
        subcommands: [SimulateCalibrationCommand.self, SimulateBanditCommand.self],
        defaultSubcommand: SimulateCalibrationCommand.self)
}
