import Experiments
import Foundation
import MetricSources
import TestSupport
import Testing

extension EngineFailureTests {
    private static let secrets = SecretReader { $0 == "LAKE_PASSWORD" ? ClickHouseServer.password : "wrong" }
    private static let exposures =
        "flag_evaluations (env_id String, flag_key String, user_key String, variant String, timestamp DateTime)"
    private static let events =
        "metric_events (env_id String, event_name String, user_key String, numeric_value Float64, timestamp DateTime)"
    /// Rows without end, none of which is of the experiment.
    private static let endless = """
        CREATE VIEW flag_evaluations AS SELECT toString(number % 7) AS env_id, toString(number % 5) AS flag_key,
            toString(number) AS user_key, toString(number % 3) AS variant, toDateTime(number % 100) AS timestamp
        FROM system.numbers
        """

    private func fill(_ node: ClickHouseServer, _ database: String) async throws {
        let rows = FailingCollection.rows
        func seconds(_ instant: Instant) -> String { String(instant.milliseconds / 1000) }
        try await node.run("CREATE DATABASE \(database)")
        try await node.run("CREATE TABLE \(database).\(Self.exposures) ENGINE = MergeTree ORDER BY user_key")
        try await node.run("CREATE TABLE \(database).\(Self.events) ENGINE = MergeTree ORDER BY user_key")
        try await node.run(
            "INSERT INTO \(database).flag_evaluations FORMAT TabSeparated",
            rows: ClickHouseServer.rows(
                rows.exposures.map { [$0.env, $0.flag, $0.user, $0.variant, seconds($0.instant)] }))
        try await node.run(
            "INSERT INTO \(database).metric_events FORMAT TabSeparated",
            rows: ClickHouseServer.rows(
                rows.events.map { [$0.env, $0.name, $0.user, "\($0.value ?? 0)", seconds($0.instant)] }))
    }

    /// A database with the experiment's rows, and one with tables that lack something.
    private func prepare(
        _ statements: String...
    ) async throws -> (node: ClickHouseServer, good: String, bad: String) {
        let node = try await Engines.shared.clickHouse()[0]
        let number = await Engines.shared.nextNumber()
        let (good, bad) = ("good_\(number)", "bad_\(number)")
        try await fill(node, good)
        try await node.run("CREATE DATABASE \(bad)")
        for statement in statements { try await node.run(statement, in: bad) }
        return (node, good, bad)
    }

    @Test func clickHouseThatCannotBeReached() async throws {
        let (node, good, _) = try await prepare()
        let collection = try await FailingCollection(node.configuration(database: good), secrets: Self.secrets)
        let closed = try EngineTools.freePorts(1)[0]
        try await collection.expectFailure(
            of: node.configuration(database: good) { $0.url = "http://127.0.0.1:\(closed)" }, as: "down",
            code: .unreachable)
        try await collection.expectFailure(
            of: node.configuration(database: good) { $0.secretEnv = "OTHER" }, as: "wrong password", code: .refused)
        try await collection.expectFailure(
            of: node.configuration(database: good) { $0.user = "nobody" }, as: "unknown user", code: .refused)
        try await collection.expectFailure(
            of: node.configuration(database: "nowhere"), as: "unknown database", code: .missing, saying: "nowhere")
    }

    @Test(arguments: [
        ("variant String", "another String", "variant"), ("timestamp DateTime", "timestamp String", "timestamp"),
        ("flag_evaluations", "flag_evaluations_old", "flag_evaluations"),
        ("metric_events", "metric_events_old", "metric_events"),
        ("numeric_value Float64", "numeric_value String", "numeric_value"),
        ("numeric_value Float64", "worth Float64", "numeric_value"),
    ])
    func clickHouseWithoutWhatTheQueryNeeds(part: String, other: String, word: String) async throws {
        let (node, good, bad) = try await prepare(
            "CREATE TABLE \(Self.exposures.replacing(part, with: other)) ENGINE = Memory",
            "CREATE TABLE \(Self.events.replacing(part, with: other)) ENGINE = Memory")
        let collection = try await FailingCollection(node.configuration(database: good), secrets: Self.secrets)
        try await collection.expectFailure(
            of: node.configuration(database: bad), as: "bad", code: .missing, saying: word)
    }

