internal import Experiments

extension SourceQuery {
    /// Whether a metric is made of the events' values, and not of their number alone.
    var readsValues: Bool { metrics.contains { [.sum, .average, .ratio].contains($0.kind) } }

    /// Input data with every metric and every variant of the query, in its order.
    func inputData(_ summary: (MetricRequest, String) throws -> VariantData) rethrows -> InputData {
        InputData(metrics: try summaries(summary))
    }

    func summaries(_ summary: (MetricRequest, String) throws -> VariantData) rethrows -> [InputData.Metric] {
        try metrics.map { metric in
            InputData.Metric(
                name: metric.name, inverse: metric.inverse,
                variants: try Dictionary(variants.map { ($0, try summary(metric, $0)) }) { first, _ in first },
                variantNames: variants)
        }
    }
}

extension MetricDefinition.Kind {
    /// Whether a summary of this shape can be of such a metric.
    func takes(_ shape: VariantData.Shape) -> Bool {
        switch (self, shape) {
        case (.proportion, .proportion), (.ratio, .ratio): true
        case (.count, .sums), (.sum, .sums), (.average, .sums): true
        case (.count, .moments), (.sum, .moments), (.average, .moments): true
        default: false
        }
    }

    /// The fields of its summaries, for sentences.
    var fields: String {
        switch self {
        case .proportion: "n, k"
        case .count, .sum, .average: "n, sum, sum_squares or n, mean, stddev"
        case .ratio: "n, num_sum, num_sum_squares, den_sum, den_sum_squares, num_den_sum"
        }
    }
}

extension VariantData {
    /// What no users can give, as the end of a sentence; nil for a sane summary. Nobody at all is sane here.
    var impossibility: String? {
        guard n == 0 else { return faults.first }
        let isEmpty =
            switch shape {
            case .proportion(let k): k == 0
            case .sums(let sum, let sumSquares, let covariate):
                [sum, sumSquares, covariate?.sum ?? 0, covariate?.sumSquares ?? 0, covariate?.cross ?? 0] == [
                    0, 0, 0, 0, 0,
                ]
            case .moments(let mean, let standardDeviation): mean == 0 && standardDeviation == 0
            case .ratio(let sums):
                sums == RatioSums(numerator: 0, numeratorSquares: 0, denominator: 0, denominatorSquares: 0, product: 0)
            }
        return isEmpty ? nil : "has n = 0 and values beside it"
    }
}
