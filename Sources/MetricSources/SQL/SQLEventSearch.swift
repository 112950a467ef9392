internal import Experiments

/// Asks whether events that no counted user fired occur anywhere at all, so that a misspelt name is not taken for one that
/// nobody fires.
struct SQLEventSearch: Sendable {
    private let events: [String]
    let text: String

    /// - Returns: nil where the answer shows every event, and there is nothing to look for.
    init?(after answer: SourceAnswer, to statement: SQLStatement) throws {
        let (query, dialect) = (statement.query, statement.dialect)
        let unseen = answer.data.metrics.enumerated().flatMap { query.metrics[$0].unseenEvents(in: $1) }
        events = query.eventNames.filter(unseen.contains)
        guard !events.isEmpty else { return nil }
        let place = try SQLRows(statement.columns.events, of: statement.tables.events, dialect)
        let searches = try events.enumerated().map { index, event in
            let condition = try [
                place.equals("event_name", event), query.envId.map { try place.equals("env_id", $0) },
            ].compactMap(\.self).joined(separator: " AND ")
            return
                "SELECT \(index) AS experiment_event, \(dialect.count(toSeeAnyOf: "\(place.from) WHERE \(condition)"))"
        }
        text = searches.joined(separator: "\nUNION ALL\n")
    }

    /// - Parameter rows: what the engine answered.
    func missing(in rows: [[String?]]) -> [String] {
        events.enumerated().filter { index, _ in rows.contains { $0 == ["\(index)", "0"] } }.map(\.element)
    }
}

extension MetricRequest {
    /// The events without which these summaries could be as they are.
    fileprivate func unseenEvents(in metric: InputData.Metric) -> [String] {
        let shapes = metric.variants.values.map(\.shape)
        func isZero(_ sum: (VariantData.Shape) -> Double) -> Bool { shapes.allSatisfy { sum($0) == 0 } }
        let isWithout = isZero { shape in
            switch shape {
            case .proportion(let k): Double(k)
            case .sums(_, let squares, _): squares
            case .ratio(let sums): sums.numeratorSquares
            case .moments(let mean, _): mean
            }
        }
        let isWithoutDenominator = isZero { if case .ratio(let sums) = $0 { sums.denominatorSquares } else { 1 } }
        return (isWithout ? [event] : []) + (isWithoutDenominator ? [denominator].compactMap(\.self) : [])
    }
}
