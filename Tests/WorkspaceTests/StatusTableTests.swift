import Experiments
import GRDB
import TestSupport
import Testing

@testable import Workspace

/// Every verb that moves an experiment, in every status: what is allowed works, and what is refused changes nothing.
@Suite struct StatusTableTests {
    enum Status: String, CaseIterable { case draft, collecting, analyzing, decided, archived }

    enum Action: String, CaseIterable {
        case start, analyze, analyzeAnew, analyzeAnewWithReason, decide, decideOtherwise, close, archive
        case newData, badData, unreadableData, decision, collect
        case toDraft, toCollecting, toAnalyzing, toDecided, toArchived, reopen
        case check, report, snapshots, analyses, history, replay
        case planHoldout, startHoldout, checkHoldout, endHoldout
    }

    /// The code of the refusal; nil where the verb is done.
    static let expected: [Action: [Status: String?]] = [
        .start: row(nil, "already_started", "already_started", "already_started", "already_started"),
        // On a closed experiment the stored analysis is answered.
        .analyze: row("no_input_data", nil, nil, nil, nil),
        .analyzeAnew: row("no_input_data", nil, nil, "reopen_needs_reason", "reopen_needs_reason"),
        .analyzeAnewWithReason: row("no_input_data", nil, nil, nil, nil),
        .decide: row(
            "no_current_analysis", "no_current_analysis", nil, "experiment_closed", "experiment_closed"),
        .decideOtherwise: row(
            "no_current_analysis", "no_current_analysis", "reason_needed", "experiment_closed", "experiment_closed"),
        .close: row("not_analyzed", "not_analyzed", "decision_missing", "already_closed", "already_closed"),
        .archive: row("not_closed", "not_closed", "not_closed", nil, "not_closed"),
        .newData: row(nil, nil, nil, "experiment_closed", "experiment_closed"),
        // Partial data may be stored; it is not analyzed.
        .badData: row(nil, nil, nil, "experiment_closed", "experiment_closed"),
        .unreadableData: always("invalid_input_data"),
        .decision: row(
            "no_current_analysis", "no_current_analysis", "reason_needed", "experiment_closed", "experiment_closed"),
        // From a source that is not there.
        .collect: row(
            "source_not_found", "source_not_found", "source_not_found", "reopen_needs_reason", "reopen_needs_reason"),
        .toDraft: row(nil, "status_move", "status_move", "status_move", "status_move"),
        .toCollecting: row(nil, nil, nil, "reopen_needs_reason", "reopen_needs_reason"),
        .toAnalyzing: row("not_analyzed", "not_analyzed", nil, "reopen_needs_reason", "reopen_needs_reason"),
        .toDecided: row("not_analyzed", "not_analyzed", "decision_missing", nil, "status_move"),
        .toArchived: row("not_analyzed", "not_analyzed", "decision_missing", nil, nil),
        .reopen: row(nil, nil, nil, nil, nil),
        .check: always(nil), .report: always(nil), .snapshots: always(nil), .analyses: always(nil),
        .history: always(nil), .replay: always(nil),
        .planHoldout: always(nil), .startHoldout: always("flag_key_missing"),
        .checkHoldout: always("holdout_not_planned"), .endHoldout: always("flag_key_missing"),
    ]

    /// Where the data that stand there are not sane: the verbs that look at them.
    static let expectedOnBadData: [Action: [Status: String?]] = [
        .start: [.collecting: "already_started", .analyzing: "already_started"],
        .analyze: [.collecting: "data_not_sane", .analyzing: "data_not_sane"],
        .analyzeAnew: [.collecting: "data_not_sane", .analyzing: "data_not_sane"],
        .decide: [.collecting: "no_current_analysis", .analyzing: "data_not_sane"],
        .decideOtherwise: [.collecting: "no_current_analysis", .analyzing: "data_not_sane"],
        .decision: [.collecting: "no_current_analysis", .analyzing: "data_not_sane"],
        .close: [.collecting: "not_analyzed", .analyzing: "decision_missing"],
        .toDecided: [.collecting: "not_analyzed", .analyzing: "decision_missing"],
        .archive: [.collecting: "not_closed", .analyzing: "not_closed"],
        .newData: [.collecting: nil, .analyzing: nil],
        .check: [.collecting: nil, .analyzing: nil],
        .report: [.collecting: nil, .analyzing: nil],
        .replay: [.collecting: nil, .analyzing: nil],
    ]

    private static let readers: [Action] = [.check, .report, .snapshots, .analyses, .history, .replay]

    private static func always(_ code: String?) -> [Status: String?] { row(code, code, code, code, code) }

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
        try await expect(#require(Self.expected[action]?[status]), of: action, workspace, project)
        try workspace.close()
    }

