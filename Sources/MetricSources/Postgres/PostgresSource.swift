internal import Experiments
internal import NIOPosix

/// Exposures and events in tables of PostgreSQL, or of what speaks its protocol and catalog.
struct PostgresSource: MetricSource {
    private let configuration: SourceConfiguration
    private let settings: PostgresSettings
    private let secrets: SecretReader

    /// - Throws: `WorkspaceError`, `invalid`, for a configuration that cannot work.
    init(_ configuration: SourceConfiguration, secrets: SecretReader) throws {
        self.configuration = configuration
        self.settings = try PostgresSettings(configuration)
        self.secrets = secrets
    }

    var capabilities: SourceCapabilities { .all }

    func collect(_ query: SourceQuery) async throws -> SourceAnswer {
        let tables = try Self.tables(of: query)
        let read = SQLColumns.Read(for: query, of: tables)
        let probe = try SQLColumns.probe(read, of: tables, in: .postgres)
        let name = configuration.name
        return try await session { connection in
            let types = try connection.execute(probe).first ?? []
            let columns = try SQLColumns(from: types, read, of: tables, in: .postgres, source: name)
            let statement = try SQLStatement(for: query, dialect: .postgres, tables: tables, columns: columns)
            // The one row of caps can only be joined by a loop, whose forbidden cost would have every statement compiled.
            if query.metrics.contains(where: { $0.cap != nil }) { _ = try connection.execute("SET LOCAL jit = off") }
            var answer = try statement.answer(from: connection.execute(statement.text), source: name)
            if let search = try SQLEventSearch(after: answer, to: statement) {
                answer.missingEvents = search.missing(in: try connection.execute(search.text))
            }
            return answer
        }
    }

    func statement(for query: SourceQuery) throws -> String? {
        let tables = try Self.tables(of: query)
        let columns = SQLColumns.assumed(SQLColumns.Read(for: query, of: tables), in: .postgres)
        return try SQLStatement(for: query, dialect: .postgres, tables: tables, columns: columns).text
    }

    func test(_ query: SourceQuery?) async throws -> SourceReport {
        let tables = try Self.tables(of: query)
        let (version, user) = try await session { connection in
            (connection.serverVersion, try connection.execute("SELECT current_user").first?.first ?? nil)
        }
        var report = SQLReport(.postgres, tables, source: configuration.name) { statement in
            try await session { try $0.execute(statement) }
        }
        report.say(
            "Connected to \(settings.place), database \(settings.database), as \(user ?? ""): PostgreSQL \(version).")
        var found = try await report.report(on: query)
        if !found.isFine {
            for sentence in await whatIsThere(tables) { found.add(sentence) }
        }
        return found
    }

    /// What a user needs to see to correct a mapping, as far as the catalog shows it.
    private func whatIsThere(_ tables: SQLTables) async -> [String] {
        func text(_ statement: String, _ parameters: [String] = []) async -> String? {
            try? await session { try $0.execute(statement, parameters).first?.first ?? nil }
        }
        let readable = await text(
            """
            SELECT string_agg(name, ', ') FROM (
                SELECT c.oid::regclass::text AS name
                FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT c.relispartition
                    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                    AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
                ORDER BY pg_table_is_visible(c.oid) DESC, 1 LIMIT 50
            ) AS readable
            """)
        var sentences = [readable.map { "This user may read: \($0)." } ?? "This user may read no table here."]
        for place in [tables.exposures, tables.events] where !place.isQuery {
            let columns = await text(
                """
                SELECT string_agg(attname || ' (' || format_type(atttypid, NULL) || ')', ', ' ORDER BY attnum)
                FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
                """, [place.source])
            if let columns { sentences.append("\(place.name) has the columns \(columns).") }
        }
        return sentences
    }

    private static func tables(of query: SourceQuery?) throws -> SQLTables {
        try SQLTables(exposures: query?.exposures, events: query?.events, dialect: .postgres, defaults: .postgres)
    }

    // MARK: - Sessions

    /// libpq's calls block. More sessions at a time than threads wait for one another.
    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 4)
        pool.start()
        return pool
    }()

    /// Runs `work` in a read-only transaction of a connection of its own, on a thread that may block.
    ///
    /// - Throws: `WorkspaceError`; `CancellationError` where the task was cancelled, after what ran on the server has
    ///   ended.
    func session<R: Sendable>(_ work: @escaping @Sendable (PostgresConnection) throws -> R) async throws -> R {
        let password = try secrets.secret(of: configuration)
        let stop = PostgresStop()
        do {
            guard let library = LibPQ.shared else { throw PostgresError.noLibrary }
            return try await withTaskCancellationHandler {
                try await Self.threads.runIfActive { [settings] in
                    let connection = try PostgresConnection(
                        settings, password: password, library: library, stop: stop)
                    for statement in settings.preparation { try connection.execute(statement) }
                    return try work(connection)
                }
            } onCancel: {
                stop.ask()
            }
        } catch let error as PostgresError {
            throw error.workspaceError(configuration.name, at: settings.place)
        }
    }
}

extension SQLTables.Place {
    fileprivate var isQuery: Bool { source.hasPrefix("(") }
}
