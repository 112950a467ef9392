import Experiments
import TestSupport
import Testing

/// Watching a launch, on the file and against the built program.
@Suite struct HoldoutStories {
    @Test(arguments: Stories.Door.allCases) func watchesALaunch(door: Stories.Door) async throws {
        let workspace = try Stories.open(door)
        let service = workspace.service
        let project = try await service.perform(CreateProject(name: "P")).id
        _ = try await service.perform(
            UpsertExperiment(
                project: project, slug: "button",
                fields: [
                    "hypothesis": "Green sells more", "primaryMetricEvent": "paid", "controlVariant": "old",
                    "treatmentVariant": "new", "minimumSample": 100,
                ]))
        let target: JSONObject = ["project": .string(project), "slug": "button"]
        let unplanned = await failure { try await service.perform(CheckHoldout(arguments: target)) }
        #expect(unplanned?.code == "holdout_not_planned")

        var plan = target
        plan["percent"] = 5
        plan["days"] = [30, 60]
        plan["launched"] = "2026-01-01"
        let planned = try await service.perform(PlanHoldout(arguments: plan))
        #expect(planned.json["children"] == ["button-holdout-30d", "button-holdout-60d"])
        let again = await failure { try await service.perform(PlanHoldout(arguments: plan)) }
        #expect(again?.code == "already_planned")
        let child = try await service.perform(GetExperiment(project: project, slug: "button-holdout-60d"))
        #expect(child.allocation == #"{"old":0.05,"new":0.95}"#)
        #expect(child.observationStart?.day == "2026-01-31" && child.observationEnd?.day == "2026-03-01")

        let unnamed = await failure { try await service.perform(StartHoldout(arguments: target)) }
        #expect(unnamed?.code == "flag_key_missing")
        _ = try await service.perform(UpdateState(project: project, values: ["flagKey": "button-colour"]))
        let change = try await service.perform(StartHoldout(arguments: target))
        #expect(change.text.contains("5 % old, 95 % new"))
        #expect(change.json["rollout"]?.array?.count == 2)
        var pushed = target
        pushed["apply"] = true
        #expect(
            await failure { try await service.perform(StartHoldout(arguments: pushed)) }?.code == "no_flag_system")

        for (day, treated) in [(30, 48_000), (60, 48_200)] as [(Int, Int64)] {
            let data: JSON = [
                "paid": ["old": ["n": 20_000, "k": 2000], "new": ["n": 380_000, "k": .integer(treated)]]
            ]
            _ = try await service.perform(
                UpsertExperiment(project: project, slug: "button-holdout-\(day)d", fields: ["inputData": data]))
        }
        let check = try await service.perform(CheckHoldout(arguments: target))
        #expect(check.json["classification"] == "holds")
        #expect(check.json["checkpoints"]?.array?.map { $0["state"] } == ["analyzed", "analyzed"])
        #expect(try await service.perform(EndHoldout(arguments: target)).text.contains("the split ends"))
        #expect(try await service.perform(VerifyHistory()).isSound)
    }
}
