import Experiments
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Workspace

/// The loop of a bandit, with a source that simulates users and a flag system that fails as real ones do.
@Suite struct ReweightTests {
    /// The world outside: time, users who follow the flag, and the flag.
    private final class World: Sendable {
        struct State {
            var now = Instant(milliseconds: 1_772_323_200_000)
            var random = SplitMix64(seed: 7)
            /// Per flag allocation, from its start: users and conversions per variant.
            var stretches: [Stretch] = []
            var weights: [String: Double] = ["a": 0.5, "b": 0.5]
            var revision = 1
            var changedAt: Instant?
            var pushes: [String] = []
            var fault = Fault.none
        }

        struct Stretch {
            var start: Instant
            var users: [String: Int]
            var converted: [String: Int]
        }

        enum Fault: CaseIterable {
            case none, refused, lostBeforeWriting, lostAfterWriting, dyingBeforeWriting, dyingAfterWriting
        }

        /// What ends a process, and is caught by nothing in it.
        struct Death: Error {}

        let state = Mutex(State())
        let rates: [String: Double]

        init(rates: [String: Double]) { self.rates = rates }

        /// Users of some hours under the weights of the flag.
        func pass(hours: Int, usersPerHour: Int) {
            state.withLock { state in
                if state.stretches.isEmpty {
                    state.stretches.append(Stretch(start: state.now, users: [:], converted: [:]))
                }
                let last = state.stretches.count - 1
                for _ in 0..<(hours * usersPerHour) {
                    let variant = state.random.uniform() < (state.weights["a"] ?? 0) ? "a" : "b"
                    state.stretches[last].users[variant, default: 0] += 1
                    if state.random.uniform() < rates[variant] ?? 0 {
                        state.stretches[last].converted[variant, default: 0] += 1
                    }
                }
                state.now.milliseconds += Int64(hours) * 3_600_000
            }
        }
    }

    private struct WorldSource: MetricSource {
        let world: World
        var capabilities: SourceCapabilities { .all }

        func collect(_ query: SourceQuery) async throws -> SourceAnswer {
            world.state.withLock { state in
                func metric(_ stretches: [World.Stretch]) -> InputData.Metric {
                    let variants = query.variants.map { name in
                        let n = stretches.reduce(0) { $0 + ($1.users[name] ?? 0) }
                        let k = stretches.reduce(0) { $0 + ($1.converted[name] ?? 0) }
                        return (name, VariantData(n: n, shape: .proportion(k: k)))
                    }
                    return InputData.Metric(
                        name: query.metrics[0].name, inverse: false,
                        variants: Dictionary(uniqueKeysWithValues: variants), variantNames: query.variants)
                }
                // A user belongs to the epoch in which the exposure was.
                let epochs = query.epochs.enumerated().map { index, epoch in
                    let end = query.epochs.dropFirst(index + 1).first?.start
                    return InputData.Epoch(
                        number: epoch.number, start: epoch.start, allocation: epoch.allocation,
                        metrics: [
                            metric(
                                state.stretches.filter { stretch in
                                    (stretch.start >= epoch.start || index == 0)
                                        && (end.map { stretch.start < $0 } ?? true)
                                })
                        ])
                }
                return SourceAnswer(
                    data: InputData(metrics: [metric(state.stretches)], epochs: epochs.count > 1 ? epochs : []))
            }
        }

        func statement(for query: SourceQuery) -> String? { nil }
        func test(_ query: SourceQuery?) async throws -> SourceReport { SourceReport() }
    }

    private struct WorldFlag: FlagPusher {
        let world: World

        func preview(_ change: FlagChange) async throws -> FlagPushReceipt {
            world.state.withLock { state in receipt(change, state, isWritten: false) }
        }

