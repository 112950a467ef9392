import Experiments
import MetricSources
import TestSupport

/// Rows in a PostgreSQL of this test run, each load in a schema of its own.
struct PostgresBench: SourceBench {
    enum Time: String, CaseIterable {
        /// `timestamptz`, written in the times of several places.
        case zoned = "timestamptz"
        /// `timestamp`, in UTC.
        case local = "timestamp"
        /// Milliseconds since 1970.
        case milliseconds = "bigint"
    }

    enum Layout: String {
        /// The tables and columns that the source looks for by itself.
        case own
        /// Other names, which have to be quoted.
        case mapped
        /// Statements instead of tables.
        case queries
    }

    var time: Time
    var layout: Layout

    var name: String { "PostgreSQL, \(time.rawValue), \(layout.rawValue)" }
    var hasEnvironments: Bool { layout != .own }

    func load(_ rows: ContractRows) async throws -> LoadedRows {
        let postgres = try await Engines.shared.postgres()
        let schema = "case_\(await Engines.shared.nextNumber())"
        let script =
            "CREATE SCHEMA \(schema);\nSET search_path TO \(schema);\n\(tables)"
            + PostgresServer.copy(
                exposures,
                rows.exposures.enumerated().map { index, row in
                    [row.user, row.flag, row.variant, text(row.instant, index)] + (hasEnvironments ? [row.env] : [])
                })
            + PostgresServer.copy(
                events,
                rows.events.enumerated().map { index, row in
                    [row.user, row.name, text(row.instant, index), row.value.map { "\($0)" }]
                        + (hasEnvironments ? [row.env] : [])
                })
        try await postgres.run(script)
        let source = try postgres.source(schema: schema)
        return { query in (source, mapped(query)) }
    }

    private var exposures: String { layout == .own ? "flag_evaluations" : "\"Exposures of \"\"all\"\"\"" }
    private var events: String { layout == .own ? "analytics_events" : "\"select\"" }

    private var tables: String {
        let environment = hasEnvironments ? ", \"Env\" varchar(40)" : ""
        let (user, at) = layout == .own ? ("user_key", "evaluated_at") : ("\"User key\"", "\"when\"")
        return """
            CREATE TABLE \(exposures) (\(user) text, flag_key text, variant text, \(at) \(time.rawValue)\(environment));
            CREATE TABLE \(events) (\(user) text, event_name varchar(2000),
                \(layout == .own ? "fired_at" : "\"when\"") \(time.rawValue), value double precision\(environment));

            """
    }

    private func mapped(_ query: SourceQuery) -> SourceQuery {
        var query = query
        let columns = ["user_key": "User key", "timestamp": "when", "env_id": "Env"]
        switch layout {
        case .own: break
        case .mapped:
            query.exposures = .table("Exposures of \"all\"", columns: columns)
            query.events = .table("select", columns: columns)
        case .queries:
            let named = "\"User key\" AS user_key, \"when\" AS timestamp, \"Env\" AS env_id"
            query.exposures = .query("SELECT \(named), flag_key, variant FROM \(exposures) WHERE 'a;b' <> '('")
            query.events = .query("SELECT \(named), event_name, value FROM \(events)")
        }
        return query
    }

    private func text(_ instant: Instant, _ index: Int) -> String {
        switch time {
        case .milliseconds: return String(instant.milliseconds)
        case .local: return String(instant.jsonText.dropLast())
        case .zoned:
            let places: [(minutes: Int64, offset: String)] = [(0, "Z"), (330, "+05:30"), (-480, "-08:00")]
            let place = places[index % places.count]
            let local = Instant(milliseconds: instant.milliseconds + place.minutes * 60_000)
            return local.jsonText.dropLast() + place.offset
        }
    }
}

extension PostgresServer {
    /// The source of this server, as a user configures it.
    func source(
        schema: String? = nil, password: String = Self.password, change: (inout SourceConfiguration) -> Void = { _ in }
    ) throws -> any MetricSource {
        try MetricSources.source(
            configuration(schema: schema, change: change), secrets: SecretReader { _ in password })
    }

    func configuration(
        schema: String? = nil, change: (inout SourceConfiguration) -> Void = { _ in }
    ) -> SourceConfiguration {
        var configuration = SourceConfiguration()
        configuration.name = "shop"
        configuration.kind = .postgres
        configuration.url = "127.0.0.1:\(port)"
        configuration.user = Self.user
        configuration.database = Self.database
        configuration.secretEnv = "SHOP_PASSWORD"
        configuration.options = schema.map { JSON.object(["schema": .string($0)]).serialized() }
        change(&configuration)
        return configuration
    }
}
