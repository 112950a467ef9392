internal import Experiments
internal import GRDB

/// What a collection leaves behind, so that the next one of the same query looks at what is new alone. It holds no user's
/// state: what a touched user gave is computed again as of then.
struct CollectState {
    var marks: LogMarks
    var end: Int64
    /// Whether the window was open, so that its end may move; a closed one ends where it ends.
    var isOpen: Bool
    var totals: Totals
    /// Users with rows at or beyond the end, which count when the end has moved.
    var pending: [Int64]

    /// Above it a state is not worth keeping.
    static let maximumPending = 50_000
    private static let keptQueries = 200

    /// All of a query that its totals depend on, but for its end. A change of it means other totals.
    static func fingerprint(of query: SourceQuery) -> String {
        let metrics: [JSON] = query.metrics.map { metric in
            [
                .string(metric.kind.rawValue), .string(metric.event), metric.denominator.map(JSON.string) ?? .null,
                metric.conversionWindow.map(JSON.integer) ?? .null, metric.covariateWindow.map(JSON.integer) ?? .null,
            ]
        }
        let object: JSON = [
            "version": 1, "flag": .string(query.flagKey), "variants": .array(query.variants.map(JSON.string)),
            "start": .integer(query.window.start.milliseconds), "metrics": .array(metrics),
            "epochs": .array(query.epochs.map { .integer($0.start.milliseconds) }),
        ]
        return object.serialized()
    }

    /// The state of a query; nil where there is none that can be read.
    init?(_ query: ResolvedQuery, in database: Database) throws {
        let text = try String.fetchOne(
            database, sql: "SELECT state FROM CollectedTotals WHERE query = ?",
            arguments: [Self.fingerprint(of: query.query)])
        guard let text, let json = try? JSON(parsing: text), let exposures = json["exposures"]?.wholeNumber,
            let events = json["events"]?.wholeNumber, let end = json["end"]?.wholeNumber,
            let isOpen = json["open"]?.bool, let pending = json["pending"]?.array,
            let totals = json["totals"].flatMap({
                Totals(
                    json: $0, epochs: query.epochs, variants: query.variants.count, metrics: query.metrics.count)
            })
        else { return nil }
        let users = pending.compactMap(\.wholeNumber)
        guard users.count == pending.count else { return nil }
        self.init(
            marks: LogMarks(exposures: Int64(exposures), events: Int64(events)), end: Int64(end), isOpen: isOpen,
            totals: totals, pending: users.map(Int64.init))
    }

    init(marks: LogMarks, end: Int64, isOpen: Bool, totals: Totals, pending: [Int64]) {
        self.marks = marks
        self.end = end
        self.isOpen = isOpen
        self.totals = totals
        self.pending = pending
    }

    /// Whether a collection at this moment can go on from here.
    func leads(to moment: Moment) -> Bool {
        marks.exposures <= moment.marks.exposures && marks.events <= moment.marks.events
            && (isOpen ? moment.end >= end : moment.end == end)
    }

    func save(_ query: ResolvedQuery, in database: Database) throws {
        let object: JSON = [
            "exposures": .integer(marks.exposures), "events": .integer(marks.events), "end": .integer(end),
            "open": .boolean(isOpen), "pending": .array(pending.map(JSON.integer)), "totals": totals.json,
        ]
        try database.execute(
            sql: "INSERT OR REPLACE INTO CollectedTotals (query, state, usedAt) VALUES (?, ?, ?)",
            arguments: [
                Self.fingerprint(of: query.query), object.serialized(), query.query.asOf.milliseconds,
            ])
        try database.execute(
            sql: """
                DELETE FROM CollectedTotals WHERE query NOT IN (
                    SELECT query FROM CollectedTotals ORDER BY usedAt DESC LIMIT \(Self.keptQueries))
                """)
    }

    static func forget(_ query: ResolvedQuery, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM CollectedTotals WHERE query = ?", arguments: [fingerprint(of: query.query)])
    }
}