        func push(_ change: FlagChange) async throws -> FlagPushReceipt {
            try change.requireSoundWeights()
            return try world.state.withLock { state in
                let fault = state.fault
                state.fault = .none
                switch fault {
                case .refused: throw WorkspaceError(.ruleBroken, code: "flag_off", "The flag is off.")
                case .lostBeforeWriting: throw SourceFailure.unreachable.error("flags", "the connection broke.")
                case .dyingBeforeWriting: throw World.Death()
                case .none, .lostAfterWriting, .dyingAfterWriting: break
                }
                let before = receipt(change, state, isWritten: true)
                if before.isChange {
                    state.weights = Dictionary(uniqueKeysWithValues: change.shares.map { ($0.variant, $0.weight) })
                    state.revision += 1
                    state.changedAt = state.now
                    state.pushes.append(change.idempotencyKey)
                    state.stretches.append(World.Stretch(start: state.now, users: [:], converted: [:]))
                }
                if fault == .lostAfterWriting { throw SourceFailure.unreachable.error("flags", "the answer was lost.") }
                if fault == .dyingAfterWriting { throw World.Death() }
                var done = before
                done.revision = String(state.revision)
                return done
            }
        }

        private func receipt(_ change: FlagChange, _ state: World.State, isWritten: Bool) -> FlagPushReceipt {
            let from = ["a", "b"].map { FlagShare(variant: $0, weight: state.weights[$0] ?? 0) }
            // Two variants on one line: the boundary says all.
            func ranged(_ shares: [FlagShare]) -> [FlagShare] {
                let boundary = shares.first { $0.variant == "a" }?.weight ?? 0
                return [
                    FlagShare(variant: "a", ranges: boundary > 0 ? [.init(from: 0, to: boundary)] : []),
                    FlagShare(variant: "b", ranges: boundary < 1 ? [.init(from: boundary, to: 1)] : []),
                ]
            }
            return FlagPushReceipt(
                flagKey: change.flagKey, from: ranged(from), to: ranged(change.shares), isWritten: isWritten,
                revision: String(state.revision), changedAt: isWritten ? nil : state.changedAt)
        }
    }

    private struct Fixture {
        let folder: TemporaryFolder
        let world: World
        let workspace: SQLiteWorkspace
        let project: String

        init(rates: [String: Double], plan: JSONObject = [:]) async throws {
            folder = try TemporaryFolder()
            let world = World(rates: rates)
            self.world = world
            workspace = try Self.open(folder, world)
            project = try await workspace.perform(CreateProject(name: "P")).id
            for (name, kind) in [("users", "file"), ("flags", "featbit")] {
                _ = try await workspace.perform(
                    AddSource(
                        arguments: [
                            "project": .string(project), "name": .string(name), "kind": .string(kind),
                            "path": "/users.json",
                        ]))
            }
            var reweight = plan
            reweight["push"] = "flags"
            _ = try await workspace.perform(
                UpsertExperiment(
                    project: project, slug: "s",
                    fields: [
                        "method": "bandit", "primaryMetricEvent": "paid", "controlVariant": "a",
                        "treatmentVariant": "b",
                        "observationStart": .integer(world.state.withLock { $0.now.milliseconds }),
                        "dataSource": ["source": "users"], "analysisPlan": ["reweight": .object(reweight)],
                    ]))
        }

        static func open(_ folder: TemporaryFolder, _ world: World) throws -> SQLiteWorkspace {
            try SQLiteWorkspace(
                path: folder.file(), isCreating: true,
                surroundings: .init(
                    actor: "server", sources: { _ in WorldSource(world: world) },
                    pushers: { _ in WorldFlag(world: world) }, now: { world.state.withLock { $0.now } }))
        }

        func turn(applying: Bool = true, scheduled: Bool = false) async throws -> ReweightAnswer {
            try await workspace.perform(
                ReweightExperiment(project: project, slug: "s", isApplying: applying, isScheduled: scheduled))
        }

        func epochs() async throws -> [AllocationEpoch] {
            try await workspace.read { store in
                try store.epochs(of: store.experiment("s", project: project))
            }
        }

