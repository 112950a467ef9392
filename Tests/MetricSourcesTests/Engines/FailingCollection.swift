import Experiments
import MetricSources
import TestSupport
import Testing
import Workspace

/// A workspace with an experiment that was collected once, from which every further collection must leave no trace.
struct FailingCollection {
    private let folder: TemporaryFolder
    private let workspace: SQLiteWorkspace
    private let project: String

    /// Rows for the experiment: two users, one of whom bought.
    static let rows = ContractRows([
        .saw("anna", "control", at: 10), .did("anna", "buy", at: 20, 3), .saw("ben", "treatment", at: 10),
    ])

    /// - Parameter good: a source that answers.
    init(_ good: SourceConfiguration, secrets: SecretReader) async throws {
        folder = try TemporaryFolder()
        workspace = try SQLiteWorkspace(
            path: folder.file(), isCreating: true,
            surroundings: .init(
                sources: { try MetricSources.source($0, secrets: secrets) }, now: { .at(5000) }))
        project = try await workspace.perform(CreateProject(name: "P")).id
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project, slug: "flag",
                fields: [
                    "primaryMetricEvent": "buy", "controlVariant": "control", "treatmentVariant": "treatment",
                    "minimumSample": 1, "observationStart": .string(Instant.at(0).jsonText),
                    "observationEnd": .string(Instant.at(1000).jsonText),
                    "metricDefinitions": ["buy": ["kind": "sum"]],
                ]))
        try await add(good, as: "good")
        let collected = try await collect(from: "good")
        try #require(collected.snapshot.inputData.contains(#""control":{"n":1,"sum":3"#))
    }

    func add(_ configuration: SourceConfiguration, as name: String) async throws {
        var verb = try AddSource(
            arguments: [
                "project": .string(project), "name": .string(name), "kind": .string(configuration.kind.rawValue),
            ])
        verb.configuration = configuration
        verb.configuration.name = name
        _ = try await workspace.perform(verb)
    }

    @discardableResult
    func collect(from source: String) async throws -> CollectedData {
        try await workspace.perform(CollectExperiment(project: project, slug: "flag", source: source))
    }

    /// Collects from a source that fails, and looks that everything is as it was.
    ///
    /// - Returns: the failure.
    @discardableResult
    func expectFailure(
        of configuration: SourceConfiguration, as name: String, code expected: SourceFailure..., saying words: String...
    ) async throws -> WorkspaceError? {
        try await add(configuration, as: name)
        let before = try await state()
        let error = await failure { try await collect(from: name) }
        #expect(error?.kind == .unreachable && error?.kind.exitCode == 4, "\(name): \(String(describing: error))")
        #expect(expected.map(\.rawValue).contains(error?.code ?? ""), "\(name): \(String(describing: error))")
        for word in words {
            #expect(error?.message.contains(word) == true, "\(name): \(error?.message ?? "") says nothing of \(word)")
        }
        #expect(try await state() == before, "\(name): something was stored")
        return error
    }

    func state() async throws -> [JSON] {
        let experiment = try await workspace.perform(GetExperiment(project: project, slug: "flag"))
        let snapshots = try await workspace.perform(ListSnapshots(project: project, slug: "flag"))
        let history = try await workspace.perform(ListHistory(project: project, slug: "flag"))
        return [experiment.json] + snapshots.map(\.json) + history.map(\.json)
    }
}
