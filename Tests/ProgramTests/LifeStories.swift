import Experiments
import TestSupport
import Testing

/// The life of an experiment, on the file and against the built program.
@Suite struct LifeStories {
    private static func project(_ service: any WorkspaceService) async throws -> String {
        let project = try await service.perform(CreateProject(name: "Checkout")).id
        _ = try await service.perform(
            UpsertExperiment(project: project, slug: "s", fields: Stories.definition))
        return project
    }

    private static func upsert(
        _ service: any WorkspaceService, _ project: String, _ fields: JSONObject, reason: String? = nil
    ) async throws -> Experiment {
        try await service.perform(
            UpsertExperiment(project: project, slug: "s", fields: fields, reason: reason)
        ).experiment
    }

    @Test(arguments: Stories.Door.allCases)
    func dataBecomeSnapshotsAndResultsAreKept(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await Self.project(service)
        let filled = try await Self.upsert(service, project, ["inputData": Stories.data])
        #expect(filled.status == .collecting)
        // The same data again make no second snapshot.
        _ = try await Self.upsert(service, project, ["inputData": Stories.data])
        let snapshots = try await service.perform(ListSnapshots(project: project, slug: "s"))
        #expect(snapshots.count == 1 && snapshots[0].source == "client")
        #expect(snapshots[0].inputData == Stories.data.serialized())

        let first = try await service.perform(AnalyzeExperiment(project: project, slug: "s"))
        #expect(first.ab?.snapshot == .init(id: snapshots[0].id, sha256: snapshots[0].sha256))
        let again = try await service.perform(AnalyzeExperiment(project: project, slug: "s"))
        #expect(again == first, "the stored one, its moment included")
        let other = try await service.perform(AnalyzeExperiment(project: project, slug: "s", isIndicative: true))
        #expect(other != first)
        let analyses = try await service.perform(ListAnalyses(project: project, slug: "s"))
        #expect(analyses.map(\.result) == [other.json.serialized(), first.json.serialized()])

        let back = try await Self.upsert(
            service, project, ["inputData": ["paid": ["blue": ["n": 500, "k": 50], "green": ["n": 500, "k": 60]]]])
        #expect(back.status == .collecting, "new data")
        #expect(try await service.perform(ListSnapshots(project: project, slug: "s")).count == 2)

        let replay = try await service.perform(ReplayAnalyses(project: project))
        #expect(replay.isSound && replay.count(.identical) == 2)
        #expect(try await service.perform(VerifyHistory()).isSound)
    }

    @Test(arguments: Stories.Door.allCases)
    func theContractIsLockedOnceThereAreData(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await Self.project(service)
        _ = try await Self.upsert(service, project, ["minimumSample": 450, "analysisPlan": ["alpha": .number(0.1)]])
        let before = try await Self.upsert(service, project, ["inputData": Stories.data])
        let refused: [(JSONObject, String)] = [
            (["primaryMetricEvent": "other"], "contract_locked"), (["treatmentVariant": "red"], "contract_locked"),
            (["minimumSample": 10], "change_needs_reason"), (["guardrailEvents": []], "change_needs_reason"),
            (["allocation": ["blue": 9, "green": 1]], "change_needs_reason"),
            (["analysisPlan": ["alpha": .number(0.1), "looks": "any_time"]], "contract_locked"),
            (["observationStart": "2026-02-01"], "observation_start_locked"), (["status": "draft"], "status_move"),
            (["status": "analyzing"], "not_analyzed"), (["status": "decided"], "not_analyzed"),
        ]
        for (change, code) in refused {
            let error = await failure { try await Self.upsert(service, project, change) }
            #expect(error?.kind == .ruleBroken && error?.code == code, "\(change)")
        }
        #expect(try await service.perform(GetExperiment(project: project, slug: "s")) == before)
        // What stays the same, and what comes with its reason, is taken.
        _ = try await Self.upsert(service, project, ["primaryMetricEvent": "paid", "minimumSample": 450])
        let changed = try await Self.upsert(
            service, project, ["minimumSample": 480], reason: "Traffic is lower\nthan planned")
        #expect(changed.minimumSample == 480)
        let history = try await service.perform(ListHistory(project: project, slug: "s"))
        #expect(history.first?.action == "change of design, because: Traffic is lower than planned")
    }

