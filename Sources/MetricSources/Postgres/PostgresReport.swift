internal import Experiments

/// What `sources test` says of a database that could be reached.
struct PostgresReport {
    private let connection: PostgresConnection
    private let settings: PostgresSettings
    private let tables: SQLTables
    private var report = SourceReport()

    /// Rows that are looked at to see which variants there are.
    private static let sample = 100_000

    init(_ connection: PostgresConnection, _ settings: PostgresSettings, _ tables: SQLTables) {
        self.connection = connection
        self.settings = settings
        self.tables = tables
    }

    /// - Parameter query: the experiment whose flag and events are looked for too.
    /// - Throws: `PostgresError` where the connection breaks on the way.
    consuming func report(on query: SourceQuery?) throws -> SourceReport {
        let user = try connection.execute("SELECT current_user").first?.first ?? nil
        report.add(
            "Connected to \(settings.place), database \(settings.database), as \(user ?? "an unknown user"): PostgreSQL "
                + "\(connection.serverVersion).")
        let environment = query?.envId == nil ? [] : ["env_id"]
        let exposures = try columns(
            ["user_key", "flag_key", "variant", "timestamp"] + environment, of: tables.exposures, "exposures")
        let events = try columns(
            ["user_key", "event_name", "timestamp", "value"] + environment, of: tables.events, "events")
        guard let query else { return report }
        if let exposures { try lookForFlag(query, exposures) }
        if let events { try lookForEvents(query, events) }
        return report
    }

    // MARK: - Tables and columns

    /// - Returns: the columns with their types; nil where something is missing, which is then in the report.
    private mutating func columns(
        _ names: [String], of place: SQLTables.Place, _ part: String
    ) throws -> [SQLColumns.Column]? {
        let found = place.isQuery ? try typesOfQuery(names, place, part) : try typesOfTable(place, part)
        guard let found else { return nil }
        var columns: [SQLColumns.Column] = []
        var isWhole = true
        for name in names {
            guard let theirs = place.columns[name] else {
                report.add(
                    "\(place.name) has no column for \(name). Map it in dataSource: {\"\(part)\":{\"columns\":"
                        + "{\"\(name)\":\"…\"}}}.", isFine: false)
                isWhole = false
                continue
            }
            guard let column = found.first(where: { $0.name.utf8.elementsEqual(theirs.utf8) }) else {
                // A query has been asked for each of its columns already.
                if !place.isQuery {
                    report.add(
                        "\(place.name) has no column \"\(theirs)\" (our \(name)); it has "
                            + "\(found.map(\.name).joined(separator: ", ")). Map it in dataSource: {\"\(part)\":"
                            + "{\"columns\":{\"\(name)\":\"…\"}}}.", isFine: false)
                }
                isWhole = false
                continue
            }
            if let fault = Self.fault(of: column, for: name) {
                report.add("The column \"\(theirs)\" of \(place.name) \(fault)", isFine: false)
                isWhole = false
            }
            columns.append(SQLColumns.Column(name: name, theirs: theirs, type: column.type, isNullable: true))
        }
        guard isWhole else { return nil }
        report.add(
            "\(part.capitalizedFirst) come from \(place.name): "
                + columns.map { "\($0.theirs) (\($0.type))" }.joined(separator: ", ") + ".")
        return columns
    }

    private struct FoundColumn {
        var name: String
        var type: String
        var isReadable: Bool
    }

    private static func fault(of column: FoundColumn, for name: String) -> String? {
        if !column.isReadable {
            return "may not be read by this user. Give the right: GRANT SELECT ON … TO …"
        }
        switch name {
        case "timestamp" where SQLTime(type: column.type, in: .postgres) == nil:
            return "is of the type \(column.type), and should be \(SQLTime.known(in: .postgres)). Map another, or give a "
                + "query that converts it."
        case "value" where !SQLDialect.postgres.isNumber(column.type):
            return "is of the type \(column.type), and should be a number. Map another, or give a query that converts it."
        default: return nil
        }
    }

    private mutating func typesOfTable(_ place: SQLTables.Place, _ part: String) throws -> [FoundColumn]? {
        let rows = try attempt(of: place) {
            try connection.execute(
                """
                SELECT attname, format_type(atttypid, NULL), has_column_privilege(attrelid, attnum, 'SELECT')
                FROM pg_attribute
                WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
                ORDER BY attnum
                """, [place.source])
        }
        guard let rows else { return nil }
        guard rows.isEmpty else {
            return rows.map { FoundColumn(name: $0[0] ?? "", type: $0[1] ?? "", isReadable: $0[2] == "t") }
        }
        let others = try connection.execute(
            """
            SELECT CASE WHEN pg_table_is_visible(oid) THEN '' ELSE relnamespace::regnamespace || '.' END || relname
            FROM pg_class
            WHERE relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT relispartition
                AND has_table_privilege(oid, 'SELECT') AND has_schema_privilege(relnamespace, 'USAGE')
                AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
            ORDER BY 1 LIMIT 20
            """
        ).compactMap { $0[0] }
        report.add(
            "There is no table \(place.name) for the \(part). "
                + (others.isEmpty
                    ? "The user may read no table at all here. Check database and user."
                    : "The user may read: \(others.joined(separator: ", ")). Name the table in dataSource: "
                        + "{\"\(part)\":{\"table\":\"…\"}}, or its schema in the source's options."), isFine: false)
        return nil
    }

