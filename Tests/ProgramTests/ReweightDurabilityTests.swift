import Experiments
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing
import Workspace

/// The loop of a bandit as a process that is killed, against a flag server that fails.
@Suite struct ReweightDurabilityTests {
    /// At every step the flag serves the weights of the last epoch or of the one that was about to be opened; and once a
    /// turn ends well, those of the last epoch, with an epoch for every change of the flag.
    @Test func flagAndEpochsAgreeThroughKillsAndFaults() async throws {
        let cycles = ProcessInfo.processInfo.environment["EXPERIMENT_SLOW_TESTS"] == nil ? 12 : 200
        var bandit = try await Bandit()
        var random = SplitMix64(seed: 11)
        var (kills, usual) = (0, 0.1)
        for cycle in 0..<cycles {
            // Each is ahead in turn, so that the weights move and the stop is not reached.
            try await bandit.users(250, rates: cycle.isMultiple(of: 2) ? (0.1, 0.12) : (0.12, 0.1))
            bandit.flag.change { state in
                state.faults = random.uniform() < 0.4 ? [state.writes: Self.faults.randomElement(using: &random)!] : [:]
            }
            let patience = random.uniform() < 0.4 ? random.uniform() * 1.2 * usual : nil
            let start = ContinuousClock.now
            let status = try await bandit.turn(killedAfter: patience)
            if status == 0 { usual = 0.8 * usual + 0.2 * ((ContinuousClock.now - start) / .seconds(1)) }
            if status == SIGKILL { kills += 1 }
            try await bandit.check("cycle \(cycle), status \(status)", isSettled: status == 0)
        }
        #expect(kills > cycles / 20, "\(kills) of \(cycles) turns were killed")
        bandit.flag.change { $0.faults = [:] }
        try await bandit.users(250, rates: (0.1, 0.12))
        #expect(try await bandit.turn(killedAfter: nil) == 0)
        try await bandit.check("at the end", isSettled: true)
        #expect(bandit.flag.state.complaints.isEmpty)
        #expect(bandit.flag.state.comments.count > cycles / 4)
        let workspace = try SQLiteWorkspace(path: bandit.folder.file())
        #expect(try await workspace.perform(VerifyHistory()).isSound)
        try workspace.close()
    }

    private static let faults: [FeatBitStandIn.Fault] = [
        .conflict, .error(500, isDone: false), .error(500, isDone: true), .drop(isDone: false), .drop(isDone: true),
        .half, .silence, .kill(isDone: false), .kill(isDone: true),
    ]

    /// An experiment whose users follow the flag, in a workspace that only processes of the program reweight.
    private struct Bandit {
        let folder: TemporaryFolder
        let flag: FeatBitStandIn
        let project: String
        private var count = 0
        /// Parts of users that rounding has left over: the split is never a chance finding.
        private var carried = 0.0

        init() async throws {
            folder = try TemporaryFolder()
            flag = try await FeatBitStandIn()
            let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
            project = try await workspace.perform(CreateProject(name: "P")).id
            _ = try await workspace.perform(
                AddSource(
                    arguments: [
                        "project": .string(project), "name": "flags", "kind": "featbit",
                        "url": .string(flag.server.url), "envId": "env-1", "secretEnv": "SHOP_SECRET",
                        "options": ["timeout_s": 1],
                    ]))
            _ = try await workspace.perform(
                UpsertExperiment(
                    project: project, slug: "s",
                    fields: [
                        "method": "bandit", "primaryMetricEvent": "bought", "controlVariant": "control",
                        "treatmentVariant": "treatment", "observationStart": .string(Self.now.jsonText),
                        "dataSource": ["flagKey": "new button"], "analysisPlan": ["reweight": ["push": "flags"]],
                    ]))
            try workspace.close()
        }

        private static var now: Instant { Instant(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000)) }

