internal import Experiments
internal import GRDB

/// A query with the log's integers in the place of keys. A key that the log has never seen has none.
struct ResolvedQuery {
    struct Metric {
        var request: MetricRequest
        /// Places in `events`.
        var event: Int
        var denominator: Int?
    }

    let query: SourceQuery
    let flag: Int64?
    /// The variants' integers, in the query's order.
    let variants: [Int64?]
    /// The integers of the events that the metrics are made of.
    let events: [Int64?]
    let metrics: [Metric]
    let epochStarts: [Instant]

    init(_ query: SourceQuery, in database: Database) throws {
        func id(_ name: String) throws -> Int64? {
            try Int64.fetchOne(database, sql: "SELECT id FROM EventName WHERE name = ?", arguments: [name])
        }
        func place(_ name: String) -> Int? { names.firstIndex { $0.utf8.elementsEqual(name.utf8) } }
        let names = query.eventNames
        self.query = query
        flag = try id(query.flagKey)
        variants = try query.variants.map(id)
        events = try names.map(id)
        metrics = query.metrics.compactMap { request in
            place(request.event).map {
                Metric(request: request, event: $0, denominator: request.denominator.flatMap(place))
            }
        }
        epochStarts = query.epochs.map(\.start)
    }

    /// The events of the query that the log does not have, in the query's order.
    func missingEvents(in database: Database) throws -> [String] {
        try zip(query.eventNames, events).filter { _, id in
            guard let id else { return true }
            let sql = "SELECT NOT EXISTS (SELECT 1 FROM MetricEvent WHERE event = ?)"
            return try Bool.fetchOne(database, sql: sql, arguments: [id]) ?? true
        }.map(\.0)
    }

    var epochs: Int { max(1, query.epochs.count) }

    var emptyTotals: Totals { Totals(epochs: epochs, variants: variants.count, metrics: metrics.count) }

    /// The place of a variant in the query; nil for one that it does not name.
    func rank(ofVariant id: Int64) -> Int? { variants.firstIndex(of: id) }

    /// The epoch of an exposure; one before the first start is in the first.
    func epoch(of at: Int64) -> Int {
        max(0, (epochStarts.lastIndex { $0.milliseconds <= at }) ?? 0)
    }
}
