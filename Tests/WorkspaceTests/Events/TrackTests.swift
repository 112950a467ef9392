import Experiments
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Workspace

@Suite struct TrackTests {
    private static let now = Instant(milliseconds: EventStream.start)

    @Test func whatIsKnownCountsOnce() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let element = TrackedElement(
            user: "u", exposures: [.init(flag: "f", variant: "a", at: Self.now)],
            events: [.init(name: "e", at: Self.now, value: 2, id: "1"), .init(name: "e", at: Self.now, value: 2)])
        #expect(try await workspace.perform(Track(elements: [element])) == TrackedCounts(accepted: 3))
        // The event without an id cannot be known.
        #expect(try await workspace.perform(TrackEvent(element: element)) == TrackedCounts(accepted: 1, dropped: 2))
        var other = element
        other.user = "v"
        other.exposures = []
        other.events = [.init(name: "other", at: Self.now, id: "1")]
        #expect(try await workspace.perform(Track(elements: [other, other])) == TrackedCounts(dropped: 2))
        #expect(
            try await workspace.perform(Track(elements: [.init(user: nil), .init(user: nil, events: element.events)]))
                == TrackedCounts(dropped: 3))
        #expect(try await workspace.perform(Track(elements: [])) == TrackedCounts())
    }

    @Test(
        arguments: [
            (#"{}"#, nil, "wrong_type"), (#"[5]"#, "element 0 takes an object", nil),
            (#"[{"user":{"keyId":"u"}},{"user":"u"}]"#, "element 1, user takes an object", nil),
            (#"[{"user":{"keyId":5}}]"#, "element 0, user.keyId takes a text", nil),
            (#"[{"user":{"keyId":"a\u0000b"}}]"#, "user.keyId holds a NUL", nil),
            (#"[{"metrics":5}]"#, "element 0, metrics takes an array", nil),
            (
                #"[{"metrics":[{"eventName":"e","timestamp":1770000000000},{"timestamp":1770000000000}]}]"#,
                "metrics[1].eventName is required", nil
            ),
            (
                #"[{"metrics":[{"eventName":"e","timestamp":1770000000}]}]"#,
                "metrics[0].timestamp takes epoch milliseconds", nil
            ),
            (#"[{"metrics":[{"eventName":"e","timestamp":"soon"}]}]"#, "metrics[0].timestamp", nil),
            (
                #"[{"metrics":[{"eventName":"e","timestamp":1770000000000,"numericValue":"5"}]}]"#,
                "metrics[0].numericValue takes a number", nil
            ),
            (#"[{"metrics":[{"eventName":"","timestamp":1770000000000}]}]"#, "metrics[0].eventName is empty", nil),
            (
                #"[{"variations":[{"flagKey":"f","timestamp":1770000000000}]}]"#, "variations[0].variant is required",
                nil
            ),
        ] as [(String, String?, String?)])
    func aFaultIsNamed(body: String, says: String?, code: String?) throws {
        let json = try JSON(parsing: body)
        let error = failure { try Track(arguments: ["elements": json]) }
        #expect(error?.kind == .invalid)
        if let says { #expect(error?.message.contains(says) == true, "\(error?.message ?? "")") }
        #expect(error?.code == code ?? "invalid_event")
    }

    @Test func overlongKeysAreRefused() {
        let long = String(repeating: "x", count: EventKey.maximumBytes + 1)
        for field in ["eventName", "id"] {
            var event: JSONObject = ["eventName": "e", "timestamp": 1_770_000_000_000]
            event[field] = .string(long)
            let error = failure { try Track(arguments: ["elements": [["metrics": [.object(event)]]]]) }
            #expect(error?.details["field"] == .string("metrics[0].\(field)"))
            #expect(error?.details["element"] == 0)
        }
    }

    @Test func aVerbReadsItsOwnArguments() throws {
        var stream = EventStream(seed: 3)
        let elements = stream.batch(at: EventStream.start, size: 30).elements
        #expect(try Track(arguments: Track(elements: elements).arguments).elements == elements)
        let one = TrackEvent(element: elements[0])
        #expect(try TrackEvent(arguments: one.arguments).element == one.element)
    }

    /// Many clients at once share commits, and each hears of its own elements.
    @Test func manyClientsShareCommits() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), use: .server, isCreating: true)
        let commits = CommitCounter()
        workspace.connections.add(transactionObserver: commits, extent: .databaseLifetime)
        let clients = 300
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<clients {
                group.addTask {
                    let element = TrackedElement(
                        user: "u",
                        events: (0...(client % 3)).map { .init(name: "e", at: Self.now, id: "\(client)-\($0)") })
                    let twice = try await workspace.perform(Track(elements: [element, element]))
                    #expect(twice == TrackedCounts(accepted: client % 3 + 1, dropped: client % 3 + 1))
                }
            }
            try await group.waitForAll()
        }
        #expect((1..<clients / 2).contains(commits.count.withLock { $0 }))
        let stored = try await workspace.connections.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM MetricEvent")
        }
        #expect(stored == 600)
        try workspace.close()
    }

    @Test func aBatchThatFailsTakesNoOtherWithIt() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        try await workspace.connections.write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON MetricEvent WHEN NEW.value = 13
                    BEGIN SELECT RAISE(ABORT, 'refused'); END
                    """)
        }
        let outcomes = await withTaskGroup(
            of: (Int, TrackedCounts?).self, returning: [Int: TrackedCounts].self
        ) { group in
            for client in 0..<40 {
                group.addTask {
                    let events = [1.0, client % 4 == 0 ? 13 : 2].map {
                        TrackedElement.Event(name: "e\(client)", at: Self.now, value: $0)
                    }
                    return (
                        client,
                        try? await workspace.perform(Track(elements: [.init(user: "u\(client)", events: events)]))
                    )
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for client in 0..<40 {
            #expect(outcomes[client] == (client % 4 == 0 ? nil : TrackedCounts(accepted: 2)))
        }
        let stored = try await workspace.connections.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM MetricEvent JOIN EventName AS n ON n.id = event")
        }
        #expect(stored == 60)
    }

    @Test func theLogsNeverChange() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let element = TrackedElement(
            user: "u", exposures: [.init(flag: "f", variant: "a", at: Self.now)],
            events: [.init(name: "e", at: Self.now)])
        _ = try await workspace.perform(TrackEvent(element: element))
        for sql in [
            "UPDATE Exposure SET at = 0", "DELETE FROM Exposure", "UPDATE MetricEvent SET value = 1",
            "DELETE FROM MetricEvent",
        ] {
            await #expect(throws: DatabaseError.self) {
                try await workspace.connections.write { try $0.execute(sql: sql) }
            }
        }
    }

    private final class CommitCounter: TransactionObserver, Sendable {
        let count = Mutex(0)
        func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
        func databaseDidChange(with event: DatabaseEvent) {}
        func databaseDidCommit(_ db: Database) { count.withLock { $0 += 1 } }
        func databaseDidRollback(_ db: Database) {}
    }
}
