import Experiments
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Workspace

/// `collect` with a source that answers what the test says.
@Suite struct CollectTests {
    private final class Script: Sendable {
        let now = Mutex(Instant("2026-03-08T12:00:00Z")?.milliseconds ?? 0)
        let converted = Mutex(67)
        let missing = Mutex<[String]>([])
        let failure = Mutex<WorkspaceError?>(nil)
        let queries = Mutex<[SourceQuery]>([])
        let onCollect = Mutex<(@Sendable () async throws -> Void)?>(nil)

        func setNow(_ text: String) throws {
            let instant = try #require(Instant(text))
            now.withLock { $0 = instant.milliseconds }
        }
    }

    private struct ScriptedSource: MetricSource {
        let script: Script
        var capabilities = SourceCapabilities(
            kinds: [.proportion], conversionWindows: false, caps: false, covariates: false, epochs: false,
            closedWindows: false)

        func collect(_ query: SourceQuery) async throws -> SourceAnswer {
            script.queries.withLock { $0.append(query) }
            if let error = script.failure.withLock({ $0 }) { throw error }
            try await script.onCollect.withLock { $0 }?()
            let users = script.converted.withLock { $0 }
            let metrics = query.metrics.map { metric in
                InputData.Metric(
                    name: metric.name, inverse: metric.inverse,
                    variants: [
                        "blue": VariantData(n: users == 0 ? 0 : 487, shape: .proportion(k: 0)),
                        "green": VariantData(n: users == 0 ? 0 : 513, shape: .proportion(k: users)),
                    ], variantNames: ["blue", "green"])
            }
            var answer = SourceAnswer(data: InputData(metrics: metrics))
            answer.usersInSeveralVariants = 3
            answer.statement = "SELECT 1"
            answer.missingEvents = script.missing.withLock { $0 }
            answer.presentEvents = ["payed", "refund", "visit"]
            return answer
        }

        func statement(for query: SourceQuery) -> String? { "SELECT \(query.flagKey)" }

        func test(_ query: SourceQuery?) async throws -> SourceReport {
            SourceReport(findings: [.init(isFine: query != nil, "looked for \(query?.flagKey ?? "nothing")")])
        }
    }

    private struct Fixture {
        let folder: TemporaryFolder
        let script = Script()
        let workspace: SQLiteWorkspace
        let project: String

        init(_ fields: JSONObject = [:]) async throws {
            folder = try TemporaryFolder()
            let script = script
            workspace = try SQLiteWorkspace(
                path: folder.file(), isCreating: true,
                surroundings: .init(
                    actor: "command ann", sources: { _ in ScriptedSource(script: script) },
                    now: { Instant(milliseconds: script.now.withLock { $0 }) }))
            project = try await workspace.perform(CreateProject(name: "P")).id
            _ = try await workspace.perform(
                AddSource(arguments: ["project": .string(project), "name": "shop", "kind": "file", "path": "/x.json"]))
            var definition: JSONObject = [
                "primaryMetricEvent": "paid", "controlVariant": "blue", "treatmentVariant": "green",
                "minimumSample": 400, "observationStart": "2026-03-01", "observationEnd": "2026-03-14",
                "dataSource": ["source": "shop"],
            ]
            for (name, value) in fields { definition[name] = value }
            _ = try await workspace.perform(UpsertExperiment(project: project, slug: "s", fields: definition))
        }

        func collect(reason: String? = nil, allowingMissingEvents: Bool = false) async throws -> CollectedData {
            var verb = CollectExperiment(project: project, slug: "s", reason: reason)
            verb.allowsMissingEvents = allowingMissingEvents
            return try await workspace.perform(verb)
        }

        func experiment() async throws -> Experiment {
            try await workspace.perform(GetExperiment(project: project, slug: "s"))
        }

        func snapshots() async throws -> [Snapshot] {
            try await workspace.perform(ListSnapshots(project: project, slug: "s"))
        }
    }

