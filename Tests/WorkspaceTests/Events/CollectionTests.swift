import Experiments
import GRDB
import TestSupport
import Testing

@testable import Workspace

@Suite struct CollectionTests {
    /// Late exposures, late events, duplicates, changed definitions, a moving end: going on from the last collection gives
    /// what beginning anew gives, and what the plainest computation gives.
    @Test(arguments: 0..<12)
    func goingOnEqualsBeginningAnew(seed: Int) async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let source = try workspace.metricSource(nil)
        var stream = EventStream(seed: UInt64(seed))
        var now = EventStream.start + EventStream.day
        var query = Self.query(seed: seed, now: now)
        for step in 0..<10 {
            let (elements, counts) = stream.batch(at: now, size: step == 0 ? 150 : 1 + stream.number(25))
            #expect(try await workspace.perform(Track(elements: elements)) == counts)
            if stream.chance(0.7) { now += Int64(stream.number(48)) * EventStream.day / 24 + 1 }
            query.asOf = Instant(milliseconds: now)
            query.window.end = min(query.asOf, Instant(milliseconds: EventStream.start + 9 * EventStream.day))
            if stream.chance(0.15) { query.metrics[0].conversionWindow = Int64(1 + stream.number(48)) * 3_600_000 }
            if stream.chance(0.1) { query.window.start.milliseconds += EventStream.day / 4 }
            let answer = try await source.collect(query)
            let anew = try await Self.collectAnew(query, in: workspace)
            let expected = stream.log.answer(query)
            #expect(differences(answer.data, expected.data).isEmpty, "seed \(seed), step \(step)")
            #expect(differences(anew.data, expected.data).isEmpty, "seed \(seed), step \(step)")
            #expect(answer.usersInSeveralVariants == expected.several)
            #expect(anew.usersInSeveralVariants == expected.several)
        }
        try workspace.close()
    }

    /// Without the remembered totals, which stay as they are.
    private static func collectAnew(_ query: SourceQuery, in workspace: SQLiteWorkspace) async throws -> SourceAnswer {
        try await workspace.connections.write { database in
            var answer = SourceAnswer(data: InputData(metrics: []))
            try database.inSavepoint {
                try database.execute(sql: "DELETE FROM CollectedTotals")
                var collection = try LogCollection(query, in: database)
                let totals = try collection.totals()
                answer.data = try collection.query.inputData(totals)
                answer.usersInSeveralVariants = totals.several
                return .rollback
            }
            return answer
        }
    }

    private static func query(seed: Int, now: Int64) -> SourceQuery {
        let hour: Int64 = 3_600_000
        var query = SourceQuery(
            experiment: "e", flagKey: "checkout", variants: ["off", "on"],
            window: .init(start: Instant(milliseconds: EventStream.start), end: Instant(milliseconds: now)),
            asOf: Instant(milliseconds: now),
            metrics: [
                MetricRequest(name: "paid", event: "paid"),
                MetricRequest(name: "orders", kind: .count, event: "paid", covariateWindow: 24 * hour),
                MetricRequest(name: "revenue", kind: .sum, event: "paid", conversionWindow: 30 * hour),
                MetricRequest(name: "basket", kind: .average, event: "Paid", covariateWindow: 60 * hour),
                MetricRequest(name: "per view", kind: .ratio, event: "paid", denominator: "view"),
                MetricRequest(name: "never", event: "never"),
            ])
        if seed % 3 == 1 {
            query.epochs = ([0, 2, 4] as [Int64]).map { days in
                .init(
                    number: Int(days) + 1, start: Instant(milliseconds: EventStream.start + days * EventStream.day),
                    allocation: Allocation(equalAmong: ["off", "on"]))
            }
        }
        if seed % 4 == 2 { query.metrics.append(MetricRequest(name: "capped", kind: .sum, event: "paid", cap: 80)) }
        if seed % 4 == 3 {
            query.countsClosedWindowsOnly = true
            query.metrics[1].conversionWindow = 12 * hour
        }
        return query
    }

    @Test func aFewNewRowsAreAllThatIsRead() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let start = Instant(milliseconds: EventStream.start)
        let users = (0..<500).map { user in
            TrackedElement(
                user: "u\(user)", exposures: [.init(flag: "f", variant: user % 2 == 0 ? "a" : "b", at: start)],
                events: (0..<4).map { .init(name: "e", at: Instant(milliseconds: start.milliseconds + $0)) })
        }
        _ = try await workspace.perform(Track(elements: users))
        var query = SourceQuery(
            experiment: "e", flagKey: "f", variants: ["a", "b"],
            window: .init(start: start, end: Instant(milliseconds: start.milliseconds + 1000)),
            asOf: Instant(milliseconds: start.milliseconds + 1000),
            metrics: [MetricRequest(name: "e", kind: .count, event: "e")])
        let source = try workspace.metricSource(nil)
        #expect(try await source.collect(query).rows == 500 + 2000)
        _ = try await workspace.perform(
            TrackEvent(element: .init(user: "u7", events: [.init(name: "e", at: start)])))
        query.asOf.milliseconds += 1000
        query.window.end = query.asOf
        let answer = try await source.collect(query)
        // The new row, and the exposure and five events of its user.
        #expect(answer.rows == 7)
        #expect(answer.data.metrics[0].variants["b"]?.n == 250)
        #expect(try answer.data.metrics[0].variants["b"]?.moments().mean == 1001.0 / 250)
        // Another definition begins anew.
        query.metrics[0].conversionWindow = 2
        #expect(try await source.collect(query).rows == 500 + 2001)
    }

    /// A state that cannot be trusted is not used.
    @Test(arguments: [
        "DELETE FROM CollectedTotals", "UPDATE CollectedTotals SET state = 'x'",
        "UPDATE CollectedTotals SET state = json_set(state, '$.events', 999999)",
        "UPDATE CollectedTotals SET state = json_set(state, '$.totals.cells', json('[]'))",
        "UPDATE CollectedTotals SET state = json_set(state, '$.totals.cells[0][2]', null)",
    ])
    func aBrokenStateBeginsAnew(sql: String) async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        var stream = EventStream(seed: 5)
        let now = EventStream.start + 3 * EventStream.day
        _ = try await workspace.perform(Track(elements: stream.batch(at: now, size: 100).elements))
        let query = Self.query(seed: 0, now: now)
        let source = try workspace.metricSource(nil)
        _ = try await source.collect(query)
        try await workspace.connections.write { try $0.execute(sql: sql) }
        let answer = try await source.collect(query)
        #expect(differences(answer.data, stream.log.answer(query).data).isEmpty)
    }

    @Test func whatWasAddedIsTakenAwayToTheLastDigit() {
        var sum = CompensatedSum()
        let terms = [0.1, 1e16, -3.7, 1e-9, 12345.678]
        for term in terms { sum.add(term) }
        for term in [1e16, 0.1] { sum.add(-term) }
        #expect(abs(sum.high - (-3.7 + 1e-9 + 12345.678)) < 1e-12)
        #expect(sum.isReliable)
        var small = CompensatedSum()
        small.add(1e30)
        small.add(1)
        small.add(-1e30)
        #expect(!small.isReliable)
    }

    @Test func theReportNamesWhatIsMissing() async throws {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let source = try workspace.metricSource(nil)
        let empty = try await source.test(nil)
        #expect(!empty.isFine)
        #expect(empty.findings.allSatisfy { $0.sentence.contains("POST /api/track") })
        let at = Instant(milliseconds: EventStream.start)
        _ = try await workspace.perform(
            TrackEvent(
                element: .init(
                    user: "u", exposures: [.init(flag: "button", variant: "blue", at: at)],
                    events: [.init(name: "paid", at: at)])))
        #expect(try await source.test(nil).isFine)
        var query = Self.query(seed: 0, now: EventStream.start + 1)
        query.metrics = [MetricRequest(name: "bought", event: "bought")]
        let report = try await source.test(query)
        let said = report.findings.filter { !$0.isFine }.map(\.sentence).joined(separator: "\n")
        #expect(said.contains("No event is called \"bought\"") && said.contains("\"paid\""))
        #expect(said.contains("No exposures of the flag \"checkout\"") && said.contains("\"button\""))
        query.flagKey = "button"
        query.variants = ["blue", "green"]
        let second = try await source.test(query)
        #expect(second.findings.contains { !$0.isFine && $0.sentence.contains("\"green\"") })
        #expect(second.findings.contains { $0.isFine && $0.sentence.contains("1 user saw \"blue\"") })
    }
}
