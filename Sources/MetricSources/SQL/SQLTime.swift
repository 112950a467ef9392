internal import Experiments

/// How a column holds the time.
enum SQLTime: Sendable, Equatable {
    /// With a time zone, or of an engine whose times are instants.
    case instant
    /// A date with a time of day and no time zone, read as UTC.
    case local
    /// Whole seconds: ClickHouse's DateTime.
    case seconds
    /// Midnight UTC.
    case date
    /// Milliseconds since 1970 as a whole number.
    case milliseconds
    /// One of these as text: what DuckDB makes of a CSV file without rows, or of one whose times it does not know.
    case text

    /// - Parameter type: as the engine calls the column's type; nil where it holds no time.
    init?(type: String, in dialect: SQLDialect) {
        switch dialect {
        case .postgres:
            switch type {
            case "timestamp with time zone": self = .instant
            case "timestamp without time zone": self = .local
            case "date": self = .date
            case "bigint": self = .milliseconds
            default: return nil
            }
        case .clickhouse:
            switch type {
            case _ where type.hasPrefix("DateTime64"): self = .instant
            case _ where type.hasPrefix("DateTime"): self = .seconds
            case "Date", "Date32": self = .date
            case "Int64", "UInt64": self = .milliseconds
            default: return nil
            }
        case .duckdb:
            switch type {
            case "TIMESTAMP WITH TIME ZONE": self = .instant
            case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS": self = .local
            case "DATE": self = .date
            case "BIGINT", "UBIGINT", "HUGEINT": self = .milliseconds
            case "VARCHAR": self = .text
            default: return nil
            }
        }
    }

    /// What a time column may be, for people.
    static func known(in dialect: SQLDialect) -> String {
        switch dialect {
        case .postgres: "timestamptz, timestamp, date, or bigint of milliseconds since 1970"
        case .clickhouse: "DateTime, DateTime64, Date, or Int64 of milliseconds since 1970"
        case .duckdb: "TIMESTAMP WITH TIME ZONE, TIMESTAMP, DATE, BIGINT of milliseconds since 1970, or any as text"
        }
    }
}

extension SQLDialect {
    /// Whole milliseconds from `origin` to the time in a column, cut, not rounded.
    func milliseconds(_ column: String, _ time: SQLTime, since origin: Instant) -> String {
        switch (self, time) {
        case (.postgres, .milliseconds): return "\(column) - \(origin.milliseconds)"
        case (.postgres, _):
            // Seconds as a double tell microseconds apart. Half of one is added, so that a whole millisecond that the double
            // holds as a little less is not cut.
            let (seconds, rest) = origin.milliseconds.quotientAndRemainder(dividingBy: 1000)
            return "floor((date_part('epoch', \(column)) - \(seconds)) * 1000 + 0.0005)::bigint - \(rest)"
        case (.clickhouse, .milliseconds): return "toInt64(\(column)) - \(origin.milliseconds)"
        case (.clickhouse, .instant): return "toUnixTimestamp64Milli(\(column)) - \(origin.milliseconds)"
        case (.clickhouse, .date): return "toInt64(\(column)) * 86400000 - \(origin.milliseconds)"
        case (.clickhouse, _): return "toInt64(\(column)) * 1000 - \(origin.milliseconds)"
        case (.duckdb, .milliseconds): return "\(column)::BIGINT - \(origin.milliseconds)"
        case (.duckdb, .text):
            return "coalesce(TRY_CAST(\(column) AS BIGINT), epoch_ms(\(column)::TIMESTAMPTZ)) - \(origin.milliseconds)"
        case (.duckdb, .date): return "epoch_ms(\(column)::TIMESTAMP) - \(origin.milliseconds)"
        case (.duckdb, _): return "epoch_ms(\(column)) - \(origin.milliseconds)"
        }
    }

    /// That the time in a column is in `[start, end)`, said of the column itself, so that an index can serve.
    func isWithin(_ column: String, _ time: SQLTime, from start: Instant, to end: Instant) -> String {
        guard time != .text else {
            let offset = milliseconds(column, time, since: start)
            return "\(offset) >= 0 AND \(offset) < \(end.milliseconds - start.milliseconds)"
        }
        return "\(column) >= \(literal(start, time)) AND \(column) < \(literal(end, time))"
    }

    /// The first value of a column that is not before an instant.
    private func literal(_ instant: Instant, _ time: SQLTime) -> String {
        let text = instant.jsonText.dropLast().split(separator: "T").joined(separator: " ")
        switch time {
        case .milliseconds, .text: return String(instant.milliseconds)
        case .date:
            let days = instant.milliseconds.roundedUp(to: Instant.millisecondsPerDay)
            guard self != .clickhouse else { return "toDate(\(max(0, days)))" }
            return "DATE '\(Instant(milliseconds: days * Instant.millisecondsPerDay).day)'"
        case .seconds:
            return "toDateTime(\(min(max(0, instant.milliseconds.roundedUp(to: 1000)), Int64(UInt32.max))))"
        case .local: return "TIMESTAMP '\(text)'"
        case .instant:
            return switch self {
            case .postgres: "TIMESTAMPTZ '\(text)+00'"
            case .duckdb: "TIMESTAMPTZ '\(text)+00:00'"
            case .clickhouse: "toDateTime64('\(text)', 3, 'UTC')"
            }
        }
    }
}

extension Int64 {
    fileprivate func roundedUp(to unit: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: unit)
        return remainder > 0 ? quotient + 1 : quotient
    }
}