    @Test func whatWasCollectedBecomesASnapshot() async throws {
        let fixture = try await Fixture()
        let collected = try await fixture.collect()
        #expect(collected.isNew && collected.check.sampleCheck?.isEnough == true)
        let experiment = try await fixture.experiment()
        #expect(experiment.status == .collecting)
        #expect(
            experiment.inputData == #"{"metrics":{"paid":{"blue":{"n":487,"k":0},"green":{"n":513,"k":67}}}}"#)
        let snapshot = try #require(try await fixture.snapshots().first)
        #expect(snapshot == collected.snapshot && snapshot.source == "shop")
        let detail = try JSON(parsing: snapshot.detail ?? "")
        #expect(detail["statement"] == "SELECT 1")
        #expect(detail["multiple_exposures"] == ["users": 3, "treated_as": "excluded"])
        #expect(
            detail["window"] == ["start": "2026-03-01T00:00:00.000Z", "end": "2026-03-08T12:00:00.000Z"],
            "an open window ends now")
        let query = try #require(fixture.script.queries.withLock { $0.first })
        #expect(query.flagKey == "s", "without a key of its own or the project's, the slug")
        #expect(try await fixture.workspace.perform(VerifyHistory()).isSound)
    }

    @Test func aClosedWindowWithNothingNewIsNoFurtherLook() async throws {
        let fixture = try await Fixture()
        #expect(try await fixture.collect().isNew)
        #expect(try await fixture.collect().isNew, "the window is open: this is a later look")
        try fixture.script.setNow("2026-03-20")
        let last = try await fixture.collect()
        #expect(last.isNew, "the first one after the end")
        #expect(
            try JSON(parsing: last.snapshot.detail ?? "")["window"]?["end"] == "2026-03-15T00:00:00.000Z",
            "an end at midnight means that whole day")
        let analysis = try await fixture.workspace.perform(AnalyzeExperiment(project: fixture.project, slug: "s"))
        #expect(analysis.json["multiple_exposures"] == ["users": 3, "treated_as": "excluded"])
        let stored = try await fixture.experiment().analysisResult
        #expect(stored == analysis.json.serialized())
        #expect(try await fixture.workspace.perform(ReplayAnalyses(project: fixture.project)).count(.identical) == 1)
        let again = try await fixture.collect()
        #expect(!again.isNew && again.snapshot == last.snapshot)
        #expect(try await fixture.experiment().status == .analyzing)
        #expect(try await fixture.snapshots().count == 3)
        fixture.script.converted.withLock { $0 = 68 }
        #expect(try await fixture.collect().isNew, "late data")
        #expect(try await fixture.experiment().status == .collecting)
    }

    /// A slow source does not put old data over those that came meanwhile.
    @Test func dataThatCameMeanwhileStay() async throws {
        let fixture = try await Fixture()
        let (workspace, project) = (fixture.workspace, fixture.project)
        fixture.script.onCollect.withLock {
            $0 = {
                let newer: JSON = ["paid": ["blue": ["n": 900, "k": 90], "green": ["n": 900, "k": 99]]]
                _ = try await workspace.perform(
                    UpsertExperiment(project: project, slug: "s", fields: ["inputData": newer]))
            }
        }
        #expect(await failure { try await fixture.collect() }?.code == "changed_meanwhile")
        #expect(try await fixture.snapshots().map(\.source) == ["client"])
    }

    @Test func aSourceThatFailsLeavesEverythingAsItWas() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.collect()
        let (before, snapshots) = (try await fixture.experiment(), try await fixture.snapshots())
        let head = try await fixture.workspace.perform(VerifyHistory()).head
        for reason in [SourceFailure.unreachable, .refused, .missing, .timeout, .notReady, .answer] {
            fixture.script.failure.withLock { $0 = reason.error("shop", "it is away.") }
            let error = await failure { try await fixture.collect() }
            #expect(error?.kind == .unreachable && error?.kind.exitCode == 4 && error?.code == reason.rawValue)
        }
        fixture.script.failure.withLock { $0 = nil }
        fixture.script.converted.withLock { $0 = 0 }
        #expect(await failure { try await fixture.collect() }?.code == "nobody_exposed")
        #expect(try await fixture.experiment() == before)
        #expect(try await fixture.snapshots() == snapshots)
        #expect(try await fixture.workspace.perform(VerifyHistory()).head == head)
    }

    /// A misspelt name must not become 0 of everybody, nor lock a primary metric.
    @Test func anEventThatNobodyEverFiredIsRefusedUnlessItIsAllowed() async throws {
        let fixture = try await Fixture()
        fixture.script.missing.withLock { $0 = ["paid"] }
        let error = await failure { try await fixture.collect() }
        #expect(error?.code == "source_missing" && error?.kind == .unreachable)
        for part in ["\"paid\" (of the metric \"paid\")", "similar name: \"payed\"", "--allow-missing-events"] {
            #expect(error?.message.contains(part) == true, "\(part)")
        }
        #expect(error?.message.contains("visit") == false)
        #expect(try await fixture.snapshots().isEmpty)
        let collected = try await fixture.collect(allowingMissingEvents: true)
        let notes = try JSON(parsing: collected.snapshot.detail ?? "")["notes"]?.array ?? []
        #expect(notes.count == 1 && notes[0].text?.contains("\"paid\"") == true)
        fixture.script.missing.withLock { $0 = [] }
        #expect(try JSON(parsing: try await fixture.collect().snapshot.detail ?? "")["notes"] == [])
    }

    @Test func whatChangedMeanwhileIsNotOverwritten() async throws {
        let fixture = try await Fixture()
        let (workspace, project) = (fixture.workspace, fixture.project)
        fixture.script.onCollect.withLock {
            $0 = {
                _ = try await workspace.perform(
                    UpsertExperiment(project: project, slug: "s", fields: ["guardrailEvents": ["refunded"]]))
            }
        }
        #expect(await failure { try await fixture.collect() }?.code == "changed_meanwhile")
        #expect(try await fixture.snapshots().isEmpty)
        #expect(try await fixture.experiment().inputData == nil)
        fixture.script.onCollect.withLock { $0 = nil }
        #expect(try await fixture.collect().isNew)
    }

    @Test func aClosedExperimentIsOpenedWithAReasonOnly() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.collect()
        _ = try await fixture.workspace.perform(AnalyzeExperiment(project: fixture.project, slug: "s"))
        _ = try await fixture.workspace.perform(
            UpsertExperiment(
                project: fixture.project, slug: "s",
                fields: ["decision": "INCONCLUSIVE", "decisionSummary": "Too early", "decisionReason": "Days"]))
        let closed = try await fixture.workspace.perform(CloseExperiment(project: fixture.project, slug: "s"))
        #expect(closed.status == .decided)
        #expect(await failure { try await fixture.collect() }?.code == "reopen_needs_reason")
        #expect(try await fixture.snapshots().count == 1)
        #expect(try await fixture.collect(reason: "A late week").isNew)
        let open = try await fixture.experiment()
        #expect(open.status == .collecting && open.decision == nil)
        let history = try await fixture.workspace.perform(ListHistory(project: fixture.project, slug: "s"))
        #expect(history.contains { $0.action == "reopened, because: A late week" })
    }

    @Test func aQueryBeyondTheSourceIsRefusedByName() async throws {
        let fixture = try await Fixture([
            "metricDefinitions": ["paid": ["window_hours": 24], "revenue": ["kind": "sum", "cap": 99]]
        ])
        let error = await failure { try await fixture.collect() }
        #expect(error?.code == "not_in_source")
        for part in ["window_hours of \"paid\"", "the sum \"revenue\"", "the cap of \"revenue\""] {
            #expect(error?.message.contains(part) == true, "\(part)")
        }
        #expect(fixture.script.queries.withLock { $0 }.isEmpty, "it was never asked")
    }

    @Test(
        arguments: [
            (["observationStart": .null], "no_window"),
            (["observationStart": "2026-04-01", "observationEnd": "2026-05-01"], "window_not_begun"),
            (["primaryMetricEvent": .null], "primary_metric_missing"),
            (["dataSource": ["source": "no"]], "source_not_found"),
        ] as [(JSONObject, String)])
    func whatIsNotReadyIsNotCollected(change: JSONObject, code: String) async throws {
        let fixture = try await Fixture(change)
        #expect(await failure { try await fixture.collect() }?.code == code)
    }

    @Test func sourcesAreKeptListedTestedAndRemoved() async throws {
        let fixture = try await Fixture()
        let (workspace, project) = (fixture.workspace, fixture.project)
        let second = await failure {
            try await workspace.perform(
                AddSource(arguments: ["project": .string(project), "name": "shop", "kind": "duckdb"]))
        }
        #expect(second?.code == "source_exists")
        #expect(try await workspace.perform(ListSources(project: project)).map(\.name) == ["shop"])
        let plain = try await workspace.perform(TestSource(project: project, name: "shop"))
        #expect(!plain.isFine && plain.source == "shop" && plain.kind == "file")
        #expect(try await workspace.perform(TestSource(project: project, name: "shop", slug: "s")).isFine)
        #expect(try await workspace.perform(ShowSQL(project: project, slug: "s")).statement == "SELECT s")
        _ = try await fixture.collect()
        _ = try await workspace.perform(RemoveSource(project: project, name: "shop"))
        #expect(try await workspace.perform(ListSources(project: project)).isEmpty)
        #expect(try await fixture.snapshots().count == 1, "what was collected stays")
        #expect(await failure { try await fixture.collect() }?.code == "source_not_found")
        #expect(try await workspace.perform(VerifyHistory()).isSound)
    }

    @Test(
        arguments: [
            ["name": "embedded", "kind": "file"], ["name": " ", "kind": "file"], ["name": "a", "kind": "oracle"],
            ["name": "a", "kind": "file", "secretEnv": "A", "secretFile": "/b"],
            ["name": "a", "kind": "file", "options": "["],
            ["name": "a", "kind": "postgres", "password": "hunter2"],
        ] as [JSONObject])
    func aSourceThatCannotBeIsRefused(fields: JSONObject) {
        var arguments = fields
        arguments["project"] = "p"
        let error = failure { try AddSource(arguments: arguments) }
        #expect(error?.kind == .invalid)
        #expect(error?.message.contains("hunter2") != true)
    }
}
