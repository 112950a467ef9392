import Experiments
import Foundation
import TestSupport
import Testing

/// Starting, checking and deciding, on the file and against the built program.
@Suite struct DecisionStories {
    private static func start(
        _ service: any WorkspaceService, _ project: String, _ slug: String = "s", _ fields: JSONObject = [:]
    ) async throws -> StartedExperiment {
        var arguments: JSONObject = ["project": .string(project), "slug": .string(slug)]
        for (name, value) in fields { arguments[name] = value }
        return try await service.perform(StartExperiment(arguments: arguments))
    }

    private static func upsert(
        _ service: any WorkspaceService, _ project: String, _ fields: JSONObject
    ) async throws -> Experiment {
        try await service.perform(UpsertExperiment(project: project, slug: "s", fields: fields)).experiment
    }

    private static let definition: JSONObject = [
        "hypothesis": "A green button raises paid from 4 % to 5 %", "primaryMetricEvent": "paid",
        "controlVariant": "old", "treatmentVariant": "new",
    ]

    private static func data(_ old: Int64, _ new: Int64, n: Int64 = 5000) -> JSON {
        ["paid": ["old": ["n": .integer(n), "k": .integer(old)], "new": ["n": .integer(n), "k": .integer(new)]]]
    }

    /// The flag may be enabled before the first `start`: whoever is asked then can still answer.
    @Test(arguments: Stories.Door.allCases) func aQuestionIsPutWhileItCanBeAnswered(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        var fields = Self.definition
        fields["guardrailEvents"] = ["refund_rate"]
        fields["observationStart"] = "2026-03-01"
        _ = try await Self.upsert(service, project, fields)
        let asked = try await Self.start(service, project)
        #expect(asked.experiment.status == .draft && asked.questions.count == 2)
        #expect(asked.warnings.contains { $0.contains("stays a draft while its questions are open") })
        // One question is answered; the other, put already, is passed over. A new metric brings a new one.
        let answer: JSONObject = ["priorRange": "-5%,10%", "guardrailEvents": ["refund_rate", "error_rate"]]
        let further = try await Self.start(service, project, "s", answer)
        #expect(further.experiment.status == .draft && further.questions.contains { $0.contains("error_rate") })
        let started = try await Self.start(service, project)
        #expect(started.experiment.status == .collecting && started.questions.isEmpty)
        #expect(started.experiment.priorProper)
    }

    @Test(arguments: Stories.Door.allCases) func startsFromAHypothesis(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        let early = await failure { try await Self.start(service, project) }
        #expect(early?.code == "hypothesis_missing" && early?.message.contains("hypothesis-design") == true)
        let aimless = await failure { try await Self.start(service, project, "s", ["hypothesis": "h"]) }
        #expect(aimless?.code == "primary_metric_missing")

        let draft = try await Self.start(service, project, "s", Self.definition)
        #expect(draft.experiment.status == .draft && draft.experiment.minimumSample == 750)
        #expect(draft.minimumSample?.step == .hypothesis)
        #expect(draft.questions == [PriorChoice.question] && !draft.experiment.priorProper)
        let detail = try await service.perform(GetProject(project: project))
        #expect(detail.project.stage == .measuring && detail.project.lastAction == "Created experiment s")
        #expect(detail.activities.first?.title == "Experiment s created")

        let twin = await failure { try await Self.start(service, project, "t", Self.definition) }
        #expect(twin?.code == "already_open" && twin?.message.contains("'s'") == true)

        // Once the flag is enabled it collects, with what is known better by then.
        _ = try await Self.start(
            service, project, "s",
            ["observationStart": "2026-03-01", "baselineN": 4870, "baselineK": 410, "priorRange": "-5%,10%"])
        let started = try await Self.start(service, project)
        #expect(started.experiment.status == .collecting && started.experiment.minimumSample == 357)
        #expect(started.questions.isEmpty, "an answer would come too late")
        let mean = try #require(started.experiment.priorMean)
        #expect(started.experiment.priorProper && abs(mean - 0.025) < 1e-15)
        let again = await failure { try await Self.start(service, project) }
        #expect(again?.code == "already_started")
    }