        func weights(of epoch: AllocationEpoch?) throws -> [String: Double] {
            try Allocation(parsing: epoch?.weights ?? "").weights
        }
    }

    @Test func aDryRunShowsAndChangesNothing() async throws {
        let fixture = try await Fixture(rates: ["a": 0.1, "b": 0.12])
        fixture.world.pass(hours: 6, usersPerHour: 100)
        let answer = try await fixture.turn(applying: false)
        #expect(answer.outcome == .proposed && answer.epoch == nil)
        #expect(answer.from.map(\.value) == [0.5, 0.5])
        #expect(abs(answer.to.map(\.value).reduce(0, +) - 1) < 1e-12)
        #expect(try await fixture.epochs().isEmpty)
        #expect(fixture.world.state.withLock { $0.revision } == 1)
    }

    @Test func theFirstAppliedWeightsOpenTheSecondEpoch() async throws {
        let fixture = try await Fixture(rates: ["a": 0.1, "b": 0.12])
        let begin = fixture.world.state.withLock { $0.now }
        fixture.world.pass(hours: 6, usersPerHour: 100)
        let answer = try await fixture.turn()
        #expect(answer.outcome == .applied && answer.epoch == 2 && answer.flagRevision == "2")
        let epochs = try await fixture.epochs()
        #expect(epochs.map(\.number) == [1, 2] && epochs.first?.start == begin)
        #expect(epochs.last?.analysisId == answer.analysis && epochs.last?.flagRevision == "2")
        #expect(try fixture.weights(of: epochs.last) == fixture.world.state.withLock { $0.weights })
        #expect(try await fixture.workspace.perform(VerifyHistory()).isSound)
    }

    @Test func fewUsersOrABrokenSplitGiveNoWeights() async throws {
        let fixture = try await Fixture(rates: ["a": 0.1, "b": 0.12])
        fixture.world.pass(hours: 1, usersPerHour: 50)
        #expect(try await fixture.turn().outcome == .waiting)
        let broken = try await Fixture(rates: ["a": 0.1, "b": 0.12])
        broken.world.state.withLock { $0.weights = ["a": 0.8, "b": 0.2] }
        broken.world.pass(hours: 10, usersPerHour: 200)
        #expect(try await broken.turn().outcome == .waiting)
        #expect(try await broken.epochs().isEmpty)
    }

    @Test(arguments: ["hold", "winner"])
    func theStopPushesOnlyWhatItSays(onStop: String) async throws {
        let fixture = try await Fixture(rates: ["a": 0.1, "b": 0.2], plan: ["onStop": .string(onStop)])
        fixture.world.pass(hours: 6, usersPerHour: 1000)
        let answer = try await fixture.turn(scheduled: true)
        if onStop == "hold" {
            #expect(answer.outcome == .stopped && fixture.world.state.withLock { $0.pushes.isEmpty })
        } else {
            #expect(answer.outcome == .applied)
            #expect(fixture.world.state.withLock { $0.weights } == ["a": 0, "b": 1])
        }
        #expect(answer.nextRun == nil)
        #expect(try await fixture.turn(scheduled: true).outcome == .stopped, "the loop rests")
        #expect(try await fixture.epochs().count == (onStop == "hold" ? 0 : 2))

        _ = try await fixture.workspace.perform(
            AnalyzeExperiment(project: fixture.project, slug: "s", isIndicative: true, as: .ab))
        let report = try await fixture.workspace.perform(ReportExperiment(project: fixture.project, slug: "s"))
        let next = try #require(report.recommendation?.next)
        #expect(next.contains("No user gets a any more") == (onStop == "winner"), "\(next)")
    }

