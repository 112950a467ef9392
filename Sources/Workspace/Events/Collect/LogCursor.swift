internal import GRDB

/// Walks the rows of a flag's exposures, or of an event, user by user, through the index that holds all that is needed.
final class LogCursor {
    enum Log {
        case exposures(flag: Int64)
        case event(Int64)
    }

    private let statement: RawStatement
    private let key: Int64
    /// The user of the present row; nil at the end.
    private(set) var user: Int64?
    private(set) var rowsRead = 0

    /// - Parameter isOfOneUser: reads one user at a time, by `seek`; else all users, by integer.
    init(_ log: Log, isOfOneUser: Bool, in database: Database) throws {
        let condition = isOfOneUser ? " AND user = ?" : ""
        switch log {
        case .exposures(let flag):
            key = flag
            statement = try RawStatement(
                database,
                "SELECT user, at, sequence, variant FROM Exposure INDEXED BY Exposure_user WHERE flag = ?\(condition) "
                    + "ORDER BY user, at, variant, sequence")
        case .event(let event):
            key = event
            statement = try RawStatement(
                database,
                "SELECT user, at, sequence, value FROM MetricEvent INDEXED BY MetricEvent_user WHERE event = ?\(condition) "
                    + "ORDER BY user, at, value, sequence")
        }
        statement.bind(key, at: 1)
        if !isOfOneUser { try advance() }
    }

    deinit { statement.reset() }

    func seek(_ user: Int64) throws {
        statement.reset()
        statement.bind(key, at: 1)
        statement.bind(user, at: 2)
        try advance()
    }

    private func advance() throws {
        guard try statement.step() else {
            user = nil
            return
        }
        user = statement.integer(0)
        rowsRead += 1
    }

    /// Takes the exposures of a user to the query's variants, passing over the users before.
    func take(_ wanted: Int64, of query: ResolvedQuery, into rows: inout [UserRows.Exposure]) throws {
        while let user, user <= wanted {
            if user == wanted, let rank = query.rank(ofVariant: statement.integer(3)) {
                rows.append(.init(at: statement.integer(1), rank: rank, sequence: statement.integer(2)))
            }
            try advance()
        }
    }

    /// Takes the events of a user, passing over the users before.
    func take(_ wanted: Int64, into rows: inout [UserRows.Event]) throws {
        while let user, user <= wanted {
            if user == wanted {
                rows.append(
                    .init(at: statement.integer(1), value: statement.number(3), sequence: statement.integer(2)))
            }
            try advance()
        }
    }
}