    @Test(arguments: Stories.Door.allCases) func checkSaysWhatComesNext(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        func check() async throws -> CheckReport {
            try await service.perform(CheckExperiment(project: project, slug: "s"))
        }
        _ = try await Self.start(service, project, "s", Self.definition)
        #expect(try await check().next.hasPrefix("Enable the flag"))
        _ = try await Self.upsert(service, project, ["observationStart": "2026-03-01", "observationEnd": "2026-03-14"])
        #expect(try await check().next == "Start it again: its window has begun.")
        _ = try await Self.start(service, project)
        #expect(try await check().next.hasPrefix("Store its input data"))
        _ = try await Self.upsert(service, project, ["inputData": Self.data(50, 51, n: 500)])
        let few = try await check()
        #expect(few.sampleCheck?.isEnough == false && few.daysObserved == 14 && few.daysToGo == nil)
        #expect(few.next.hasPrefix("The window ended on 2026-03-14, and old lacks 250 users, new 250."))
        _ = try await Self.upsert(service, project, ["inputData": Self.data(5001, 500)])
        #expect(try await check().faults.first?.contains("k = 5001") == true)
        _ = try await Self.upsert(service, project, ["inputData": Self.data(400, 500)])
        #expect(try await check().next == "Analyze it.")
        _ = try await service.perform(AnalyzeExperiment(project: project, slug: "s"))
        #expect(try await check().next == "Decide.")
    }

