import Experiments
import MetricSources
import TestSupport
import Testing

extension EngineFailureTests {
    /// A schema with the experiment's rows, for others to be made from.
    private func prepare(_ statements: String) async throws -> (postgres: PostgresServer, good: String, bad: String) {
        let postgres = try await Engines.shared.postgres()
        let number = await Engines.shared.nextNumber()
        let (good, bad) = ("good_\(number)", "bad_\(number)")
        let rows = FailingCollection.rows
        try await postgres.run(
            """
            CREATE SCHEMA \(good);
            CREATE SCHEMA \(bad);
            SET search_path TO \(good);
            CREATE TABLE flag_evaluations (user_key text, flag_key text, variant text, evaluated_at timestamptz);
            CREATE TABLE analytics_events (user_key text, event_name text, fired_at timestamptz, value float8);
            \(PostgresServer.copy(
                "flag_evaluations", rows.exposures.map { [$0.user, $0.flag, $0.variant, $0.instant.jsonText] }))
            \(PostgresServer.copy(
                "analytics_events",
                rows.events.map { [$0.user, $0.name, $0.instant.jsonText, $0.value.map { "\($0)" }] }))
            SET search_path TO \(bad), \(good);
            \(statements)
            """)
        return (postgres, good, bad)
    }

    private static let secrets = SecretReader { $0 == "SHOP_PASSWORD" ? PostgresServer.password : "wrong" }
    /// A view that takes a minute to read.
    private static let slow =
        "CREATE VIEW flag_evaluations AS SELECT t.* FROM flag_evaluations AS t, pg_sleep(60);"

    @Test func postgresThatCannotBeReached() async throws {
        let (postgres, good, _) = try await prepare("")
        let collection = try await FailingCollection(postgres.configuration(schema: good), secrets: Self.secrets)
        let closed = try EngineTools.freePorts(1)[0]
        try await collection.expectFailure(
            of: postgres.configuration(schema: good) { $0.url = "127.0.0.1:\(closed)" }, as: "down",
            code: .unreachable)
        try await collection.expectFailure(
            of: postgres.configuration(schema: good) { $0.secretEnv = "OTHER" }, as: "wrong password", code: .refused)
        try await collection.expectFailure(
            of: postgres.configuration(schema: good) { $0.user = "nobody" }, as: "unknown user", code: .refused)
        try await collection.expectFailure(
            of: postgres.configuration(schema: good) { $0.database = "nowhere" }, as: "unknown database",
            code: .missing, saying: "nowhere")
    }

    @Test(arguments: [
        ("ALTER TABLE flag_evaluations DROP COLUMN variant;", "variant"),
        ("ALTER TABLE flag_evaluations ALTER evaluated_at TYPE text;", "evaluated_at"),
        ("ALTER TABLE flag_evaluations RENAME TO flag_evaluations_old;", "flag_evaluations"),
        ("ALTER TABLE analytics_events RENAME TO events_old;", "analytics_events"),
        ("ALTER TABLE analytics_events ALTER value TYPE text;", "value"),
        ("ALTER TABLE analytics_events ALTER fired_at TYPE time USING fired_at::time;", "fired_at"),
    ])
    func postgresWithoutWhatTheQueryNeeds(change: String, word: String) async throws {
        let (postgres, good, bad) = try await prepare(
            """
            CREATE TABLE flag_evaluations AS TABLE flag_evaluations;
            CREATE TABLE analytics_events AS TABLE analytics_events;
            \(change)
            """)
        let collection = try await FailingCollection(postgres.configuration(schema: good), secrets: Self.secrets)
        try await collection.expectFailure(
            of: postgres.configuration(schema: bad), as: "bad", code: .missing, saying: word)
    }

    @Test func postgresThatTakesTooLong() async throws {
        let (postgres, good, bad) = try await prepare(Self.slow)
        let collection = try await FailingCollection(postgres.configuration(schema: good), secrets: Self.secrets)
        let impatient = postgres.configuration(schema: bad) {
            $0.options = #"{"schema":"\#(bad),\#(good)","timeout_seconds":1}"#
        }
        try await collection.expectFailure(of: impatient, as: "slow", code: .timeout)
        #expect(try await postgres.sleeping().isEmpty)
    }

    @Test func postgresThatEndsInTheMiddle() async throws {
        let (postgres, good, bad) = try await prepare(Self.slow)
        let collection = try await FailingCollection(postgres.configuration(schema: good), secrets: Self.secrets)
        let slow = postgres.configuration(schema: bad) { $0.options = #"{"schema":"\#(bad),\#(good)"}"# }
        async let outcome: WorkspaceError? = collection.expectFailure(of: slow, as: "killed", code: .unreachable)
        try await postgres.run(
            "SELECT pg_terminate_backend(\(try await firstValue { try await postgres.sleeping().first }));")
        _ = try await outcome
    }

    @Test func postgresThatIsCancelledStopsTheStatement() async throws {
        let (postgres, good, bad) = try await prepare(Self.slow)
        let source = try postgres.source { $0.options = #"{"schema":"\#(bad),\#(good)"}"# }
        let task = Task { try await source.collect(.asking(.proportion("buy"))) }
        _ = try await firstValue { try await postgres.sleeping().first }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        _ = try await firstValue { try await postgres.sleeping().isEmpty ? true : nil }
    }

    @Test func postgresThatSaysOnlyHalf() async throws {
        let (postgres, good, _) = try await prepare("")
        let proxy = try await CuttingProxy(to: postgres.port)
        func configuration() -> SourceConfiguration {
            postgres.configuration(schema: good) { $0.url = "127.0.0.1:\(proxy.port)" }
        }
        let collection = try await FailingCollection(configuration(), secrets: Self.secrets)
        proxy.cut(after: nil)
        try await collection.collect(from: "good")
        let all = proxy.bytesSaid
        try #require(all > 200)
        // The last bytes are the end of the session, after the answer.
        for limit in stride(from: 0, to: all - 100, by: max(1, all / 12)) {
            proxy.cut(after: limit)
            try await collection.expectFailure(
                of: configuration(), as: "cut at \(limit)", code: .unreachable, .answer)
        }
    }
}

extension PostgresServer {
    /// The processes whose statement is asleep in a slow view.
    func sleeping() async throws -> [Int] {
        try await run("SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND state = 'active';")
            .split(separator: "\n").compactMap { Int($0) }
    }
}
