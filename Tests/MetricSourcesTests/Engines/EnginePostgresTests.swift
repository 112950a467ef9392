import Experiments
import TestSupport
import Testing

@testable import MetricSources

/// What a real PostgreSQL refuses, and what a session on it may not do.
@Suite(.serialized, .enabled(if: EngineTools.areAsked))
struct EnginePostgresTests {
    private static let start = Instant(milliseconds: 1_767_225_600_000)

    private static func query(_ change: (inout SourceQuery) -> Void = { _ in }) -> SourceQuery {
        let end = Instant(milliseconds: start.milliseconds + 7 * Instant.millisecondsPerDay)
        var query = SourceQuery(
            experiment: "1", flagKey: "checkout", variants: ["a", "b"],
            window: SourceQuery.Window(start: start, end: end), asOf: end,
            metrics: [MetricRequest(name: "revenue", kind: .sum, event: "purchase")])
        change(&query)
        return query
    }

    /// Exposures that a statement makes up after something else.
    private static func query(doing expression: String) -> SourceQuery {
        query {
            $0.exposures = .query(
                "SELECT 'u' AS user_key, 'checkout' AS flag_key, 'a' AS variant, "
                    + "TIMESTAMPTZ '2026-01-02 00:00+00' AS timestamp FROM (SELECT \(expression)) AS done")
            $0.events = .query(
                "SELECT 'u' AS user_key, 'purchase' AS event_name, TIMESTAMPTZ '2026-01-03 00:00+00' AS timestamp, "
                    + "2.5::float8 AS value")
        }
    }

    private static func schema(_ script: String) async throws -> (server: PostgresServer, schema: String) {
        let server = try await Engines.shared.postgres()
        let schema = "case_\(await Engines.shared.nextNumber())"
        try await server.run("CREATE SCHEMA \(schema);\nSET search_path TO \(schema);\n\(script)")
        return (server, schema)
    }

    private static let ownTables = """
        CREATE TABLE flag_evaluations (user_key text, flag_key text, variant text, evaluated_at timestamptz);
        CREATE TABLE analytics_events (user_key text, event_name text, fired_at timestamptz, value numeric);
        INSERT INTO flag_evaluations VALUES ('u', 'checkout', 'a', '2026-01-02 00:00+00');
        INSERT INTO analytics_events VALUES ('u', 'purchase', '2026-01-03 00:00+00', 2.5);
        """

    // MARK: - Refused

    @Test func aWrongPasswordIsRefusedAndNotRepeated() async throws {
        let server = try await Engines.shared.postgres()
        let source = try server.source(password: "wr0ngsecret")
        let error = await failure { try await source.collect(Self.query()) }
        #expect(error?.code == "source_refused")
        #expect(error?.message.contains("28P01") == true)
        #expect(error?.message.contains("wr0ngsecret") == false)
        let report = await failure { try await source.test(nil) }
        #expect(report?.code == "source_refused")
    }

    @Test func aFullServerAsksToComeBack() async throws {
        let server = try await Engines.shared.postgres()
        let role = "full_\(await Engines.shared.nextNumber())"
        try await server.run("CREATE ROLE \(role) LOGIN CONNECTION LIMIT 0 PASSWORD 'p';")
        let error = await failure {
            try await server.source(password: "p") { $0.user = role }.collect(Self.query())
        }
        #expect(error?.code == "source_not_ready")
        #expect(error?.message.contains("53300") == true)
    }

    @Test func aTableWithoutTheRightToReadIsRefused() async throws {
        let (server, schema) = try await Self.schema(Self.ownTables)
        let role = "poor_\(await Engines.shared.nextNumber())"
        try await server.run(
            "CREATE ROLE \(role) LOGIN PASSWORD 'p'; GRANT USAGE ON SCHEMA \(schema) TO \(role);"
                + "GRANT SELECT ON \(schema).flag_evaluations TO \(role);")
        let source = try server.source(schema: schema, password: "p") { $0.user = role }
        let error = await failure { try await source.collect(Self.query()) }
        #expect(error?.code == "source_refused")
        #expect(error?.message.contains("analytics_events") == true)
        let report = try await source.test(Self.query())
        #expect(!report.isFine)
        #expect(report.findings.contains { !$0.isFine && $0.sentence.contains("GRANT SELECT") })
    }

    @Test func aServerThatSaysNothingTimesOut() async throws {
        let server = try await Engines.shared.postgres()
        let silent = try SilentServer()
        let source = try server.source {
            $0.url = "127.0.0.1:\(silent.port)"
            $0.options = #"{"timeout_seconds":1}"#
        }
        let error = await failure { try await source.collect(Self.query()) }
        #expect(error?.code == "source_timeout")
    }

