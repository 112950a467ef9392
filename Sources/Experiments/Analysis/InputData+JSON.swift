extension InputData {
    /// As `init(parsing:)` reads it: metrics and variants in their order, epochs where there are some.
    package var json: JSON {
        var object: JSONObject = ["metrics": Self.json(of: metrics)]
        if !epochs.isEmpty {
            object["epochs"] = .array(
                epochs.map { epoch in
                    [
                        "epoch": .integer(Int64(epoch.number)), "start": .string(epoch.start.jsonText),
                        "allocation": epoch.allocation.json, "metrics": Self.json(of: epoch.metrics),
                    ]
                })
        }
        return .object(object)
    }

    private static func json(of metrics: [Metric]) -> JSON {
        .object(
            JSONObject(
                metrics.map { metric in
                    var object: JSONObject = [:]
                    if metric.inverse { object["inverse"] = true }
                    for name in metric.variantNames { object[name] = metric.variants[name]?.json }
                    return (metric.name, .object(object))
                }))
    }
}

extension VariantData {
    /// As `init(json:place:)` reads it.
    package var json: JSON {
        var object: JSONObject = ["n": .integer(Int64(n))]
        switch shape {
        case .proportion(let k):
            object["k"] = .integer(Int64(k))
        case .sums(let sum, let sumSquares, let covariate):
            object["sum"] = .number(sum)
            object["sum_squares"] = .number(sumSquares)
            guard let covariate else { break }
            object["covariate_sum"] = .number(covariate.sum)
            object["covariate_sum_squares"] = .number(covariate.sumSquares)
            object["covariate_cross"] = .number(covariate.cross)
        case .moments(let mean, let standardDeviation):
            object["mean"] = .number(mean)
            object["std"] = .number(standardDeviation)
        case .ratio(let sums):
            object["num_sum"] = .number(sums.numerator)
            object["num_sum_squares"] = .number(sums.numeratorSquares)
            object["den_sum"] = .number(sums.denominator)
            object["den_sum_squares"] = .number(sums.denominatorSquares)
            object["num_den_sum"] = .number(sums.product)
        }
        return .object(object)
    }
}
