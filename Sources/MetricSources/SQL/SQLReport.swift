internal import Experiments

/// What `sources test` says of an engine that could be reached: one statement for each question, so that the first
/// that fails does not hide the rest.
struct SQLReport {
    private let dialect: SQLDialect
    private let tables: SQLTables
    private let source: String
    private let rows: (_ statement: String) async throws -> [[String?]]
    private var report = SourceReport()

    init(
        _ dialect: SQLDialect, _ tables: SQLTables, source: String,
        rows: @escaping (_ statement: String) async throws -> [[String?]]
    ) {
        self.dialect = dialect
        self.tables = tables
        self.source = source
        self.rows = rows
    }

    mutating func say(_ sentence: String, isFine: Bool = true) { report.add(sentence, isFine: isFine) }

    /// - Parameter query: the experiment whose flag and events are looked for too.
    /// - Throws: `WorkspaceError` where the engine cannot be reached any more.
    mutating func report(on query: SourceQuery?) async throws -> SourceReport {
        let environment = query?.envId == nil ? [] : ["env_id"]
        let value = query?.readsValues == false ? [] : ["value"]
        let exposures = try await columns(
            ["user_key", "flag_key", "variant", "timestamp"] + environment, of: tables.exposures, "exposures",
            for: query)
        let events = try await columns(
            ["user_key", "event_name", "timestamp"] + value + environment, of: tables.events, "events", for: query)
        guard let query else { return report }
        if let exposures { try await lookForFlag(query, exposures) }
        if let events { try await lookForEvents(query, events) }
        return report
    }

    /// Asks for the type of each column on its own.
    ///
    /// - Returns: nil where something is missing, which is then in the report.
    private mutating func columns(
        _ names: [String], of place: SQLTables.Place, _ part: String, for query: SourceQuery?
    ) async throws -> [SQLColumns.Column]? {
        guard try await attempt("SELECT count(*) FROM (SELECT 1 AS one FROM \(place.source) AS t LIMIT 0) AS t") != nil
        else { return nil }
        var columns: [SQLColumns.Column] = []
        var isWhole = true
        for name in names {
            guard let theirs = place.columns[name] else {
                say(
                    "\(place.name) has no column for \(name). Map it in dataSource: "
                        + "{\"\(part)\":{\"columns\":{\"\(name)\":\"…\"}}}.", isFine: false)
                isWhole = false
                continue
            }
            let type = dialect.type(of: try dialect.identifier(theirs), in: place.source)
            guard let cell = try await attempt("SELECT \(type) AS c1")?.first?.first else {
                isWhole = false
                continue
            }
            let plain = dialect.plain(cell ?? "")
            let column = SQLColumns.Column(name: name, theirs: theirs, type: plain.type, isNullable: plain.isNullable)
            if name == "value", let wanted = column.wanted(in: dialect), query == nil {
                say(
                    "The column \"\(theirs)\" of \(place.name) is of the type \(column.type), and not \(wanted): "
                        + "proportions and counts can be made, sums and averages cannot.")
            } else if let wanted = column.wanted(in: dialect) {
                say(
                    "The column \"\(theirs)\" of \(place.name) is of the type \(column.type), and should be \(wanted). Map "
                        + "another, or give a query that converts it.", isFine: false)
                isWhole = false
            }
            columns.append(column)
        }
        guard isWhole else { return nil }
        let found = columns.map { "\($0.theirs) (\($0.type))" }.joined(separator: ", ")
        say("\(part == "events" ? "Events" : "Exposures") come from \(place.name): \(found).")
        return columns
    }

    private mutating func lookForFlag(_ query: SourceQuery, _ columns: [SQLColumns.Column]) async throws {
        let place = try SQLRows(columns, of: tables.exposures, dialect)
        let statement = """
            SELECT \(try place.key("variant")) AS experiment_variant, count(*) AS experiment_seen
            FROM \(place.from)
            WHERE \(try conditions(place, "flag_key", query.flagKey, query))
            GROUP BY experiment_variant ORDER BY experiment_seen DESC LIMIT 20
            """
        guard let counts = try await attempt(statement) else { return }
        let window = "from \(query.window.start.jsonText) to \(query.window.end.jsonText)"
        guard !counts.isEmpty else {
            let environment = query.envId.map { " in the environment \"\($0)\"" } ?? ""
            say(
                "\(tables.exposures.name) has no exposure of the flag \"\(query.flagKey)\"\(environment) \(window). Check "
                    + "flagKey, envId and observationStart.", isFine: false)
            return
        }
        let seen = counts.map { "\"\($0[0] ?? "")\" \(($0.last ?? nil) ?? "")" }.joined(separator: ", ")
        say("Exposures of the flag \"\(query.flagKey)\" \(window): \(seen).")
        for variant in query.variants where !counts.contains(where: { $0[0] == variant }) {
            say(
                "There is no exposure to the variant \"\(variant)\". Check how the variants are written there.",
                isFine: false)
        }
    }

    private mutating func lookForEvents(_ query: SourceQuery, _ columns: [SQLColumns.Column]) async throws {
        let place = try SQLRows(columns, of: tables.events, dialect)
        for event in query.eventNames {
            let statement =
                "SELECT "
                + dialect.count(
                    toSeeAnyOf: "\(place.from) WHERE \(try conditions(place, "event_name", event, query))")
            guard let count = try await attempt(statement)?.first?.first else { return }
            say(
                count == "0"
                    ? "There is no event \"\(event)\" in the window. Check the event's name in metricDefinitions."
                    : "There are events \"\(event)\" in the window.", isFine: count != "0")
        }
    }

    private func conditions(_ place: SQLRows, _ column: String, _ key: String, _ query: SourceQuery) throws -> String {
        try [
            place.equals(column, key), place.isWithin(from: query.window.start, to: query.window.end),
            query.envId.map { try place.equals("env_id", $0) },
        ].compactMap(\.self).joined(separator: " AND ")
    }

    /// Runs a statement that may fail for what is missing, which becomes a finding.
    private mutating func attempt(_ statement: String) async throws -> [[String?]]? {
        do {
            return try await rows(statement)
        } catch let error as WorkspaceError
            where error.code == SourceFailure.missing.rawValue
            || error.code == SourceFailure.refused.rawValue || error.code == SourceFailure.answer.rawValue
        {
            say(error.message.replacing(" Nothing was stored.", with: ""), isFine: false)
            return nil
        }
    }
}