    @Test func clickHouseThatTakesTooLong() async throws {
        let (node, good, bad) = try await prepare(
            Self.endless, "CREATE TABLE \(Self.events) ENGINE = Memory")
        let collection = try await FailingCollection(node.configuration(database: good), secrets: Self.secrets)
        try await collection.expectFailure(
            of: node.configuration(database: bad) { $0.options = #"{"timeout_seconds":1}"# }, as: "slow",
            code: .timeout)
        _ = try await firstValue { try await node.queries().isEmpty ? true : nil }
    }

    @Test func clickHouseThatIsCancelledStopsTheStatement() async throws {
        let (node, _, bad) = try await prepare(Self.endless, "CREATE TABLE \(Self.events) ENGINE = Memory")
        let source = try node.source(database: bad)
        let task = Task { try await source.collect(.asking(.proportion("buy"))) }
        _ = try await firstValue { try await node.queries().first }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        _ = try await firstValue { try await node.queries().isEmpty ? true : nil }
    }

    @Test func clickHouseWithoutOneOfItsShardsGivesNothing() async throws {
        let nodes = try await ClickHouseServer.startPair()
        for node in nodes {
            try await fill(node, "shop")
            try await node.run("CREATE DATABASE everywhere")
            for table in ["flag_evaluations", "metric_events"] {
                try await node.run(
                    "CREATE TABLE everywhere.\(table) AS shop.\(table) "
                        + "ENGINE = Distributed(\(ClickHouseServer.cluster), shop, \(table))")
            }
        }
        let collection = try await FailingCollection(
            nodes[0].configuration(database: "shop"), secrets: Self.secrets)
        nodes[1].server.stop()
        try await collection.expectFailure(
            of: nodes[0].configuration(database: "everywhere"), as: "half the shards", code: .unreachable, .answer)
        try await nodes[0].run("CREATE DATABASE slow")
        try await nodes[0].run(Self.endless, in: "slow")
        try await nodes[0].run("CREATE TABLE \(Self.events) ENGINE = Memory", in: "slow")
        async let outcome: WorkspaceError? = collection.expectFailure(
            of: nodes[0].configuration(database: "slow"), as: "killed", code: .unreachable, .answer)
        _ = try await firstValue { try await nodes[0].queries().first }
        kill(try #require(nodes[0].server.processIdentifier), SIGKILL)
        _ = try await outcome
    }

    @Test func clickHouseThatSaysOnlyHalf() async throws {
        let (node, good, _) = try await prepare()
        let proxy = try await CuttingProxy(to: node.port)
        func configuration() -> SourceConfiguration {
            node.configuration(database: good) { $0.url = "http://127.0.0.1:\(proxy.port)" }
        }
        let collection = try await FailingCollection(configuration(), secrets: Self.secrets)
        proxy.cut(after: nil)
        try await collection.collect(from: "good")
        let all = proxy.bytesSaid
        try #require(all > 200)
        // Each answer ends with the time that it took, in more digits or fewer: the last bytes may be none of this answer.
        for limit in Array(stride(from: 0, to: all - 40, by: max(1, all / 12))) + [all - 40] {
            proxy.cut(after: limit)
            try await collection.expectFailure(
                of: configuration(), as: "cut at \(limit)", code: .unreachable, .answer)
        }
    }
}

extension ClickHouseServer {
    /// A statement in a database.
    func run(_ statement: String, in database: String) async throws {
        try await run(statement, parameters: "?database=\(database)")
    }

    /// What the source's user has running.
    func queries() async throws -> [String] {
        try await run("SELECT query_id FROM system.processes WHERE user = '\(Self.user)'")
            .split(separator: "\n").map(String.init)
    }
}