    @Test(arguments: Stories.Door.allCases) func decidesAsTheRulesSay(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        func decide(_ decision: String? = nil, reason: String? = nil) async throws -> DecidedExperiment {
            try await service.perform(
                DecideExperiment(project: project, slug: "s", decision: decision, reason: reason))
        }
        _ = try await Self.start(
            service, project, "s", Self.definition.merging(["observationStart": "2026-03-01"]))
        _ = try await Self.upsert(service, project, ["observationEnd": "2026-03-14", "inputData": Self.data(400, 500)])
        #expect(await failure { try await decide() }?.code == "no_current_analysis")
        _ = try await service.perform(AnalyzeExperiment(project: project, slug: "s"))

        let refused = await failure { try await decide("PAUSE") }
        #expect(refused?.kind == .ruleBroken && refused?.code == "reason_needed")
        let decided = try await decide()
        #expect(decided.experiment.decision == "CONTINUE" && decided.recommendation.treatment == "new")
        #expect(decided.recommendation.statement.contains("from 8.0 % to 10.0 %"))
        #expect(decided.historyHead.count == 64)
        let report = try await service.perform(ReportExperiment(project: project, slug: "s"))
        #expect(report.recommendation == decided.recommendation && report.historyHead.count == 64)
        #expect(
            report.markdown.contains("## Decision: CONTINUE") && report.markdown.contains("| paid (primary) | new |"))
        #expect(report.json["analysis"]?["type"] == "bayesian")
        #expect(report.html.contains("<h2>Decision: CONTINUE</h2>"))
        if let server = workspace.server {
            let path = "/api/projects/\(project)/experiments/s/report"
            let page = try await server.call("GET", path + "?page=html")
            #expect(page.status == 200 && page.text == report.html)
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            #expect(page.headers["content-disposition"] == "attachment; filename*=UTF-8''s.html")
            #expect(try await server.call("GET", path + "?page=pdf").status == 400)
        }
        let otherwise = try await decide("PAUSE", reason: "Support is short-handed")
        #expect(otherwise.experiment.decision == "PAUSE")
        // An upsert obeys the same rule.
        let silent = await failure {
            try await Self.upsert(service, project, ["decision": "ROLLBACK_CANDIDATE", "decisionReason": ""])
        }
        #expect(silent?.code == "reason_needed")
        #expect(try await service.perform(GetExperiment(project: project, slug: "s")).decision == "PAUSE")
        #expect(try await service.perform(VerifyHistory(expected: decided.historyHead)).isSound)
    }

    @Test(arguments: Stories.Door.allCases) func aBrokenSplitNeedsAReasonOfItsOwn(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        _ = try await Self.start(service, project, "s", Self.definition.merging(["observationStart": "2026-03-01"]))
        _ = try await Self.upsert(
            service, project,
            [
                "observationEnd": "2026-03-14",
                "inputData": ["paid": ["old": ["n": 5000, "k": 400], "new": ["n": 5600, "k": 560]]],
            ])
        _ = try await service.perform(AnalyzeExperiment(project: project, slug: "s"))
        let paused = try await service.perform(DecideExperiment(project: project, slug: "s"))
        #expect(paused.experiment.decision == "PAUSE" && paused.recommendation.blockers == ["srm"])
        let refused = await failure {
            try await service.perform(
                DecideExperiment(project: project, slug: "s", decision: "CONTINUE", reason: "We want it"))
        }
        #expect(refused?.code == "srm" && refused?.kind == .ruleBroken)
        let upserted = await failure {
            try await Self.upsert(service, project, ["decision": "CONTINUE", "decisionReason": "We want it"])
        }
        #expect(upserted?.code == "srm")
        let lifted = try await service.perform(
            DecideExperiment(project: project, slug: "s", overrides: ["srm": "Bots were filtered in one arm only"]))
        #expect(lifted.experiment.decision == "CONTINUE")
        let history = try await service.perform(ListHistory(project: project, slug: "s"))
        #expect(history.first?.action == "decided, over srm, because: Bots were filtered in one arm only")
    }

    @Test(arguments: Stories.Door.allCases) func aChangedDesignMustBeAcknowledged(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        _ = try await Self.start(service, project, "s", Self.definition.merging(["observationStart": "2026-03-01"]))
        _ = try await Self.upsert(service, project, ["observationEnd": "2026-03-14", "inputData": Self.data(400, 500)])
        _ = try await service.perform(
            UpsertExperiment(project: project, slug: "s", fields: ["minimumSample": 300], reason: "Fewer users"))
        _ = try await service.perform(AnalyzeExperiment(project: project, slug: "s"))
        let refused = await failure { try await service.perform(DecideExperiment(project: project, slug: "s")) }
        #expect(refused?.code == "design_changed")
        let decided = try await service.perform(
            DecideExperiment(project: project, slug: "s", overrides: ["design_changed": "Known to all"]))
        #expect(decided.experiment.decision == "CONTINUE")
    }

    /// What was decided on other data, for another reason, or under another definition, is no decision on these.
    @Test(arguments: Stories.Door.allCases) func aDecisionHoldsForItsDataAlone(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        _ = try await Self.start(service, project, "s", Self.definition.merging(["observationStart": "2026-03-01"]))
        _ = try await Self.upsert(service, project, ["observationEnd": "2026-03-14", "inputData": Self.data(400, 500)])
        _ = try await service.perform(AnalyzeExperiment(project: project, slug: "s"))
        let first = try await service.perform(DecideExperiment(project: project, slug: "s"))
        #expect(first.experiment.decision == "CONTINUE")
        let refilled = try await Self.upsert(service, project, ["inputData": Self.data(400, 402)])
        #expect(refilled.decision == nil && refilled.decisionReason == nil && refilled.status == .collecting)
        _ = try await service.perform(AnalyzeExperiment(project: project, slug: "s"))
        let open = await failure { try await service.perform(CloseExperiment(project: project, slug: "s")) }
        #expect(open?.code == "decision_missing")

        // The reason of the recommended decision is none for another.
        let second = try await service.perform(DecideExperiment(project: project, slug: "s"))
        #expect(second.experiment.decision == "INCONCLUSIVE")
        let bare = await failure { try await Self.upsert(service, project, ["decision": "CONTINUE"]) }
        #expect(bare?.code == "reason_needed")

        // Under another definition the data must be analyzed again.
        _ = try await service.perform(
            UpsertExperiment(project: project, slug: "s", fields: ["minimumSample": 90_000], reason: "Later doubts"))
        let stale = await failure {
            try await service.perform(
                DecideExperiment(project: project, slug: "s", overrides: ["design_changed": "Known"]))
        }
        #expect(stale?.code == "no_current_analysis")
        // The window's start cannot be taken away and set anew.
        let cleared = await failure { try await Self.upsert(service, project, ["observationStart": .null]) }
        #expect(cleared?.code == "observation_start_locked")
    }

    @Test(arguments: Stories.Door.allCases) func aPriorIsNotCountedTwice(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        _ = try await Self.start(service, project, "s", Self.definition.merging(["observationStart": "2026-03-01"]))
        _ = try await Self.upsert(service, project, ["inputData": Self.data(400, 500)])
        let next: JSONObject = [
            "hypothesis": "It holds for all", "primaryMetricEvent": "paid", "controlVariant": "old",
            "treatmentVariant": "new", "priorFrom": "s",
        ]
        let overlapping = await failure {
            try await Self.start(service, project, "t", next.merging(["observationStart": "2026-03-10"]))
        }
        #expect(overlapping?.code == "prior_not_usable" && overlapping?.message.contains("overlaps") == true)
        _ = try await Self.upsert(service, project, ["observationEnd": "2026-03-14"])
        let started = try await Self.start(service, project, "t", next.merging(["observationStart": "2026-03-15"]))
        let mean = try #require(started.experiment.priorMean)
        #expect(abs(mean - 0.25) < 1e-12 && started.prior.step == "experiment")
        let missing = await failure {
            try await Self.start(service, project, "u", next.merging(["priorFrom": "nothing"]))
        }
        #expect(missing?.kind == .notFound || missing?.code == "prior_not_usable")
    }

    /// Ten closed experiments of the project on the same metric, their slugs kept; fewer are refused with their number.
    @Test(arguments: Stories.Door.allCases) func aPriorFromTheProjectsHistory(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        for number in 0..<10 {
            let slug = "past \(number)"
            _ = try await service.perform(
                UpsertExperiment(
                    project: project, slug: slug,
                    fields: Self.definition.merging([
                        "observationStart": "2026-03-01", "observationEnd": "2026-03-14", "minimumSample": 100,
                        "inputData": Self.data(400, 390 + 5 * Int64(number)),
                    ])))
            guard number < 9 else { continue }
            try await Self.close(service, project, slug)
        }
        let next = Self.definition.merging([
            "hypothesis": "A wider one, too", "observationStart": "2026-03-15", "priorFromHistory": true,
        ])
        let early = await failure { try await Self.start(service, project, "next", next) }
        #expect(early?.code == "prior_not_usable" && early?.message.contains("and 9 can be used") == true)
        try await Self.close(service, project, "past 9")

        let draft = try await Self.start(service, project, "next", next)
        #expect(draft.prior.step == "history" && draft.prior.history == (0..<10).map { "past \($0)" })
        let mean = try #require(draft.experiment.priorMean)
        #expect(draft.experiment.priorProper && abs(mean - 0.03) < 0.01)
        let kept = try JSON(parsing: #require(draft.experiment.assumptions))["prior"]
        #expect(kept?["experiments"]?.array?.count == 10)
        // Starting again keeps it, and where it came from.
        let started = try await Self.start(service, project, "next")
        #expect(started.experiment.status == .collecting && started.prior == draft.prior)
        #expect(started.experiment.assumptions == draft.experiment.assumptions)
    }

    private static func close(_ service: any WorkspaceService, _ project: String, _ slug: String) async throws {
        _ = try await service.perform(AnalyzeExperiment(project: project, slug: slug))
        _ = try await service.perform(DecideExperiment(project: project, slug: slug))
        _ = try await service.perform(CloseExperiment(project: project, slug: slug))
    }

    /// Starting again does not turn a range, or numbers, into something else.
    @Test(arguments: Stories.Door.allCases) func aPriorKeepsWhereItCameFrom(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        let draft = try await Self.start(service, project, "s", Self.definition.merging(["priorRange": "-5%,10%"]))
        #expect(draft.prior.step == "range")
        let again = try await Self.start(service, project, "s", ["observationStart": "2999-01-01"])
        #expect(again.prior == draft.prior)
        // Numbers that were written since are those numbers.
        _ = try await Self.upsert(service, project, ["priorMean": .number(0.01)])
        #expect(try await Self.start(service, project).prior.step == "given")
        _ = try await Self.upsert(service, project, ["priorProper": false, "priorMean": .null, "priorStddev": .null])
        #expect(try await Self.start(service, project).prior == .none)
    }

    /// Starting again looks at the named variant again, not at the first.
    @Test(arguments: Stories.Door.allCases) func aPriorStaysThatOfItsVariant(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        let arms: JSONObject = ["treatmentVariant": "new,other"]
        _ = try await Self.start(
            service, project, "s",
            Self.definition.merging(arms).merging(["observationStart": "2026-03-01", "observationEnd": "2026-03-14"]))
        _ = try await Self.upsert(
            service, project,
            [
                "inputData": [
                    "paid": [
                        "old": ["n": 5000, "k": 400], "new": ["n": 5000, "k": 500], "other": ["n": 5000, "k": 440],
                    ]
                ]
            ])
        let next = Self.definition.merging(arms).merging([
            "hypothesis": "It holds for all", "priorFrom": "s:other", "observationStart": "2026-03-15",
        ])
        let draft = try await Self.start(service, project, "t", next)
        let mean = try #require(draft.experiment.priorMean)
        #expect(abs(mean - 0.1) < 1e-12)
        let started = try await Self.start(service, project, "t")
        #expect(started.experiment.status == .collecting && started.experiment.priorMean == mean)
    }
}

extension JSONObject {
    fileprivate func merging(_ other: JSONObject) -> JSONObject {
        var merged = self
        for (name, value) in other { merged[name] = value }
        return merged
    }
}