    /// No decision can be made on data that are not sane, so no closed experiment has them.
    @Test(arguments: [Status.collecting, .analyzing], expectedOnBadData.keys.sorted { $0.rawValue < $1.rawValue })
    func badDataAreNotDecidedOn(status: Status, action: Action) async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let project = try await workspace.perform(CreateProject(name: "P")).id
        try await bring(to: .draft, workspace, project)
        try await upsert(Self.data(1100), workspace, project)
        if status == .analyzing {
            // A client's own script may have computed something all the same.
            try await upsert(["analysisResult": ["type": "bayesian"], "status": "analyzing"], workspace, project)
        }
        try await expect(#require(Self.expectedOnBadData[action]?[status]), of: action, workspace, project)
        try workspace.close()
    }

    private func expect(
        _ code: String?, of action: Action, _ workspace: SQLiteWorkspace, _ project: String
    ) async throws {
        let before = try await contents(workspace)
        let error = await failure { try await perform(action, workspace, project) }
        #expect(error?.code == code)
        if code != nil {
            let isInvalid = action == .unreadableData && error?.kind == .invalid
            let isMissing = action == .collect && error?.kind == .notFound
            #expect(isInvalid || isMissing || error?.kind == .ruleBroken || error?.kind == .dataNotSane)
            #expect(isInvalid || error?.message.hasSuffix(".") == true || error?.message.hasSuffix(".)") == true)
        }
        if code != nil || Self.readers.contains(action) {
            #expect(try await contents(workspace) == before, "nothing is changed")
        }
        #expect(try await workspace.perform(VerifyHistory()).isSound)
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
        case .analyzeAnew:
            _ = try await workspace.perform(AnalyzeExperiment(project: project, slug: "s", isIndicative: true))
        case .analyzeAnewWithReason:
            _ = try await workspace.perform(
                AnalyzeExperiment(project: project, slug: "s", isIndicative: true, reason: "A second look"))
            let opened = try await workspace.perform(GetExperiment(project: project, slug: "s"))
            #expect(opened.status == .analyzing && opened.decision == nil)
        case .decide: _ = try await workspace.perform(DecideExperiment(project: project, slug: "s"))
        case .decideOtherwise:
            _ = try await workspace.perform(DecideExperiment(project: project, slug: "s", decision: "PAUSE"))
        case .close: _ = try await workspace.perform(CloseExperiment(project: project, slug: "s"))
        case .archive: _ = try await workspace.perform(ArchiveExperiment(project: project, slug: "s"))
        case .newData: try await upsert(Self.data(160), workspace, project)
        case .badData: try await upsert(Self.data(1100), workspace, project)
        case .unreadableData: try await upsert(["inputData": ["paid": ["a": ["n": "many"]]]], workspace, project)
        case .decision: try await upsert(["decision": "PAUSE"], workspace, project)
        case .collect:
            _ = try await workspace.perform(CollectExperiment(project: project, slug: "s", source: "nowhere"))
        case .toDraft: try await upsert(["status": "draft"], workspace, project)
        case .toCollecting: try await upsert(["status": "running"], workspace, project)
        case .toAnalyzing: try await upsert(["status": "analyzing"], workspace, project)
        case .toDecided: try await upsert(["status": "decided"], workspace, project)
        case .toArchived: try await upsert(["status": "archived"], workspace, project)
        case .reopen: try await upsert(["status": "collecting"], reason: "More data came", workspace, project)
        case .check: _ = try await workspace.perform(CheckExperiment(project: project, slug: "s"))
        case .report: _ = try await workspace.perform(ReportExperiment(project: project, slug: "s"))
        case .snapshots: _ = try await workspace.perform(ListSnapshots(project: project, slug: "s"))
        case .analyses: _ = try await workspace.perform(ListAnalyses(project: project, slug: "s"))
        case .history: _ = try await workspace.perform(ListHistory(project: project, slug: "s"))
        case .replay: #expect(try await workspace.perform(ReplayAnalyses(project: project)).isSound)
        case .planHoldout:
            _ = try await workspace.perform(
                PlanHoldout(
                    arguments: [
                        "project": .string(project), "slug": "s", "percent": 5, "days": [30, 60],
                        "launched": "2026-04-01",
                    ]))
        case .startHoldout:
            _ = try await workspace.perform(StartHoldout(arguments: ["project": .string(project), "slug": "s"]))
        case .checkHoldout:
            _ = try await workspace.perform(CheckHoldout(arguments: ["project": .string(project), "slug": "s"]))
        case .endHoldout:
            _ = try await workspace.perform(EndHoldout(arguments: ["project": .string(project), "slug": "s"]))
        }
    }
}
