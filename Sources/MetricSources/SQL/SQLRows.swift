internal import Experiments

/// The expressions over one table's columns, by our names of them.
struct SQLRows {
    /// What stands after FROM.
    let from: String
    private let columns: [SQLColumns.Column]
    private let dialect: SQLDialect

    init(_ columns: [SQLColumns.Column], of place: SQLTables.Place, _ dialect: SQLDialect) throws {
        self.columns = columns
        self.dialect = dialect
        from = "\(place.source) AS t"
    }

    private func column(_ name: String) throws -> SQLColumns.Column {
        guard let column = columns.first(where: { $0.name == name }) else {
            throw WorkspaceError.invalid(
                "The query needs the column \(name), which the table does not have. Map it in dataSource.",
                code: "no_column")
        }
        return column
    }

    /// The column itself, for conditions that an index can serve.
    private func raw(_ column: SQLColumns.Column) throws -> String { "t.\(try dialect.identifier(column.theirs))" }

    /// The column where it is not null.
    private func present(_ column: SQLColumns.Column) throws -> String {
        dialect == .clickhouse && column.isNullable ? "assumeNotNull(\(try raw(column)))" : try raw(column)
    }

    func key(_ name: String) throws -> String {
        let column = try column(name)
        return dialect.key(try present(column), type: column.type)
    }

    /// That a key is this text, byte by byte.
    func equals(_ name: String, _ value: String) throws -> String {
        let exact = "\(try key(name)) = \(try dialect.text(value))"
        let column = try column(name)
        // An index of PostgreSQL has its own collation: the first condition finds it, the second compares bytes.
        return dialect == .postgres && dialect.isText(column.type)
            ? "\(try isAmong(name, [value])) AND \(exact)" : exact
    }

    /// That a key is one of these texts, or equal to one by the rules of its column: `rank` then compares bytes.
    func isAmong(_ name: String, _ values: [String]) throws -> String {
        let list = try values.map(dialect.text).joined(separator: ", ")
        let column = try column(name)
        return "\(dialect.isText(column.type) ? try raw(column) : try key(name)) IN (\(list))"
    }

    /// The place of a key in a list, from 1; 0 where it is none of them.
    func rank(_ name: String, among values: [String]) throws -> String {
        let key = try key(name)
        let cases = try values.enumerated().map { "WHEN \(key) = \(try dialect.text($1)) THEN \($0 + 1) " }
        return "CASE \(cases.joined())ELSE 0 END"
    }

    /// That a row has a user: keys that are null or empty are nobody's.
    func isPresent(_ name: String) throws -> String {
        "\(try raw(column(name))) IS NOT NULL AND \(try key(name)) <> ''"
    }

    func milliseconds(since origin: Instant) throws -> String {
        let column = try column("timestamp")
        return dialect.milliseconds(try present(column), try time(of: column), since: origin)
    }

    func isWithin(from start: Instant, to end: Instant) throws -> String {
        let column = try column("timestamp")
        return dialect.isWithin(try raw(column), try time(of: column), from: start, to: end)
    }

    private func time(of column: SQLColumns.Column) throws -> SQLTime {
        guard let time = SQLTime(type: column.type, in: dialect) else {
            throw WorkspaceError.invalid("The column \(column.theirs) holds no time.", code: "invalid_value")
        }
        return time
    }

    /// The value as a double, null where there is none; nil where no metric asks for it.
    var value: String? {
        get throws {
            guard let column = columns.first(where: { $0.name == "value" }) else { return nil }
            return dialect.double(try raw(column))
        }
    }
}