    @Test func moreSessionsThanThreadsWaitForOneAnother() async throws {
        let server = try await Engines.shared.postgres()
        let source = try server.source()
        try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    try await source.collect(Self.query(doing: "1")).data.metric("revenue")?.variants["a"]?.n
                }
            }
            for try await users in group { #expect(users == 1) }
        }
    }

    // MARK: - Reading only

    @Test func aFunctionThatWritesIsRefused() async throws {
        let (server, schema) = try await Self.schema(
            """
            CREATE TABLE written (x int);
            CREATE SEQUENCE numbers;
            CREATE FUNCTION writing() RETURNS int LANGUAGE sql AS 'INSERT INTO written VALUES (1) RETURNING x';
            CREATE FUNCTION changing() RETURNS int LANGUAGE plpgsql AS
                'BEGIN PERFORM set_config(''transaction_read_only'', ''off'', false);
                INSERT INTO written VALUES (2); RETURN 1; END';
            CREATE FUNCTION ending() RETURNS int LANGUAGE plpgsql AS
                'BEGIN COMMIT; INSERT INTO written VALUES (3); RETURN 1; END';
            """)
        let source = try server.source(schema: schema)
        for expression in ["writing()", "nextval('numbers')"] {
            let error = await failure { try await source.collect(Self.query(doing: expression)) }
            #expect(error?.code == "query_not_read_only", "\(expression): \(error?.message ?? "nothing refused it")")
        }
        for expression in ["changing()", "ending()", "set_config('transaction_read_only', 'off', false)"] {
            let error = await failure { try await source.collect(Self.query(doing: expression)) }
            #expect(error != nil, "\(expression) was not refused")
        }
        #expect(try await server.run("SELECT count(*) FROM \(schema).written;").trimmed == "0")
    }

    @Test func aQueryThatIsNoSingleQueryIsRefused() async throws {
        let server = try await Engines.shared.postgres()
        let source = try server.source()
        for text in [
            "DO 'BEGIN END'", "INSERT INTO x VALUES (1)", "SELECT 1; DROP TABLE x", "SELECT 1) AS t; COMMIT; SELECT (1",
        ] {
            let error = await failure { try await source.collect(Self.query { $0.exposures = .query(text) }) }
            #expect(error?.code == "invalid_query", "\(text)")
        }
    }

    @Test func theServerItselfTakesOneStatementAtATime() async throws {
        let server = try await Engines.shared.postgres()
        let source = try PostgresSource(
            server.configuration(), secrets: SecretReader { _ in PostgresServer.password })
        let error = await failure { try await source.session { try $0.execute("SELECT 1; COMMIT") } }
        #expect(error?.code == "query_not_valid")
        let zero = await failure { try await source.session { try $0.execute("SELECT 1\0 + 1") } }
        #expect(zero != nil)
    }

    @Test func rowsAreTextsUpToALimit() async throws {
        let server = try await Engines.shared.postgres()
        let source = try PostgresSource(
            server.configuration { $0.options = #"{"max_rows":3}"# },
            secrets: SecretReader { _ in PostgresServer.password })
        let rows = try await source.session {
            try $0.execute("SELECT x, NULL, 'ä' || $1, x / 10.0::float8 FROM generate_series(1, 3) AS x", ["'\\"])
        }
        #expect(rows == (1...3).map { ["\($0)", nil, "ä'\\", "0.\($0)"] })
        let error = await failure { try await source.session { try $0.execute("SELECT generate_series(1, 10000000)") } }
        #expect(error?.code == "source_answer")
        #expect(error?.message.contains("3 rows") == true)
        let zone = try await source.session { try $0.execute("SELECT current_setting('TimeZone')") }
        #expect(zone == [["UTC"]])
    }

    // MARK: - sources test

    @Test func aGoodDatabaseIsReported() async throws {
        let (server, schema) = try await Self.schema(
            Self.ownTables + "INSERT INTO flag_evaluations VALUES ('w', 'checkout', 'b', '2026-01-02 00:00+00');")
        let report = try await server.source(schema: schema).test(Self.query())
        #expect(report.isFine, "\(report.findings)")
        for word in [
            "PostgreSQL 1", "evaluated_at (timestamp with time zone)", "value (numeric)", "\"a\" 1", "purchase",
        ] {
            #expect(report.findings.contains { $0.sentence.contains(word) }, "\(word): \(report.findings)")
        }
    }

    @Test func whatIsMissingIsReportedWithWhatIsThere() async throws {
        let (server, schema) = try await Self.schema(
            """
            CREATE TABLE flag_evaluations (uid text, flag_key text, variant text, evaluated_at text);
            CREATE TABLE sales (amount int);
            """)
        let report = try await server.source(schema: schema).test(Self.query())
        #expect(!report.isFine)
        for word in ["user_key", "evaluated_at", "analytics_events", "sales", "uid (text)"] {
            #expect(report.findings.contains { $0.sentence.contains(word) }, "\(word): \(report.findings)")
        }
    }

    @Test func missingRowsOfAnExperimentAreReported() async throws {
        let (server, schema) = try await Self.schema(Self.ownTables)
        let source = try server.source(schema: schema)
        let variant = try await source.test(Self.query())
        #expect(variant.findings.contains { !$0.isFine && $0.sentence.contains("\"b\"") })
        let flag = try await source.test(Self.query { $0.flagKey = "other" })
        #expect(flag.findings.contains { !$0.isFine && $0.sentence.contains("\"other\"") })
        let event = try await source.test(Self.query { $0.metrics[0].event = "refund" })
        #expect(event.findings.contains { !$0.isFine && $0.sentence.contains("\"refund\"") })
    }
}