    @Test(arguments: Stories.Door.allCases)
    func closingNeedsADecisionAndReopeningAReason(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await Self.project(service)
        _ = try await Self.upsert(service, project, ["inputData": Stories.data])
        let early = await failure { try await service.perform(CloseExperiment(project: project, slug: "s")) }
        #expect(early?.code == "not_analyzed")
        _ = try await service.perform(AnalyzeExperiment(project: project, slug: "s"))
        let open = await failure { try await service.perform(CloseExperiment(project: project, slug: "s")) }
        #expect(open?.code == "decision_missing")
        let unclosed = await failure { try await service.perform(ArchiveExperiment(project: project, slug: "s")) }
        #expect(unclosed?.code == "not_closed")
        _ = try await Self.upsert(
            service, project,
            ["decision": "INCONCLUSIVE", "decisionSummary": "Not yet clear", "decisionReason": "Few days"])
        let closed = try await service.perform(CloseExperiment(project: project, slug: "s"))
        #expect(closed.status == .decided && closed.observationEnd != nil)
        let detail = try await service.perform(GetProject(project: project))
        #expect(detail.project.lastAction == "Experiment s closed")
        #expect(detail.activities.first?.title == "Experiment s closed")

        let late = await failure { try await Self.upsert(service, project, ["inputData": ["paid": [:]]]) }
        #expect(late?.code == "experiment_closed")
        let silent = await failure { try await Self.upsert(service, project, ["status": "collecting"]) }
        #expect(silent?.code == "reopen_needs_reason")
        let again = try await Self.upsert(service, project, ["status": "collecting"], reason: "A late week of data")
        #expect(again.status == .collecting)
        _ = try await service.perform(CloseExperiment(project: project, slug: "s"))
        let archived = try await service.perform(ArchiveExperiment(project: project, slug: "s"))
        #expect(archived.status == .archived)
        #expect(try await service.perform(VerifyHistory()).isSound)
    }

    /// The stored analysis is answered of a closed experiment; another one opens it again, with its reason.
    @Test(arguments: Stories.Door.allCases)
    func anotherAnalysisOfAClosedExperimentNeedsAReason(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await Self.project(service)
        func analyze(indicative: Bool = false, reason: String? = nil) async throws -> AnalysisOutcome {
            try await service.perform(
                AnalyzeExperiment(project: project, slug: "s", isIndicative: indicative, reason: reason))
        }
        _ = try await Self.upsert(service, project, ["inputData": Stories.data])
        let first = try await analyze()
        _ = try await service.perform(DecideExperiment(project: project, slug: "s"))
        let closed = try await service.perform(CloseExperiment(project: project, slug: "s"))
        // Closing set the end of its window, and took nothing from what was found.
        #expect(closed.observationEnd != nil)
        #expect(try await analyze() == first)
        let report = try await service.perform(ReportExperiment(project: project, slug: "s"))
        #expect(report.recommendation?.decision.rawValue == closed.decision)
        let refused = await failure { try await analyze(indicative: true, reason: " ") }
        #expect(refused?.kind == .ruleBroken && refused?.code == "reopen_needs_reason")
        #expect(try await service.perform(GetExperiment(project: project, slug: "s")) == closed)
        #expect(try await service.perform(ListAnalyses(project: project, slug: "s")).count == 1)

        let other = try await analyze(indicative: true, reason: "A late look")
        #expect(other != first)
        let opened = try await service.perform(GetExperiment(project: project, slug: "s"))
        #expect(opened.status == .analyzing && opened.decision == nil && opened.decisionReason == nil)
        #expect(opened.analysisResult == other.json.serialized())
        let history = try await service.perform(ListHistory(project: project, slug: "s", limit: 1))
        #expect(history.first?.action == "reopened, because: A late look")
        let open = await failure { try await service.perform(CloseExperiment(project: project, slug: "s")) }
        #expect(open?.code == "decision_missing")
        #expect(try await service.perform(VerifyHistory()).isSound)
    }

    /// Two servers on one file, each with its own writers of every kind: one unbroken chain, and nothing lost.
    @Test func twoProcessesKeepOneChain() async throws {
        let folder = try TemporaryFolder()
        let servers = [try Server(workspace: folder.file()), try Server(workspace: folder.file())]
        let created = try await servers[0].call("POST", "/api/projects", body: #"{"name":"P"}"#)
        let project = try #require(try created.json["id"]?.text)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for (number, server) in servers.enumerated() {
                for writer in 0..<4 {
                    group.addTask {
                        var answered = 0
                        for count in 0..<125 {
                            let name = "\(number) \(writer) \(count)"
                            let (method, path, body) =
                                switch writer {
                                case 0: ("PUT", "state", #"{"goal":"\#(name)"}"#)
                                case 1: ("POST", "experiment", #"{"slug":"shared","hypothesis":"\#(name)"}"#)
                                case 2: ("POST", "experiment", #"{"slug":"\#(name)","hypothesis":"h"}"#)
                                default: ("POST", "activity", #"{"type":"note","title":"\#(name)"}"#)
                                }
                            let answer = try await server.call(method, "/api/projects/\(project)/\(path)", body: body)
                            if [200, 201].contains(answer.status) { answered += 1 }
                        }
                        return answered
                    }
                }
            }
            let answered = try await group.reduce(0, +)
            #expect(answered == 1000)
        }
        let verified = try await servers[1].call("GET", "/api/verify")
        #expect(try verified.json["ok"] == true)
        // The project, its first line in the log, and the thousand.
        #expect(try verified.json["entries"] == 1002)
        let experiments = try await servers[0].call("GET", "/api/projects/\(project)/experiments")
        #expect(try experiments.json.array?.count == 251)
    }
}
