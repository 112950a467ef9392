import Experiments
import Synchronization
import TestSupport
import Testing

@testable import Workspace

/// Pushing the begin and the end of a holdout to a system of flags that answers what the test says.
@Suite struct HoldoutPushTests {
    private final class Script: Sendable {
        let changes = Mutex<[FlagChange]>([])
        let isSilent = Mutex(false)
    }

    private struct ScriptedPusher: FlagPusher {
        let script: Script

        func preview(_ change: FlagChange) async throws -> FlagPushReceipt {
            try change.requireSoundWeights()
            return FlagPushReceipt(flagKey: change.flagKey, from: nil, to: change.shares, isWritten: false)
        }

        func push(_ change: FlagChange) async throws -> FlagPushReceipt {
            var receipt = try await preview(change)
            script.changes.withLock { $0.append(change) }
            if script.isSilent.withLock({ $0 }) { throw SourceFailure.timeout.error("hook", "no answer came.") }
            receipt.isWritten = true
            return receipt
        }
    }

    private let folder: TemporaryFolder
    private let script = Script()
    private let workspace: SQLiteWorkspace
    private let target: JSONObject

    init() async throws {
        folder = try TemporaryFolder()
        let script = script
        workspace = try SQLiteWorkspace(
            path: folder.file(), isCreating: true,
            surroundings: .init(actor: "command ann", pushers: { _ in ScriptedPusher(script: script) }))
        let project = try await workspace.perform(CreateProject(name: "P")).id
        target = ["project": .string(project), "slug": "button"]
        _ = try await workspace.perform(UpdateState(project: project, values: ["flagKey": "colour"]))
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project, slug: "button",
                fields: [
                    "hypothesis": "Green sells more", "primaryMetricEvent": "paid", "controlVariant": "old",
                    "treatmentVariant": "new",
                ]))
        var plan = target
        (plan["percent"], plan["days"], plan["launched"]) = (5, [30], "2026-01-01")
        _ = try await workspace.perform(PlanHoldout(arguments: plan))
        try await addHook("hook")
    }

    private func addHook(_ name: String) async throws {
        var arguments: JSONObject = ["name": .string(name), "kind": "webhook", "url": "https://flags.example"]
        arguments["project"] = target["project"]
        _ = try await workspace.perform(AddSource(arguments: arguments))
    }

    private var applying: JSONObject {
        var arguments = target
        arguments["apply"] = true
        return arguments
    }

    /// A receiver that merges what it is told must hear of the variant that nobody gets any more.
    @Test func everyVariantOfTheHoldoutIsTold() async throws {
        let started = try await workspace.perform(StartHoldout(arguments: applying))
        #expect(started.text == "Pushed: old 5 %, new 95 %.", "it is done, and no order is left")
        _ = try await workspace.perform(EndHoldout(arguments: applying))
        let weights = script.changes.withLock { $0.map { $0.shares.map { "\($0.variant) \($0.weight)" } } }
        #expect(weights == [["old 0.05", "new 0.95"], ["old 0.0", "new 1.0"]])
    }

    @Test func everyAttemptAtOneChangeHasOneKey() async throws {
        func start() async throws { _ = try await workspace.perform(StartHoldout(arguments: applying)) }
        script.isSilent.withLock { $0 = true }
        for _ in 1...2 { #expect(await failure { try await start() }?.code == "source_timeout") }
        script.isSilent.withLock { $0 = false }
        try await start()
        _ = try await workspace.perform(EndHoldout(arguments: applying))
        try await start()
        let keys = script.changes.withLock { $0.map(\.idempotencyKey) }
        #expect(keys.count == 5 && keys[0] == keys[1] && keys[1] == keys[2], "\(keys)")
        #expect(Set(keys).count == 3, "the end, and a start after it, are other changes")
        #expect(try await workspace.perform(VerifyHistory()).isSound)
    }

    @Test func ofSeveralSystemsOneIsNamed() async throws {
        try await addHook("other")
        let error = await failure { try await workspace.perform(StartHoldout(arguments: applying)) }
        #expect(error?.code == "no_flag_system" && error?.message.contains("--push NAME") == true)
        var named = applying
        named["push"] = "other"
        #expect(try await workspace.perform(StartHoldout(arguments: named)).text.hasPrefix("Pushed"))
    }
}
