internal import Experiments

/// All that differs between the engines' SQL. Everything else of a statement is the same text for every engine.
enum SQLDialect: Sendable, CaseIterable {
    case postgres
    /// Stays within ClickHouse 18.16.
    case clickhouse
    case duckdb
}

extension SQLDialect {
    /// What is selected to see whether any of these rows are there: 0 where there are none.
    ///
    /// The first one is enough; but a connection of ClickHouse 18.16 between the nodes of a cluster is of no further use
    /// where a limit has ended its work early.
    ///
    /// - Parameter rows: table and condition.
    func count(toSeeAnyOf rows: String) -> String {
        switch self {
        case .postgres, .duckdb:
            "count(*) AS experiment_seen FROM (SELECT 1 AS experiment_one FROM \(rows) LIMIT 1) AS t"
        case .clickhouse: "count() AS experiment_seen FROM \(rows)"
        }
    }
}

// MARK: Names and texts

extension SQLDialect {
    /// The bytes a name may have. PostgreSQL cuts longer ones in silence, and would read another table.
    private var longestName: Int { self == .postgres ? 63 : 255 }

    /// A name of a table or column as one quoted identifier.
    func identifier(_ name: String) throws -> String {
        guard !name.isEmpty, name.utf8.count <= longestName, name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw WorkspaceError.invalid(
                "\"\(name.prefix(80))\" cannot be the name of a table or column: it takes 1 to \(longestName) bytes, "
                    + "and no control characters.", code: "invalid_name")
        }
        return switch self {
        case .postgres, .duckdb: "\"\(name.escaping(["\""], with: "\""))\""
        case .clickhouse: "`\(name.escaping(["`", "\\"], with: "\\"))`"
        }
    }

    /// The name of a table, after its schema or database where there is a point: `shop.events`.
    func table(_ name: String) throws -> String {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 3 else {
            throw WorkspaceError.invalid(
                "\"\(name.prefix(80))\" has more points than the name of a table.", code: "invalid_name")
        }
        return try parts.map { try identifier(String($0)) }.joined(separator: ".")
    }

    /// A text as a literal that means exactly this text, whatever the engine's settings are. It stands on one line.
    ///
    /// - Throws: `WorkspaceError`, `invalid`, for U+0000, which PostgreSQL and DuckDB cannot hold.
    func text(_ value: String) throws -> String {
        var (literal, hasEscape) = ("", false)
        for scalar in value.unicodeScalars {
            switch scalar {
            case "'":
                literal += self == .clickhouse ? "\\'" : "''"
            case "\\", "\n", "\r":
                literal += scalar == "\n" ? "\\n" : scalar == "\r" ? "\\r" : "\\\\"
                hasEscape = true
            case "\0":
                guard self == .clickhouse else {
                    throw WorkspaceError.invalid(
                        "A key or name holds the character U+0000, which the source cannot hold. Take it out.",
                        code: "invalid_value")
                }
                literal += "\\0"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        // Whether a plain literal reads backslashes depends on a setting of PostgreSQL; with E it always does.
        return hasEscape && self != .clickhouse ? "E'\(literal)'" : "'\(literal)'"
    }
}

// MARK: Expressions

extension SQLDialect {
    func double(_ expression: String) -> String {
        switch self {
        case .postgres: "\(expression)::double precision"
        case .clickhouse: "toFloat64(\(expression))"
        case .duckdb: "\(expression)::DOUBLE"
        }
    }

    /// A key as text that is compared byte by byte.
    func key(_ column: String, type: String) -> String {
        switch self {
        case .postgres: "\(isText(type) ? column : "\(column)::text") COLLATE \"C\""
        case .clickhouse:
            switch type {
            case "String": column
            case _ where type.hasPrefix("FixedString"): "toStringCutToZero(\(column))"
            default: "toString(\(column))"
            }
        case .duckdb: isText(type) ? column : "\(column)::VARCHAR"
        }
    }

    /// The quotient of two whole numbers, the first at least 0.
    func quotient(_ dividend: String, _ divisor: String) -> String {
        switch self {
        case .postgres: "\(dividend) / \(divisor)"
        case .clickhouse: "intDiv(\(dividend), \(divisor))"
        case .duckdb: "\(dividend) // \(divisor)"
        }
    }

    func count(where condition: String) -> String {
        self == .clickhouse ? "coalesce(countIf(\(condition)), 0)" : "count(*) FILTER (WHERE \(condition))"
    }

    /// The sum over the rows for which the condition holds; 0 where it never does.
    func sum(_ expression: String, where condition: String) -> String {
        switch self {
        case .postgres: "coalesce(sum(\(expression)) FILTER (WHERE \(condition)), 0)"
        case .clickhouse: "coalesce(sumIf(\(expression), \(condition)), 0)"
        case .duckdb: "coalesce(fsum(\(expression)) FILTER (WHERE \(condition)), 0)"
        }
    }

    /// The sum of what is not null, with the engine's compensation of rounding where it has one.
    func sum(_ expression: String) -> String { self == .duckdb ? "fsum(\(expression))" : "sum(\(expression))" }

    /// A number of the result as a text that reads back as the same number.
    func exact(_ expression: String) -> String {
        switch self {
        case .postgres: expression
        case .clickhouse: "toString(\(expression))"
        case .duckdb: "(\(expression))::VARCHAR"
        }
    }

    /// The nearest rank ⌈N p/100⌉ of N values that are neither null nor 0.
    func percentile(_ p: Double, of value: String) -> String {
        switch self {
        case .postgres:
            "(array_agg(\(value) ORDER BY \(value)) FILTER (WHERE \(value) <> 0))"
                + "[ceil(\(count(where: "\(value) <> 0"))::double precision * \(p) / 100)::int]"
        case .clickhouse:
            "arraySort(groupArrayIf(assumeNotNull(\(value)), coalesce(\(value), 0) <> 0))"
                + "[toUInt64(ceil(countIf(coalesce(\(value), 0) <> 0) * \(p) / 100))]"
        case .duckdb:
            "list_sort(list(\(value)) FILTER (WHERE \(value) <> 0))"
                + "[ceil(\(count(where: "\(value) <> 0"))::DOUBLE * \(p) / 100)::BIGINT]"
        }
    }
}

// MARK: Types

extension SQLDialect {
    /// The name of a column's type, without reading rows.
    func type(of column: String, in source: String) -> String {
        switch self {
        case .postgres: "pg_typeof((SELECT \(column) FROM \(source) AS t LIMIT 0))"
        case .clickhouse: "(SELECT toTypeName(any(c)) FROM (SELECT \(column) AS c FROM \(source) AS t LIMIT 0) AS t)"
        case .duckdb: "typeof((SELECT \(column) FROM \(source) AS t LIMIT 0))"
        }
    }

    /// A type without what ClickHouse wraps around it, and whether it holds nulls.
    func plain(_ type: String) -> (type: String, isNullable: Bool) {
        guard self == .clickhouse else { return (type, true) }
        var (plain, isNullable) = (Substring(type), false)
        for wrapper in ["LowCardinality(", "Nullable("] where plain.hasPrefix(wrapper) {
            plain = plain.dropFirst(wrapper.count).dropLast()
            isNullable = isNullable || wrapper == "Nullable("
        }
        return (String(plain), isNullable)
    }

    func isText(_ type: String) -> Bool {
        switch self {
        case .postgres: ["text", "character varying"].contains(type)
        case .clickhouse: type == "String"
        case .duckdb: type == "VARCHAR"
        }
    }

    func isNumber(_ type: String) -> Bool {
        let numbers =
            switch self {
            case .postgres: ["smallint", "integer", "bigint", "real", "double precision", "numeric"]
            case .clickhouse: ["Int", "UInt", "Float", "Decimal"]
            case .duckdb:
                [
                    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
                    "UBIGINT",
                    "FLOAT", "DOUBLE", "DECIMAL",
                ]
            }
        return numbers.contains { type == $0 || (self != .postgres && type.hasPrefix($0)) }
    }
}

// MARK: Shape

extension SQLDialect {
    /// Keeps the planner from working out a sub-query's expressions once for every place that names them.
    var fence: String { self == .postgres ? " OFFSET 0" : "" }

    /// `select`, reading from one sub-query that it names by `name` once or more.
    ///
    /// ClickHouse 18.16 knows no WITH for tables, so that there the sub-query stands wherever it is read.
    func reading(_ name: String, as query: String, _ select: (_ from: String) -> String) -> String {
        self == .clickhouse
            ? select("(\n\(query.indented)\n) AS \(name)") : "WITH \(name) AS (\n\(query.indented)\n)\n\(select(name))"
    }

    /// A sub-query of one row, to be joined to many.
    func row(_ name: String, as query: String) -> String {
        // PostgreSQL would work it out again for each of the others where it expects few of them.
        self == .postgres
            ? "(WITH \(name) AS MATERIALIZED (\n\(query.indented)\n) SELECT * FROM \(name)) AS \(name)"
            : "(\n\(query.indented)\n) AS \(name)"
    }

    /// Whether `join` leaves out events before `earliest`.
    var joinsByTime: Bool { self != .clickhouse }

    /// All rows of `users`, each with its `events` or once without.
    func join(events: String, toAllOf users: String, from earliest: String) -> String {
        switch self {
        case .postgres, .duckdb:
            "(\n\(users.indented)\n) AS users LEFT JOIN (\n\(events.indented)\n) AS events\n"
                + "    ON events.experiment_user = users.experiment_user AND events.experiment_ms >= users.\(earliest)"
        case .clickhouse:
            // The users are what is held in memory; the events pass by.
            "(\n\(events.indented)\n) AS events GLOBAL ALL RIGHT JOIN (\n\(users.indented)\n) AS users USING experiment_user"
        }
    }

    /// The column `experiment_user` after that join.
    var joinedKey: String { self == .clickhouse ? "experiment_user" : "users.experiment_user" }
}

extension String {
    fileprivate func escaping(_ characters: Set<Unicode.Scalar>, with escape: Unicode.Scalar) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if characters.contains(scalar) { result.append(escape) }
            result.append(scalar)
        }
        return String(result)
    }

    /// For a text of several lines that stands in an indented line.
    var indentedAfterFirst: String { String(indented.dropFirst(4)) }

    var indented: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(separator: "\n")
    }
}