        /// Users of this moment, in the shares that the flag serves, and what they buy.
        mutating func users(_ number: Int, rates: (control: Double, treatment: Double)) async throws {
            let now = JSON.integer(Self.now.milliseconds)
            let exact = Double(number) * (flag.weights["treatment"] ?? 0) + carried
            let treated = Int(exact.rounded())
            carried = exact - Double(treated)
            var elements: [TrackedElement] = []
            for (variant, users, rate) in [
                ("control", number - treated, rates.control), ("treatment", treated, rates.treatment),
            ] {
                let buyers = Int((Double(users) * rate).rounded())
                for user in 0..<users {
                    count += 1
                    let exposure: JSON = [
                        "flagKey": "new button", "variant": .string(variant), "timestamp": now,
                    ]
                    let purchase: JSON = ["eventName": "bought", "timestamp": now]
                    elements.append(
                        try TrackedElement(
                            json: [
                                "user": ["keyId": .string("u\(count)")], "variations": [exposure],
                                "metrics": user < buyers ? [purchase] : [],
                            ], index: nil))
                }
            }
            let workspace = try SQLiteWorkspace(path: folder.file())
            #expect(try await workspace.perform(Track(elements: elements)).dropped == 0)
            try workspace.close()
        }

        /// - Returns: the exit status, or the signal that ended it.
        func turn(killedAfter patience: Double?) async throws -> Int32 {
            let process = Program.process(
                ["reweight", project, "s", "--apply", "--workspace", folder.file()],
                environment: ["SHOP_SECRET": sharedSecret])
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            let identifier = process.processIdentifier
            flag.change { $0.killClient = { kill(identifier, SIGKILL) } }
            let killing = patience.map { seconds in
                Task {
                    try await Task.sleep(for: .seconds(seconds))
                    if process.isRunning { kill(identifier, SIGKILL) }
                }
            }
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    process.waitUntilExit()
                    continuation.resume()
                }
            }
            killing?.cancel()
            return process.terminationStatus
        }

        /// - Parameter isSettled: whether no push may be open.
        func check(_ moment: String, isSettled: Bool) async throws {
            let queue = try DatabaseQueue(path: folder.file())
            let (epochs, pending) = try queue.read { database in
                (
                    try Row.fetchAll(database, sql: "SELECT * FROM AllocationEpoch ORDER BY number"),
                    try String.fetchOne(database, sql: "SELECT pending FROM ReweightRun")
                )
            }
            try queue.close()
            let numbers: [Int] = epochs.map { $0["number"] }
            let applied = try epochs.dropFirst().map { try Allocation(parsing: $0["weights"]).weights }
            let last = applied.last ?? ["control": 0.5, "treatment": 0.5]
            let opening = try pending.map { try AllocationEpoch(json: JSON(parsing: $0)) }
            let serving = flag.weights
            func isServed(_ weights: [String: Double]) -> Bool {
                weights.allSatisfy { abs($0.value - (serving[$0.key] ?? 0)) < 1e-9 }
            }
            #expect(try isServed(last) || opening.map { isServed(try Allocation(parsing: $0.weights).weights) } == true)
            #expect(numbers == Array((0..<epochs.count).map { $0 + 1 }), "\(moment)")
            // The comment of a change ends with the identity of its epoch.
            let changes = flag.state.comments.map { String($0.suffix(37).dropLast()) }
            #expect(Set(changes).count == changes.count, "\(moment): nothing is applied twice")
            let identities: [String] = epochs.dropFirst().map { $0["id"] }
            #expect(changes == identities || changes == identities + [opening?.id], "\(moment)")
            guard isSettled else { return }
            #expect(opening == nil && isServed(last) && changes == identities, "\(moment)")
            if let start = epochs.last.flatMap({ Instant($0["start"] as String) }), epochs.count > 1 {
                let changed = try #require(flag.state.flag["updatedAt"].flatMap(Instant.init(json:)))
                #expect(start >= changed && start <= Self.now, "\(moment)")
            }
        }
    }
}