    private mutating func typesOfQuery(
        _ names: [String], _ place: SQLTables.Place, _ part: String
    ) throws -> [FoundColumn]? {
        var found: [FoundColumn] = []
        for name in names {
            let type = SQLDialect.postgres.type(of: "\"\(name)\"", in: place.source)
            guard let rows = try attempt(of: place, { try connection.execute("SELECT \(type)") }) else { continue }
            found.append(FoundColumn(name: name, type: rows.first?.first.flatMap(\.self) ?? "", isReadable: true))
        }
        return found
    }

    /// Runs statements that may fail; a failure by the server's word becomes a finding.
    private mutating func attempt<R>(of place: SQLTables.Place, _ body: () throws -> R) throws -> R? {
        try connection.execute("SAVEPOINT attempt")
        do {
            return try body()
        } catch PostgresError.server(let code, let message) where !code.hasPrefix("57P") && !code.hasPrefix("08") {
            try connection.execute("ROLLBACK TO SAVEPOINT attempt")
            report.add("\(place.name.capitalizedFirst): the server says: \(message) (\(code)).", isFine: false)
            return nil
        }
    }

    // MARK: - Rows of an experiment

    private mutating func lookForFlag(_ query: SourceQuery, _ columns: [SQLColumns.Column]) throws {
        let place = tables.exposures
        let rows = try SQLRows(columns, of: place, .postgres)
        let conditions = [
            try rows.equals("flag_key", query.flagKey),
            try rows.isWithin(from: query.window.start, to: query.window.end),
            try query.envId.map { try rows.equals("env_id", $0) },
        ].compactMap(\.self)
        let statement = """
            SELECT variant, count(*)
            FROM (
                SELECT \(try rows.key("variant")) AS variant FROM \(rows.from)
                WHERE \(conditions.joined(separator: " AND ")) LIMIT \(Self.sample)
            ) AS seen
            GROUP BY variant ORDER BY variant LIMIT 20
            """
        guard let counts = try attempt(of: place, { try connection.execute(statement) }) else { return }
        let window = "from \(query.window.start.jsonText) to \(query.window.end.jsonText)"
        guard !counts.isEmpty else {
            let environment = query.envId.map { " in the environment \"\($0)\"" } ?? ""
            report.add(
                "\(place.name.capitalizedFirst) has no exposure of the flag \"\(query.flagKey)\"\(environment) \(window). Check flagKey, "
                    + "envId and observationStart.", isFine: false)
            return
        }
        let seen = counts.map { "\"\($0[0] ?? "")\" \($0[1] ?? "")" }.joined(separator: ", ")
        let total = counts.compactMap { $0[1].flatMap { Int($0) } }.reduce(0, +)
        report.add(
            "Exposures of the flag \"\(query.flagKey)\" \(window)"
                + (total >= Self.sample ? ", of the first \(Self.sample) found" : "") + ": \(seen).")
        for variant in query.variants where !counts.contains(where: { $0[0] == variant }) && total < Self.sample {
            report.add(
                "There is no exposure to the variant \"\(variant)\". Check how the variants are written there.",
                isFine: false)
        }
    }

    private mutating func lookForEvents(_ query: SourceQuery, _ columns: [SQLColumns.Column]) throws {
        let rows = try SQLRows(columns, of: tables.events, .postgres)
        for event in query.eventNames {
            let conditions = [
                try rows.equals("event_name", event),
                try rows.isWithin(from: query.window.start, to: query.window.end),
                try query.envId.map { try rows.equals("env_id", $0) },
            ].compactMap(\.self)
            let statement =
                "SELECT EXISTS (SELECT FROM \(rows.from) WHERE \(conditions.joined(separator: " AND ")))"
            guard let answer = try attempt(of: tables.events, { try connection.execute(statement) }) else { return }
            let isThere = answer.first?.first == "t"
            report.add(
                isThere
                    ? "There are events \"\(event)\" in the window."
                    : "There is no event \"\(event)\" in the window. Check the event's name in metricDefinitions.",
                isFine: isThere)
        }
    }
}

extension SQLTables.Place {
    fileprivate var isQuery: Bool { source.hasPrefix("(") }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
