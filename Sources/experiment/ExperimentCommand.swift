internal import ArgumentParser
internal import Experiments

struct ExperimentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment",
        abstract: "The whole life of an experiment as records in one SQLite file.",
        discussion: """
            EXAMPLE: a first experiment from start to answer
              experiment create-project "Checkout" --format json
              experiment upsert-experiment ID button --minimumSample 400 \\
                --primaryMetricEvent paid --controlVariant old --treatmentVariant new
              experiment upsert-experiment ID button \\
                --inputData '{"paid":{"old":{"n":487,"k":41},"new":{"n":513,"k":67}}}'
              experiment analyze ID button
              experiment serve

            WORKSPACE: --workspace PATH, or --server URL, else the environment's SYNC_API_URL (a server) or
            EXPERIMENT_WORKSPACE (a file), else \(WorkspaceOptions.defaultFolderHint).

            EXIT CODES: 0 done · 1 refused by a rule, by the data or by the file · 2 wrong use · 3 not found · \
            4 busy or unreachable, try again · 70 a fault of this program.
            """,
        version: Engine.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Projects",
                subcommands: [
                    CreateProjectCommand.self, ProjectsCommand.self, GetProjectCommand.self, UpdateStateCommand.self,
                    SetStageCommand.self, AddActivityCommand.self, DeleteProjectCommand.self,
                ]),
            CommandGroup(
                name: "Experiments",
                subcommands: [
                    UpsertExperimentCommand.self, GetExperimentCommand.self, StartCommand.self, CheckCommand.self,
                    CollectCommand.self, AnalyzeCommand.self, ReweightCommand.self,
                    DecideCommand.self,
                    CloseCommand.self,
                    ArchiveCommand.self, ReportCommand.self, HoldoutCommand.self, SnapshotsCommand.self,
                    AnalysesCommand.self,
                ]),
            CommandGroup(
                name: "Trust",
                subcommands: [
                    HistoryCommand.self, VerifyCommand.self, ReplayCommand.self, BackupCommand.self,
                    RestoreCommand.self, CheckFileCommand.self,
                ]),
            CommandGroup(name: "Data", subcommands: [SourcesCommand.self, ImportCommand.self]),
            CommandGroup(
                name: "No workspace", subcommands: [ComputeCommand.self, PowerCommand.self, SimulateCommand.self]),
            CommandGroup(name: "Service", subcommands: [ServeCommand.self, DemoCommand.self]),
        ])
}
