internal import Experiments
internal import GRDB

/// One collection from the logs, in one transaction that reads them and keeps the totals that it came to.
struct LogCollection {
    private let database: Database
    let query: ResolvedQuery
    private let moment: Moment
    private let attribution: Attribution
    private(set) var rowsRead = 0

    init(_ query: SourceQuery, in database: Database) throws {
        self.database = database
        self.query = try ResolvedQuery(query, in: database)
        attribution = Attribution(query: self.query)
        func last(_ log: String) throws -> Int64 {
            try Int64.fetchOne(database, sql: "SELECT max(sequence) FROM \(log)") ?? 0
        }
        moment = Moment(
            marks: LogMarks(exposures: try last("Exposure"), events: try last("MetricEvent")),
            end: query.window.end.milliseconds, asOf: query.asOf.milliseconds)
        try EventTables.makeEventIndex(database)
    }

    /// Goes on from the totals of the last collection where that gives the same; else looks at every user.
    mutating func totals() throws -> Totals {
        // A cap depends on all users together, and closed windows open for users who do nothing: both begin anew.
        let isIncremental = query.metrics.allSatisfy {
            $0.request.cap == nil && !(query.query.countsClosedWindowsOnly && $0.request.conversionWindow != nil)
        }
        guard isIncremental else { return try allUsers().totals }
        if let state = try CollectState(query, in: database), state.leads(to: moment),
            let touched = try touchedUsers(since: state), let next = try update(state, touched: touched)
        {
            try next.save(query, in: database)
            return next.totals
        }
        let (totals, pending) = try allUsers()
        if let pending {
            try CollectState(
                marks: moment.marks, end: moment.end, isOpen: isOpen, totals: totals, pending: pending
            ).save(query, in: database)
        } else {
            try CollectState.forget(query, in: database)
        }
        return totals
    }

    private var isOpen: Bool { moment.end >= moment.asOf }

    // MARK: - Every user

    /// One pass over the logs, user by user.
    ///
    /// - Returns: the totals, and the users with rows beyond the end; nil where these are too many to keep.
    private mutating func allUsers() throws -> (totals: Totals, pending: [Int64]?) {
        var totals = query.emptyTotals
        var pending: [Int64]? = []
        guard let flag = query.flag else { return (totals, pending) }
        let exposures = try LogCursor(.exposures(flag: flag), isOfOneUser: false, in: database)
        let events = try query.events.map { event in
            try event.map { try LogCursor(.event($0), isOfOneUser: false, in: database) }
        }
        var rows = UserRows(events: events.count)
        var capped = CappedValues(query)
        while let user = exposures.user {
            rows.clear()
            try exposures.take(user, of: query, into: &rows.exposures)
            guard !rows.exposures.isEmpty else { continue }
            for (index, cursor) in events.enumerated() { try cursor?.take(user, into: &rows.events[index]) }
            attribution.add(rows, at: moment, sign: 1, to: &totals) { capped.add($0, cell: $1, $2, $3) }
            if isOpen, rows.reach(moment.end) { pending?.append(user) }
            if let count = pending?.count, count > CollectState.maximumPending { pending = nil }
        }
        capped.add(to: &totals)
        rowsRead += exposures.rowsRead + events.reduce(0) { $0 + ($1?.rowsRead ?? 0) }
        return (totals, pending)
    }

    // MARK: - Touched users

    /// The users with new rows, and those whose rows the end has reached; nil where looking at every user costs less.
    private mutating func touchedUsers(since state: CollectState) throws -> Set<Int64>? {
        guard let flag = query.flag else { return [] }
        let limit = max(1000, Int(moment.marks.exposures + moment.marks.events) / 100)
        var touched = moment.end > state.end || !isOpen ? Set(state.pending) : []
        let events = Set(query.events.compactMap(\.self))
        for (sql, mark, wanted) in [
            ("SELECT user, flag FROM Exposure NOT INDEXED WHERE sequence > ?", state.marks.exposures, [flag]),
            ("SELECT user, event FROM MetricEvent NOT INDEXED WHERE sequence > ?", state.marks.events, events),
        ] as [(String, Int64, Set<Int64>)] {
            let statement = try RawStatement(database, sql)
            defer { statement.reset() }
            statement.bind(mark, at: 1)
            while try statement.step() {
                rowsRead += 1
                guard wanted.contains(statement.integer(1)) else { continue }
                touched.insert(statement.integer(0))
                if touched.count > limit { return nil }
            }
        }
        return touched
    }

    /// Takes away what touched users gave as of then, and adds what they give now.
    ///
    /// - Returns: nil where the sums may have lost digits, or too many users have rows beyond the end.
    private mutating func update(_ state: CollectState, touched: Set<Int64>) throws -> CollectState? {
        var next = CollectState(
            marks: moment.marks, end: moment.end, isOpen: isOpen, totals: state.totals, pending: [])
        // The end has not moved: those who wait, wait on.
        var pending = isOpen ? Set(state.pending).subtracting(touched) : []
        guard let flag = query.flag, !touched.isEmpty else {
            next.pending = pending.sorted()
            return next
        }
        let before = Moment(marks: state.marks, end: state.end, asOf: state.end)
        let exposures = try LogCursor(.exposures(flag: flag), isOfOneUser: true, in: database)
        let events = try query.events.map { event in
            try event.map { try LogCursor(.event($0), isOfOneUser: true, in: database) }
        }
        var rows = UserRows(events: events.count)
        for user in touched.sorted() {
            rows.clear()
            try exposures.seek(user)
            try exposures.take(user, of: query, into: &rows.exposures)
            guard !rows.exposures.isEmpty else { continue }
            for (index, cursor) in events.enumerated() {
                try cursor?.seek(user)
                try cursor?.take(user, into: &rows.events[index])
            }
            attribution.add(rows, at: before, sign: -1, to: &next.totals) { _, _, _, _ in }
            attribution.add(rows, at: moment, sign: 1, to: &next.totals) { _, _, _, _ in }
            if isOpen, rows.reach(moment.end) { pending.insert(user) }
        }
        rowsRead += exposures.rowsRead + events.reduce(0) { $0 + ($1?.rowsRead ?? 0) }
        guard next.totals.isReliable, pending.count <= CollectState.maximumPending else { return nil }
        next.pending = pending.sorted()
        return next
    }
}
