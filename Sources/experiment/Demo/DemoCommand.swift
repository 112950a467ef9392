internal import ArgumentParser
internal import Experiments
internal import Foundation
internal import Workspace

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Walks two real experiments from hypothesis to decision, and serves their pages.",
        discussion: "Works in a fresh temporary workspace, or in the one named if an earlier demo made it.")

    @Flag(help: "Stop after printing.")
    var once = false

    @Option(help: "The port of the pages; 0 takes a free one.")
    var port = 3000

    @Option(parsing: .unconditional, help: "The demo's SQLite file.", completion: .file())
    var workspace: String?

    func run() async throws {
        var options = WorkspaceOptions()
        options.workspace = workspace
        let path = try workspace == nil ? Self.temporaryFile() : options.path()
        let isNew = !FileManager.default.fileExists(atPath: path)
        let file = try SQLiteWorkspace(path: path, use: .server, isCreating: true, isUpgrading: false)
        if !isNew { try await Self.removeEarlierDemo(from: file, path: path) }
        for (number, experiment) in DemoExperiment.all.enumerated() {
            print("\(number + 1). \(experiment.project)\n   \(experiment.source)\n   \(DemoExperiment.windowNote)\n")
            let outcome = try await Self.walk(experiment, in: file)
            print(CheckCommand.text(of: outcome.check) + "\n")
            print(TextOutput.analysis(outcome.result, recommendation: outcome.decided.recommendation))
            if let reading = experiment.popularReading { print("\n" + Self.bothAnswers(reading, outcome.result)) }
            let decided = outcome.decided
            print("\nDecided: \(decided.experiment.decision ?? ""). \(decided.recommendation.summary)")
            if let refusal = outcome.refusal { print("Asked to continue all the same: \(refusal)") }
            print("\n" + String(repeating: "═", count: 100) + "\n")
        }
        print(VerifyCommand.text(of: try await file.perform(VerifyHistory())) + "\n")
        if once {
            try file.close()
        } else {
            print("The same from another terminal: experiment projects --workspace \(path)")
            // What is printed so far must be seen while the pages are served, also through a pipe.
            fflush(nil)
            try await ServeCommand.serve(file, path: path, port: port)
        }
        if workspace == nil {
            try FileManager.default.removeItem(at: URL(fileURLWithPath: path).deletingLastPathComponent())
        }
    }

    private struct Outcome {
        /// Before the analysis.
        var check: CheckReport
        var result: AnalysisResult
        var decided: DecidedExperiment
        /// What is said to a CONTINUE that the data do not allow.
        var refusal: String?
    }

    /// The verbs that a user would perform, in their order.
    private static func walk(_ demo: DemoExperiment, in workspace: SQLiteWorkspace) async throws -> Outcome {
        let project = try await workspace.perform(CreateProject(name: demo.project, description: DemoExperiment.marker))
        _ = try await workspace.perform(
            UpdateState(
                project: project.id,
                values: [
                    "hypothesis": .string(demo.hypothesis),
                    "primaryMetric": demo.definition["primaryMetricEvent"] ?? .null,
                ]))
        for stage in ["hypothesis", "implementing", "exposing", "measuring"] {
            _ = try await workspace.perform(SetStage(project: project.id, stage: Stage(rawValue: stage)))
        }
        var definition = demo.definition
        definition["hypothesis"] = .string(demo.hypothesis)
        _ = try await workspace.perform(UpsertExperiment(project: project.id, slug: demo.slug, fields: definition))
        _ = try await workspace.perform(
            StartExperiment(arguments: ["project": .string(project.id), "slug": .string(demo.slug)]))
        _ = try await workspace.perform(
            UpsertExperiment(project: project.id, slug: demo.slug, fields: ["inputData": demo.inputData]))
        _ = try await workspace.perform(
            AddActivity(project: project.id, type: "note", title: "Stored the public counts", detail: demo.source))
        let check = try await workspace.perform(CheckExperiment(project: project.id, slug: demo.slug))
        let analysis = try await workspace.perform(AnalyzeExperiment(project: project.id, slug: demo.slug, as: .ab))
        let result = try AnalysisResult(json: analysis.json)
        var refusal: String?
        do {
            _ = try await workspace.perform(
                DecideExperiment(
                    project: project.id, slug: demo.slug, decision: "CONTINUE", reason: "The numbers look clear"))
        } catch let error as WorkspaceError where error.kind == .ruleBroken {
            refusal = error.message
        }
        let decided = try await workspace.perform(DecideExperiment(project: project.id, slug: demo.slug))
        _ = try await workspace.perform(CloseExperiment(project: project.id, slug: demo.slug))
        return Outcome(check: check, result: result, decided: decided, refusal: refusal)
    }

    private static func bothAnswers(_ reading: String, _ result: AnalysisResult) -> String {
        let row = result.primaryMetric?.rows.last
        let win = NumberFormat.probability(row?.comparison?.probability)
        let observed = result.sampleRatio.observed.map(\.value)
        let surplus = NumberFormat.count((observed.max() ?? 0) - (observed.min() ?? 0))
        return """
            Two answers to the same numbers
            Popular   "\(reading)": P(win) of \(row?.variant ?? "") is only \(win).
            Honest    Stop. \(surplus) more players are in one arm than in the other, which a fair split gives with
                      probability \(NumberFormat.probability(result.sampleRatio.pValue)). Whatever put them there may also make the difference.
            They differ because the first trusts the split without testing it.
            """
    }

    private static func temporaryFile() throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("experiment-demo-\(UUID().uuidString.lowercased())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.appendingPathComponent("workspace.sqlite").path
    }

    /// A user's own workspace is refused and stays as it is.
    private static func removeEarlierDemo(from file: SQLiteWorkspace, path: String) async throws {
        let projects = try await file.perform(ListProjects()).map(\.project)
        guard !projects.isEmpty, projects.allSatisfy({ $0.description == DemoExperiment.marker }) else {
            throw WorkspaceError(
                .ruleBroken, code: "not_a_demo",
                "\(path) is not a demo's workspace. Name another file; nothing was changed.")
        }
        for project in projects {
            _ = try await file.perform(DeleteProject(project: project.id, confirm: project.name))
        }
    }
}
