internal import Experiments

/// Where an engine's exposures and events are, and what their columns are called there.
struct SQLTables: Sendable {
    /// A table, or a query in its place.
    struct Place: Sendable, Equatable {
        /// What stands after FROM.
        var source: String
        /// How people call it.
        var name: String
        /// Our names of the columns to theirs, for all that are there.
        var columns: [String: String]
    }

    /// The names of an engine's own tables and columns, where an experiment does not map them.
    struct Defaults: Sendable {
        var exposures: (table: String, columns: [String: String])
        var events: (table: String, columns: [String: String])

        static let postgres = Defaults(
            exposures: (
                "flag_evaluations",
                ["user_key": "user_key", "flag_key": "flag_key", "variant": "variant", "timestamp": "evaluated_at"]
            ),
            events: (
                "analytics_events",
                ["user_key": "user_key", "event_name": "event_name", "timestamp": "fired_at", "value": "value"]
            ))
        static let clickhouse = Defaults(
            exposures: (
                "flag_evaluations",
                [
                    "env_id": "env_id", "flag_key": "flag_key", "user_key": "user_key", "variant": "variant",
                    "timestamp": "timestamp",
                ]
            ),
            events: (
                "metric_events",
                [
                    "env_id": "env_id", "event_name": "event_name", "user_key": "user_key", "value": "numeric_value",
                    "timestamp": "timestamp",
                ]
            ))
        static let duckdb = Defaults(
            exposures: (
                "exposures",
                ["user_key": "user_key", "flag_key": "flag_key", "variant": "variant", "timestamp": "timestamp"]
            ),
            events: (
                "events",
                ["user_key": "user_key", "event_name": "event_name", "timestamp": "timestamp", "value": "value"]
            ))
    }

    var exposures: Place
    var events: Place

    /// - Parameter place: what stands after FROM for the name of a table and its columns; the engine's table of that name
    ///     by default.
    /// - Throws: `WorkspaceError`, `invalid`, for names that cannot be names, and for queries that are not one query.
    init(
        exposures: TableMapping?, events: TableMapping?, dialect: SQLDialect, defaults: Defaults,
        place: ((_ name: String, _ columns: [String: String]) throws -> String)? = nil
    ) throws {
        func resolve(
            _ mapping: TableMapping?, _ defaults: (table: String, columns: [String: String]), _ known: [String],
            _ what: String
        ) throws -> Place {
            switch mapping ?? .table(nil, columns: [:]) {
            case .query(let text):
                return Place(
                    source: "(\n\(try SQLQueryText.checked(text, of: what, dialect: dialect))\n)",
                    name: "the query for \(what)",
                    columns: Dictionary(uniqueKeysWithValues: known.map { ($0, $0) }))
            case .table(let table, let columns):
                let table = table ?? defaults.table
                let columns = defaults.columns.merging(columns) { _, mapped in mapped }
                return Place(
                    source: try place?(table, columns) ?? dialect.table(table), name: table, columns: columns)
            }
        }
        self.exposures = try resolve(exposures, defaults.exposures, TableMapping.exposureColumns, "exposures")
        self.events = try resolve(events, defaults.events, TableMapping.eventColumns, "events")
    }
}
