import Experiments
import GRDB
import TestSupport
import Testing

@testable import Workspace

/// Every verb that moves an experiment, in every status: what is allowed works, and what is refused changes nothing.
@Suite struct StatusTableTests {
    enum Status: String, CaseIterable { case draft, collecting, analyzing, decided, archived }

    enum Action: String, CaseIterable {
        case start, analyze, decide, close, archive, newData
        case toDraft, toCollecting, toAnalyzing, toDecided, toArchived, reopen
    }

    /// The code of the refusal; nil where the verb is done.
    static let expected: [Action: [Status: String?]] = [
        .start: row(nil, "already_started", "already_started", "already_started", "already_started"),
        // On a closed experiment the stored analysis is answered.
        .analyze: row("no_input_data", nil, nil, nil, nil),
        .decide: row(
            "no_current_analysis", "no_current_analysis", nil, "experiment_closed", "experiment_closed"),
        .close: row("not_analyzed", "not_analyzed", "decision_missing", "already_closed", "already_closed"),
        .archive: row("not_closed", "not_closed", "not_closed", nil, "not_closed"),
        .newData: row(nil, nil, nil, "experiment_closed", "experiment_closed"),
        .toDraft: row(nil, "status_move", "status_move", "status_move", "status_move"),
        .toCollecting: row(nil, nil, nil, "reopen_needs_reason", "reopen_needs_reason"),
        .toAnalyzing: row("not_analyzed", "not_analyzed", nil, "reopen_needs_reason", "reopen_needs_reason"),
        .toDecided: row("not_analyzed", "not_analyzed", "decision_missing", nil, "status_move"),
        .toArchived: row("not_analyzed", "not_analyzed", "decision_missing", nil, nil),
        .reopen: row(nil, nil, nil, nil, nil),
    ]

    private static func row(
        _ draft: String?, _ collecting: String?, _ analyzing: String?, _ decided: String?, _ archived: String?
    ) -> [Status: String?] {
        [.draft: draft, .collecting: collecting, .analyzing: analyzing, .decided: decided, .archived: archived]
    }

    @Test(arguments: Status.allCases, Action.allCases) func table(status: Status, action: Action) async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let project = try await workspace.perform(CreateProject(name: "P")).id
        try await bring(to: status, workspace, project)
        let before = try await contents(workspace)
        let error = await failure { try await perform(action, workspace, project) }
        let code = try #require(Self.expected[action]?[status])
        #expect(error?.code == code)
        if code != nil {
            #expect(error?.kind == .ruleBroken || error?.kind == .dataNotSane)
            #expect(error?.message.hasSuffix(".") == true || error?.message.hasSuffix(".)") == true)
            #expect(try await contents(workspace) == before, "nothing is changed")
        }
        #expect(try await workspace.perform(VerifyHistory()).isSound)
        try workspace.close()
    }

    /// Every row of every table.
    private func contents(_ workspace: SQLiteWorkspace) async throws -> [String] {
        try await workspace.connections.read { database in
            try (HistoryChain.tables + [HistoryEntry.table]).flatMap { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \"\(table)\" ORDER BY rowid").map(\.description)
            }
        }
    }

    private static func data(_ treatment: Int64) -> JSONObject {
        ["inputData": ["paid": ["a": ["n": 1000, "k": 100], "b": ["n": 1000, "k": .integer(treatment)]]]]
    }

    private func upsert(
        _ fields: JSONObject, reason: String? = nil, _ workspace: SQLiteWorkspace, _ project: String
    ) async throws {
        _ = try await workspace.perform(UpsertExperiment(project: project, slug: "s", fields: fields, reason: reason))
    }

    private func bring(to status: Status, _ workspace: SQLiteWorkspace, _ project: String) async throws {
        let order = Status.allCases
        func reaches(_ other: Status) -> Bool {
            (order.firstIndex(of: status) ?? 0) >= (order.firstIndex(of: other) ?? 0)
        }
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project, slug: "s",
                fields: [
                    "hypothesis": "h", "primaryMetricEvent": "paid", "controlVariant": "a", "treatmentVariant": "b",
                    "minimumSample": 100, "observationStart": "2026-03-01", "observationEnd": "2026-03-14",
                ]))
        if reaches(.collecting) { try await upsert(Self.data(150), workspace, project) }
        if reaches(.analyzing) { _ = try await workspace.perform(AnalyzeExperiment(project: project, slug: "s")) }
        if reaches(.decided) {
            _ = try await workspace.perform(DecideExperiment(project: project, slug: "s"))
            _ = try await workspace.perform(CloseExperiment(project: project, slug: "s"))
        }
        if reaches(.archived) { _ = try await workspace.perform(ArchiveExperiment(project: project, slug: "s")) }
        let stored = try await workspace.perform(GetExperiment(project: project, slug: "s"))
        #expect(stored.status.rawValue == status.rawValue)
    }

    private func perform(_ action: Action, _ workspace: SQLiteWorkspace, _ project: String) async throws {
        switch action {
        case .start:
            _ = try await workspace.perform(
                StartExperiment(arguments: ["project": .string(project), "slug": "s"]))
        case .analyze: _ = try await workspace.perform(AnalyzeExperiment(project: project, slug: "s"))
        case .decide: _ = try await workspace.perform(DecideExperiment(project: project, slug: "s"))
        case .close: _ = try await workspace.perform(CloseExperiment(project: project, slug: "s"))
        case .archive: _ = try await workspace.perform(ArchiveExperiment(project: project, slug: "s"))
        case .newData: try await upsert(Self.data(160), workspace, project)
        case .toDraft: try await upsert(["status": "draft"], workspace, project)
        case .toCollecting: try await upsert(["status": "running"], workspace, project)
        case .toAnalyzing: try await upsert(["status": "analyzing"], workspace, project)
        case .toDecided: try await upsert(["status": "decided"], workspace, project)
        case .toArchived: try await upsert(["status": "archived"], workspace, project)
        case .reopen: try await upsert(["status": "collecting"], reason: "More data came", workspace, project)
        }
    }
}
