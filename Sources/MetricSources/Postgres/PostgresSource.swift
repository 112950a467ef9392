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
            return try statement.answer(from: connection.execute(statement.text), source: name)
        }
    }

    func statement(for query: SourceQuery) throws -> String? {
        let tables = try Self.tables(of: query)
        let columns = SQLColumns.assumed(SQLColumns.Read(for: query, of: tables), in: .postgres)
        return try SQLStatement(for: query, dialect: .postgres, tables: tables, columns: columns).text
    }

    func test(_ query: SourceQuery?) async throws -> SourceReport {
        let tables = try Self.tables(of: query)
        return try await session { [settings] connection in
            try PostgresReport(connection, settings, tables).report(on: query)
        }
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