    @Test func aLoopKeepsItsTimeAndWaitsAfterAFailure() async throws {
        let fixture = try await Fixture(rates: ["a": 0.1, "b": 0.1], plan: ["every": "6h", "automatic": true])
        let due = { try await fixture.workspace.read { try $0.dueReweights().map(\.slug) } }
        fixture.world.pass(hours: 6, usersPerHour: 100)
        _ = try await fixture.workspace.perform(
            UpsertExperiment(project: fixture.project, slug: "s", fields: ["status": "collecting"]))
        #expect(try await due() == ["s"])
        let first = try await fixture.turn(scheduled: true)
        #expect(
            first.nextRun == fixture.world.state.withLock { Instant(milliseconds: $0.now.milliseconds + 21_600_000) })
        #expect(try await due().isEmpty)
        _ = try await fixture.turn(applying: false)
        #expect(try await due().isEmpty, "a turn by hand leaves the loop's time as it is")
        // Another process, later: the time is in the file.
        let other = try Fixture.open(fixture.folder, fixture.world)
        let early = try await other.perform(
            ReweightExperiment(project: fixture.project, slug: "s", isApplying: true, isScheduled: true))
        #expect(early.outcome == .notDue && early.nextRun == first.nextRun)
        fixture.world.pass(hours: 6, usersPerHour: 100)
        fixture.world.state.withLock { $0.fault = .refused }
        #expect(await failure { try await fixture.turn(scheduled: true) }?.code == "flag_off")
        #expect(try await due().isEmpty, "a minute's pause")
        fixture.world.state.withLock { $0.now.milliseconds += 60_000 }
        #expect(try await due() == ["s"])
    }

    @Test func twoRunnersNeverWorkAtOnce() async throws {
        let fixture = try await Fixture(rates: ["a": 0.1, "b": 0.12])
        fixture.world.pass(hours: 6, usersPerHour: 100)
        let lock = try #require(try RunnerLock(of: fixture.folder.file()))
        #expect(await failure { try await fixture.turn() }?.code == "runner_busy")
        withExtendedLifetime(lock) {}
    }

    @Test func weightsWhoseEpochCouldNotBeStoredGetItLater() async throws {
        let fixture = try await Fixture(rates: ["a": 0.1, "b": 0.12])
        fixture.world.pass(hours: 6, usersPerHour: 100)
        try await fixture.workspace.connections.writeWithoutTransaction {
            try $0.execute(
                sql: """
                    CREATE TRIGGER full BEFORE INSERT ON AllocationEpoch BEGIN SELECT RAISE(ABORT, 'disk full'); END
                    """)
        }
        await #expect(throws: (any Error).self) { try await fixture.turn() }
        #expect(fixture.world.state.withLock { $0.pushes.count } == 1)
        #expect(try await fixture.epochs().isEmpty)
        try await fixture.workspace.connections.writeWithoutTransaction { try $0.execute(sql: "DROP TRIGGER full") }
        _ = try await fixture.turn(applying: false)
        let last = try #require(try await fixture.epochs().last)
        let (weights, pushes, changedAt) = fixture.world.state.withLock { ($0.weights, $0.pushes, $0.changedAt) }
        #expect(try fixture.weights(of: last) == weights)
        #expect([last.id] == pushes && last.start == changedAt)
    }

    /// One file, whatever it is called.
    @Test func aLinkIsTheSameFileToRunners() async throws {
        let fixture = try await Fixture(rates: ["a": 0.1, "b": 0.12])
        let link = fixture.folder.file("link.sqlite")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: fixture.folder.file())
        let lock = try #require(try RunnerLock(of: link))
        #expect(try RunnerLock(of: fixture.folder.file()) == nil)
        withExtendedLifetime(lock) {}
    }

    @Test func aClosedExperimentKeepsItsWeights() async throws {
        let fixture = try await Fixture(rates: ["a": 0.1, "b": 0.12])
        fixture.world.pass(hours: 6, usersPerHour: 100)
        fixture.world.state.withLock { $0.fault = .dyingBeforeWriting }
        await #expect(throws: (any Error).self) { try await fixture.turn() }
        try await fixture.workspace.connections.writeWithoutTransaction {
            try $0.execute(sql: "UPDATE Experiment SET status = 'decided'")
        }
        #expect(await failure { try await fixture.turn() }?.code == "experiment_closed")
        #expect(fixture.world.state.withLock { $0.pushes.isEmpty })
        #expect(try await fixture.epochs().isEmpty)
    }

    /// A stop that was held is tested anew for another plan, and for whoever asks for turns of their own.
    @Test func aStoppedLoopIsTakenUpAgain() async throws {
        let fixture = try await Fixture(rates: ["a": 0.1, "b": 0.2])
        fixture.world.pass(hours: 6, usersPerHour: 1000)
        #expect(try await fixture.turn(scheduled: true).outcome == .stopped)
        let asked = ReweightExperiment(
            project: fixture.project, slug: "s", isApplying: true, onStop: .winner, interval: 21_600_000,
            isScheduled: true)
        #expect(try await fixture.workspace.perform(asked).outcome == .applied)
        #expect(fixture.world.state.withLock { $0.weights } == ["a": 0, "b": 1])
        let plan: JSON = ["reweight": ["push": "flags", "every": "12h"]]
        _ = try await fixture.workspace.perform(
            UpsertExperiment(project: fixture.project, slug: "s", fields: ["analysisPlan": plan], reason: "slower"))
        fixture.world.pass(hours: 6, usersPerHour: 100)
        #expect(try await fixture.turn(scheduled: true).reason != "The loop has reached its stop.")
    }

    @Test func onlyABanditIsReweighted() async throws {
        let fixture = try await Fixture(rates: ["a": 0.1, "b": 0.12])
        _ = try await fixture.workspace.perform(
            UpsertExperiment(project: fixture.project, slug: "s", fields: ["method": "bayesian_ab"]))
        #expect(await failure { try await fixture.turn() }?.code == "not_a_bandit")
    }

    /// Whatever happens to a push, the epochs say at each settled moment what the flag serves, and nothing twice: 200 turns,
    /// in experiments of 20.
    @Test(arguments: 1...10)
    func flagAndEpochsAgreeThroughFaults(seed: UInt64) async throws {
        let fixture = try await Fixture(rates: ["a": 0.1, "b": 0.1])
        var random = SplitMix64(seed: seed)
        for turn in 0..<20 {
            fixture.world.pass(hours: 6, usersPerHour: 40)
            let faults = World.Fault.allCases
            let fault = random.uniform() < 0.5 ? .none : faults[Int(random.uniform() * Double(faults.count))]
            fixture.world.state.withLock { $0.fault = fault }
            // After a death another process goes on.
            let workspace = try Fixture.open(fixture.folder, fixture.world)
            let answer = try? await workspace.perform(
                ReweightExperiment(project: fixture.project, slug: "s", isApplying: true))
            try workspace.close()
            fixture.world.state.withLock { $0.fault = .none }
            if answer == nil {
                // The next turn, even one that changes nothing, settles what was left open.
                _ = try await fixture.turn(applying: false)
            }
            let epochs = try await fixture.epochs()
            let (weights, pushes, changedAt) = fixture.world.state.withLock { ($0.weights, $0.pushes, $0.changedAt) }
            if let last = epochs.last {
                #expect(try fixture.weights(of: last) == weights, "turn \(turn), \(fault)")
                #expect(last.start == changedAt, "turn \(turn), \(fault)")
            } else {
                #expect(weights == ["a": 0.5, "b": 0.5])
            }
            #expect(epochs.map(\.number) == Array((1...21).prefix(epochs.count)))
            #expect(epochs.dropFirst().map(\.id) == pushes, "turn \(turn), \(fault)")
        }
        #expect(try await fixture.epochs().count > 3)
        #expect(try await fixture.workspace.perform(VerifyHistory()).isSound)
    }
}
