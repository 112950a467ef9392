internal import Experiments

/// Exposures and events in tables of ClickHouse, on one node or behind tables of the engine Distributed.
struct ClickHouseSource: MetricSource {
    private let configuration: SourceConfiguration
    private let settings: ClickHouseSettings
    private let secrets: SecretReader

    /// - Throws: `WorkspaceError`, `invalid`, for a configuration that cannot work.
    init(_ configuration: SourceConfiguration, secrets: SecretReader) throws {
        self.configuration = configuration
        self.settings = try ClickHouseSettings(configuration)
        self.secrets = secrets
    }

    var capabilities: SourceCapabilities { .all }

    func collect(_ query: SourceQuery) async throws -> SourceAnswer {
        let tables = try Self.tables(of: query)
        let read = SQLColumns.Read(for: query, of: tables)
        let probe = try SQLColumns.probe(read, of: tables, in: .clickhouse)
        let client = try client()
        let parameters = try await ClickHouseSession(client).parameters
        let types = try await client.rows(probe, parameters).cells.first ?? []
        let columns = try SQLColumns(from: types, read, of: tables, in: .clickhouse, source: configuration.name)
        let statement = try SQLStatement(for: query, dialect: .clickhouse, tables: tables, columns: columns)
        let rows = try await client.rows(statement.text, parameters)
        var answer = try statement.answer(from: rows.cells, source: configuration.name)
        answer.rows = rows.read ?? answer.rows
        if let search = try SQLEventSearch(after: answer, to: statement) {
            answer.missingEvents = search.missing(in: try await client.rows(search.text, parameters).cells)
        }
        return answer
    }

    func statement(for query: SourceQuery) throws -> String? {
        let tables = try Self.tables(of: query)
        let columns = SQLColumns.assumed(SQLColumns.Read(for: query, of: tables), in: .clickhouse)
        return try SQLStatement(for: query, dialect: .clickhouse, tables: tables, columns: columns).text
    }

    func test(_ query: SourceQuery?) async throws -> SourceReport {
        let client = try client()
        let version = try await client.rows("SELECT version(), currentDatabase()").cells.first ?? []
        let parameters = try await ClickHouseSession(client).parameters
        var report = SQLReport(.clickhouse, try Self.tables(of: query), source: configuration.name) { statement in
            try await client.rows(statement, parameters).cells
        }
        report.say(
            "Connected to \(settings.url), database \((version.last ?? nil) ?? ""), as \(settings.user): ClickHouse "
                + "\((version.first ?? nil) ?? "").")
        return try await report.report(on: query)
    }

    private func client() throws -> ClickHouseClient {
        ClickHouseClient(
            name: configuration.name, settings: settings, password: try secrets.secret(of: configuration))
    }

    private static func tables(of query: SourceQuery?) throws -> SQLTables {
        try SQLTables(exposures: query?.exposures, events: query?.events, dialect: .clickhouse, defaults: .clickhouse)
    }
}
