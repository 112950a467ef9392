internal import Experiments

/// The columns that a query reads, with their types as the engine calls them.
struct SQLColumns: Sendable, Equatable {
    struct Column: Sendable, Equatable {
        /// Our name for it.
        var name: String
        /// Theirs.
        var theirs: String
        var type: String
        var isNullable = false

        /// What the column should be where it is of a type that cannot be used; nil for a good one.
        func wanted(in dialect: SQLDialect) -> String? {
            switch name {
            case "timestamp" where SQLTime(type: type, in: dialect) == nil: SQLTime.known(in: dialect)
            case "value" where !dialect.isNumber(type): "a number"
            default: nil
            }
        }
    }

    var exposures: [Column]
    var events: [Column]

    /// As an engine's own columns usually are, for showing a statement without reaching the engine.
    static func assumed(_ read: Read, in dialect: SQLDialect) -> SQLColumns {
        let (text, time, number) =
            switch dialect {
            case .postgres: ("text", "timestamp with time zone", "double precision")
            case .clickhouse: ("String", "DateTime", "Float64")
            case .duckdb: ("VARCHAR", "TIMESTAMP", "DOUBLE")
            }
        func columns(_ names: [(name: String, theirs: String)]) -> [Column] {
            names.map {
                Column(
                    name: $0.name, theirs: $0.theirs,
                    type: $0.name == "timestamp" ? time : $0.name == "value" ? number : text)
            }
        }
        return SQLColumns(exposures: columns(read.exposures), events: columns(read.events))
    }
}

extension SQLColumns {
    /// Which columns a query reads.
    struct Read: Sendable, Equatable {
        var exposures: [(name: String, theirs: String)]
        var events: [(name: String, theirs: String)]

        init(for query: SourceQuery, of tables: SQLTables) {
            func pick(_ names: [String], _ place: SQLTables.Place) -> [(name: String, theirs: String)] {
                names.compactMap { name in place.columns[name].map { (name, $0) } }
            }
            let environment = query.envId == nil ? [] : ["env_id"]
            exposures = pick(["user_key", "flag_key", "variant", "timestamp"] + environment, tables.exposures)
            let value = query.readsValues ? ["value"] : []
            events = pick(["user_key", "event_name", "timestamp"] + value + environment, tables.events)
        }

        static func == (left: Self, right: Self) -> Bool {
            left.exposures.elementsEqual(right.exposures, by: ==) && left.events.elementsEqual(right.events, by: ==)
        }
    }

    /// The statement that asks for the types, reading no rows: one row with one cell for each column.
    static func probe(_ read: Read, of tables: SQLTables, in dialect: SQLDialect) throws -> String {
        func types(_ columns: [(name: String, theirs: String)], of place: SQLTables.Place) throws -> [String] {
            try columns.map { column in
                dialect.type(of: try dialect.identifier(column.theirs), in: place.source)
            }
        }
        let cells = try types(read.exposures, of: tables.exposures) + types(read.events, of: tables.events)
        let named = cells.enumerated().map { "\($1) AS c\($0 + 1)" }
        return "SELECT\n\(named.joined(separator: ",\n").indented)"
    }

    /// - Throws: `WorkspaceError` of the source (code `source_missing`) for a time or a value of another type.
    init(from row: [String?], _ read: Read, of tables: SQLTables, in dialect: SQLDialect, source: String) throws {
        guard row.count == read.exposures.count + read.events.count else {
            throw SourceFailure.answer.error(source, "it did not tell the types of the columns.")
        }
        func columns(
            _ names: [(name: String, theirs: String)], _ cells: ArraySlice<String?>, of place: SQLTables.Place
        ) throws -> [Column] {
            try zip(names, cells).map { column, cell in
                let (type, isNullable) = dialect.plain(cell ?? "")
                let column = Column(name: column.name, theirs: column.theirs, type: type, isNullable: isNullable)
                if let wanted = column.wanted(in: dialect) {
                    throw SourceFailure.missing.error(
                        source,
                        "the column \"\(column.theirs)\" of \(place.name) is of the type \(type), and should be "
                            + "\(wanted). Map another column, or give a query that converts it.")
                }
                return column
            }
        }
        exposures = try columns(read.exposures, row.prefix(read.exposures.count), of: tables.exposures)
        events = try columns(read.events, row.dropFirst(read.exposures.count), of: tables.events)
    }
}
