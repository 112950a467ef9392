internal import Experiments

/// The values of metrics with a cap, kept until all users have been seen and the cap is known.
struct CappedValues {
    private struct Value {
        var value: Double
        var companion: Double?
        var cell: Int
    }

    private let percentiles: [Double?]
    private var values: [[Value]]

    init(_ query: ResolvedQuery) {
        percentiles = query.metrics.map(\.request.cap)
        values = Array(repeating: [], count: percentiles.count)
    }

    mutating func add(_ metric: Int, cell: Int, _ value: Double, _ companion: Double?) {
        values[metric].append(Value(value: value, companion: companion, cell: cell))
    }

    func add(to totals: inout Totals) {
        for (values, percentile) in zip(values, percentiles) {
            guard let percentile, let cap = Self.cap(values.map(\.value), percentile: percentile) else { continue }
            for value in values {
                totals.cells[value.cell].add(x: min(value.value, cap), y: value.companion, sign: 1)
            }
        }
    }

    /// The nearest rank ⌈N p/100⌉ of the values; infinite where that is not above 0, which caps nothing. nil without values.
    private static func cap(_ values: [Double], percentile: Double) -> Double? {
        guard !values.isEmpty else { return nil }
        let rank = Int((Double(values.count) * percentile / 100).rounded(.up))
        let cap = values.sorted()[min(max(rank, 1), values.count) - 1]
        return cap > 0 ? cap : .infinity
    }
}
