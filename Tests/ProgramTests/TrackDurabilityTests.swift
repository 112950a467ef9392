import Experiments
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing
import Workspace

@Suite struct TrackDurabilityTests {
    /// Acknowledged ≤ stored ≤ sent, after every kill; and after sending all again each exactly once.
    @Test func aKilledServerKeepsWhatItAcknowledged() async throws {
        let folder = try TemporaryFolder()
        try SQLiteWorkspace(path: folder.file(), isCreating: true).close()
        var sent: Set<String> = []
        var acknowledged: Set<String> = []
        for round in 0..<6 {
            let server = try Server(workspace: folder.file())
            let outcome = await Self.trackUntilKilled(server, round: round)
            #expect(!outcome.acknowledged.isEmpty, "the server answered before it was killed")
            sent.formUnion(outcome.sent)
            acknowledged.formUnion(outcome.acknowledged)
            let stored = try await Self.stored(in: folder.file())
            #expect(stored.count == Set(stored).count)
            #expect(acknowledged.isSubset(of: stored))
            #expect(sent.isSuperset(of: stored))
        }
        let server = try Server(workspace: folder.file())
        let list = sent.sorted()
        var accepted = 0
        for start in stride(from: 0, to: list.count, by: 500) {
            let body = Self.body(list[start..<min(start + 500, list.count)])
            let answer = try await server.call("POST", "/api/track", body: body)
            #expect(answer.status == 200)
            accepted += try answer.json["accepted"]?.wholeNumber ?? 0
        }
        #expect(accepted <= sent.count - acknowledged.count)
        let stored = try await Self.stored(in: folder.file())
        #expect(stored.sorted() == list)
        let check = try await DatabaseQueue(path: folder.file()).read {
            try String.fetchOne($0, sql: "PRAGMA integrity_check")
        }
        #expect(check == "ok")
    }

    private struct Outcome {
        var sent: Set<String> = []
        var acknowledged: Set<String> = []
    }

    /// Eight clients send events with ids until the server is killed.
    private static func trackUntilKilled(_ server: Server, round: Int) async -> Outcome {
        let answers = Mutex(0)
        return await withTaskGroup(of: Outcome.self) { group in
            for client in 0..<8 {
                group.addTask {
                    var outcome = Outcome()
                    for number in 0... {
                        let ids = (0..<5).map { "\(round)-\(client)-\(number)-\($0)" }
                        outcome.sent.formUnion(ids)
                        guard let answer = try? await server.call("POST", "/api/track", body: body(ids[...])),
                            answer.status == 200, (try? answer.json["accepted"]) == 5
                        else { break }
                        outcome.acknowledged.formUnion(ids)
                        answers.withLock { $0 += 1 }
                    }
                    return outcome
                }
            }
            let deadline = ContinuousClock.now + .seconds(20)
            while answers.withLock({ $0 }) < 20, ContinuousClock.now < deadline {
                try? await Task.sleep(for: .milliseconds(1))
            }
            // Another moment of the stream in every round.
            try? await Task.sleep(for: .microseconds(900 * round))
            kill(server.process.processIdentifier, SIGKILL)
            return await group.reduce(into: Outcome()) {
                $0.sent.formUnion($1.sent)
                $0.acknowledged.formUnion($1.acknowledged)
            }
        }
    }

    private static func body(_ ids: ArraySlice<String>) -> String {
        let events = ids.map { #"{"eventName":"e","timestamp":1770000000000,"id":"\#($0)"}"# }
        return #"[{"user":{"keyId":"u"},"metrics":[\#(events.joined(separator: ","))]}]"#
    }

    private static func stored(in path: String) async throws -> [String] {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try await queue.read { try String.fetchAll($0, sql: "SELECT id FROM MetricEvent") }
    }
}
