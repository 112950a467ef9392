internal import Experiments

/// The one statement that answers all metrics and variants of a query, in one engine's SQL.
///
/// Its levels, from the inside out. Times are milliseconds since the window's start throughout. Names beside the columns of
/// a table begin with `experiment_`: ClickHouse 18.16 would read the column `at_ms` as what the same SELECT calls so.
///
/// 1. `seen`, the flag's exposures in the window; `users`, each user with the variant seen first and the instant of it.
/// 2. `events`, the named events in the window, and before it as far as a covariate reaches.
/// 3. `totals`, per user the counts and sums of its events, for all metrics at once.
/// 4. `user_values`, per user one value for each metric; null where the user is not in that metric.
/// 5. One row for each variant, epoch, and whether the users were seen in several variants. Caps look at `user_values`
///    a second time.
struct SQLStatement: Sendable {
    let query: SourceQuery
    let dialect: SQLDialect
    let tables: SQLTables
    let columns: SQLColumns
    private(set) var text = ""

    /// - Throws: `WorkspaceError`, `invalid`, for names and texts that the engine cannot hold.
    init(for query: SourceQuery, dialect: SQLDialect, tables: SQLTables, columns: SQLColumns) throws {
        self.query = query
        self.dialect = dialect
        self.tables = tables
        self.columns = columns
        var totals = Totals()
        let metrics = query.metrics.indices.map { MetricColumns(query, $0, dialect, &totals) }
        let totalsText = try self.totals(totals, users: users(), events: events())
        text = dialect.reading("user_values", as: userValues(metrics, from: totalsText)) { from in
            summaries(metrics, from: from)
        }
    }

    /// Each user, once.
    private func users() throws -> String {
        let place = try SQLRows(columns.exposures, of: tables.exposures, dialect)
        let names = query.variants
        let condition = try [
            place.equals("flag_key", query.flagKey),
            place.isAmong("variant", names),
            place.isWithin(from: query.window.start, to: query.window.end),
            place.isPresent("user_key"),
            query.envId.map { try place.equals("env_id", $0) },
        ].compactMap(\.self)
        let seen = """
            SELECT
                \(try place.key("user_key")) AS experiment_user,
                \(try place.milliseconds(since: query.window.start)) AS experiment_ms,
                \(try place.rank("variant", among: names)) AS experiment_variant
            FROM \(place.from)
            WHERE \(condition.joined(separator: "\n    AND "))\(dialect.fence)
            """
        // At one instant the variant that the query names first counts: the place breaks the tie in one whole number.
        let first = "min(experiment_ms * \(names.count) + experiment_variant - 1)"
        return """
            SELECT
                experiment_user,
                \(first) % \(names.count) AS user_arm,
                \(dialect.quotient(first, "\(names.count)")) AS user_start_ms,
                CASE WHEN min(experiment_variant) <> max(experiment_variant) THEN 1 ELSE 0 END AS user_several
            FROM (
            \(seen.indented)
            ) AS seen
            WHERE experiment_variant > 0
            GROUP BY experiment_user
            """
    }

    private func events() throws -> String {
        let place = try SQLRows(columns.events, of: tables.events, dialect)
        // A covariate that reaches back beyond 1970 reads from there.
        let start = Instant(
            milliseconds: max(
                query.window.start.milliseconds - longestCovariate, min(0, query.window.start.milliseconds)))
        let condition = try [
            place.isAmong("event_name", query.eventNames),
            place.isWithin(from: start, to: query.window.end),
            query.envId.map { try place.equals("env_id", $0) },
        ].compactMap(\.self)
        let value = try place.value.map { ",\n    \($0) AS experiment_value" } ?? ""
        return """
            SELECT
                \(try place.key("user_key")) AS experiment_user,
                \(try place.milliseconds(since: query.window.start)) AS experiment_ms,
                \(try place.rank("event_name", among: query.eventNames)) AS experiment_event\(value)
            FROM \(place.from)
            WHERE \(condition.joined(separator: "\n    AND "))\(dialect.fence)
            """
    }

    private func totals(_ totals: Totals, users: String, events: String) -> String {
        let earliest = longestCovariate == 0 ? "user_start_ms" : "user_start_ms - \(longestCovariate)"
        let sums = totals.expressions.enumerated().map { ",\n    \($1) AS t\($0 + 1)" }.joined()
        return """
            SELECT
                min(user_arm) AS arm, min(user_start_ms) AS start_ms, min(user_several) AS several\(sums)
            FROM \(dialect.join(events: events, toAllOf: users, from: earliest))
            GROUP BY \(dialect.joinedKey)
            """
    }

    private var longestCovariate: Int64 { query.metrics.compactMap(\.covariateWindow).max() ?? 0 }

    private func userValues(_ metrics: [MetricColumns], from totals: String) -> String {
        let epochs = query.epochs.dropFirst().enumerated().reversed().map { index, epoch in
            "WHEN start_ms >= \(epoch.start.milliseconds - query.window.start.milliseconds) THEN \(index + 1) "
        }
        let epoch = epochs.isEmpty ? "0" : "CASE \(epochs.joined())ELSE 0 END"
        let values = metrics.flatMap(\.values).map { ",\n    \($0.expression) AS \($0.name)" }.joined()
        return """
            SELECT
                arm, several, \(epoch) AS epoch\(values)
            FROM (
            \(totals.indented)
            ) AS totals
            """
    }

    private func summaries(_ metrics: [MetricColumns], from source: String) -> String {
        let sums = metrics.flatMap(\.summaries).map { ",\n    \($0)" }.joined()
        let caps = metrics.compactMap(\.cap)
        let counted = query.keepsUsersOfSeveralVariants ? "" : "\nWHERE several = 0"
        let row = """
            SELECT
            \(caps.joined(separator: ",\n").indented)
            FROM \(source)\(counted)
            """
        let join = caps.isEmpty ? "" : " CROSS JOIN " + dialect.row("caps", as: row)
        return """
            SELECT
                arm, epoch, several, count(*) AS users\(sums)
            FROM \(source)\(join)
            GROUP BY arm, epoch, several
            ORDER BY arm, epoch, several
            """
    }
}
