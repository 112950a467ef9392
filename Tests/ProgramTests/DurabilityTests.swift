import Experiments
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing
import Workspace

@Suite struct DurabilityTests {
    @Test func aKilledServerLosesNoAcknowledgedWrite() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let project = try await workspace.perform(CreateProject(name: "P")).id
        try workspace.close()
        var acknowledged: [String: Int] = [:]
        for round in 0..<20 {
            let server = try Server(workspace: folder.file())
            let answers = try await Self.writeUntilKilled(server, project: project, round: round)
            #expect(!answers.isEmpty, "the server answered before it was killed")
            acknowledged.merge(answers) { _, new in new }
        }
        let survivor = try SQLiteWorkspace(path: folder.file())
        let stored = try await survivor.perform(GetProject(project: project)).experiments
        let hypotheses = Dictionary(stored.map { ($0.slug, Int($0.hypothesis ?? "") ?? -1) }) { first, _ in first }
        for (slug, value) in acknowledged {
            #expect((hypotheses[slug] ?? -1) >= value, "\(slug) was acknowledged at \(value)")
        }
        try survivor.close()
        let check = try await DatabaseQueue(path: folder.file()).read {
            try String.fetchOne($0, sql: "PRAGMA integrity_check")
        }
        #expect(check == "ok")
    }

    /// Four clients write rising numbers until the server is killed; returns the last acknowledged of each.
    private static func writeUntilKilled(_ server: Server, project: String, round: Int) async throws -> [String: Int] {
        let count = Counter()
        return try await withThrowingTaskGroup(of: (String, Int).self) { group in
            for client in 0..<4 {
                group.addTask {
                    let slug = "s\(client)"
                    var last = -1
                    for number in (round * 100_000)... {
                        let body = #"{"slug":"\#(slug)","hypothesis":"\#(number)"}"#
                        guard
                            let answer = try? await server.call(
                                "POST", "/api/projects/\(project)/experiment", body: body),
                            (200..<300).contains(answer.status)
                        else { break }
                        last = number
                        count.increase()
                    }
                    return (slug, last)
                }
            }
            // Another moment of the stream in every round.
            try await count.wait(until: 20)
            try await Task.sleep(for: .microseconds(700 * round))
            kill(server.process.processIdentifier, SIGKILL)
            return try await group.reduce(into: [:]) { answers, answer in
                if answer.1 >= 0 { answers[answer.0] = answer.1 }
            }
        }
    }

    @Test func manyProcessesMayCreateOneFileAtOnce() async throws {
        let folder = try TemporaryFolder()
        let outcomes = try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
            for number in 0..<8 {
                group.addTask {
                    try await Program.run(["create-project", "P\(number)", "--workspace", folder.file()])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0.status == 0 }, "\(outcomes.map(\.errors))")
        let workspace = try SQLiteWorkspace(path: folder.file())
        #expect(try await workspace.perform(ListProjects()).count == 8)
    }

    @Test func aTerminatedServerCompletesItsRequestsAndEndsWithinASecond() async throws {
        let folder = try TemporaryFolder()
        let server = try Server(workspace: folder.file())
        let project = try #require(
            try await server.call("POST", "/api/projects", body: #"{"name":"P"}"#).json["id"]?.text)
        let count = Counter()
        let statuses = try await withThrowingTaskGroup(of: [Int].self) { group in
            for client in 0..<8 {
                group.addTask {
                    var statuses: [Int] = []
                    for number in 0... {
                        let body = #"{"slug":"s\#(client)-\#(number)"}"#
                        do {
                            statuses.append(
                                try await server.call("POST", "/api/projects/\(project)/experiment", body: body).status)
                            count.increase()
                        } catch {
                            break
                        }
                    }
                    return statuses
                }
            }
            try await count.wait(until: 20)
            let start = ContinuousClock.now
            server.process.terminate()
            server.process.waitUntilExit()
            #expect(ContinuousClock.now - start < .seconds(1))
            return try await group.reduce([], +)
        }
        #expect(server.process.terminationReason == .exit)
        #expect(server.process.terminationStatus == 0)
        #expect(statuses.count >= 8)
        #expect(statuses.allSatisfy { $0 == 201 })
        let workspace = try SQLiteWorkspace(path: folder.file())
        // A request in flight is answered: nothing was stored for a client that never heard of it.
        #expect(try await workspace.perform(ListExperiments(project: project)).count == statuses.count)
        try workspace.close()
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func increase() { count.withLock { $0 += 1 } }

    /// Returns at this count, or after 20 seconds.
    func wait(until goal: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while value < goal, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(1)) }
    }
}
