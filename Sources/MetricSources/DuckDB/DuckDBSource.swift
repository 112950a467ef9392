internal import Experiments

/// Exposures and events in Parquet, CSV or JSON files, or in a DuckDB database, read by DuckDB's own program.
struct DuckDBSource: MetricSource {
    private let name: String
    private let settings: DuckDBSettings

    /// - Throws: `WorkspaceError`, `invalid` for a configuration that cannot work; of the source, where there is nothing at
    ///   its path.
    init(_ configuration: SourceConfiguration) throws {
        name = configuration.name
        settings = try DuckDBSettings(configuration)
    }

    var capabilities: SourceCapabilities { .all }

    func collect(_ query: SourceQuery) async throws -> SourceAnswer {
        let program = DuckDBProgram(name: name, settings: settings)
        let guessed = try tables(of: query)
        let read = SQLColumns.Read(for: query, of: guessed)
        let types = try await program.rows(SQLColumns.probe(read, of: guessed, in: .duckdb)).first ?? []
        let columns = try SQLColumns(from: types, read, of: guessed, in: .duckdb, source: name)
        let statement = try statement(for: query, columns)
        var answer = try await statement.answer(from: program.rows(statement.text), source: name)
        if let search = try SQLEventSearch(after: answer, to: statement) {
            answer.missingEvents = search.missing(in: try await program.rows(search.text))
        }
        return answer
    }

    func statement(for query: SourceQuery) throws -> String? {
        let read = SQLColumns.Read(for: query, of: try tables(of: query))
        return try statement(for: query, SQLColumns.assumed(read, in: .duckdb)).text
    }

    func test(_ query: SourceQuery?) async throws -> SourceReport {
        let program = DuckDBProgram(name: name, settings: settings)
        let version = try await program.rows("SELECT version() AS version").first?.first ?? nil
        var report = SQLReport(.duckdb, try tables(of: query), source: name) { try await program.rows($0) }
        let places = ([settings.database].compactMap(\.self) + settings.folders).joined(separator: ", ")
        report.say("DuckDB \(version ?? "of an unknown version") reads \(places).")
        return try await report.report(on: query)
    }

    private func statement(for query: SourceQuery, _ columns: SQLColumns) throws -> SQLStatement {
        var columns = columns
        let tables = try tables(of: query) { file, theirs in
            let side = theirs["flag_key"] == nil ? \SQLColumns.events : \.exposures
            columns[keyPath: side] = columns[keyPath: side].map(file.typed)
            return Dictionary(columns[keyPath: side].map { ($0.name, $0.type) }) { first, _ in first }
        }
        return try SQLStatement(for: query, dialect: .duckdb, tables: tables, columns: columns)
    }

    /// - Parameter types: of the columns of a file, by our names, where they are known.
    private func tables(
        of query: SourceQuery?,
        types: @escaping (_ file: DuckDBFile, _ columns: [String: String]) -> [String: String]? = { _, _ in nil }
    ) throws -> SQLTables {
        // A test asks for all that an experiment may need.
        let readsValue = query?.readsValues ?? true
        return try SQLTables(exposures: query?.exposures, events: query?.events, dialect: .duckdb, defaults: .duckdb) {
            table, columns in
            guard let file = try DuckDBFile(name: table, settings: settings, source: name) else {
                return try SQLDialect.duckdb.table(table)
            }
            let hasValue = readsValue && columns["value"] != nil
            return try file.source(columns: columns, types: types(file, columns), readsValue: hasValue)
        }
    }
}
