package import Experiments

/// Compares the summaries that a source gave with those that it should give.
package enum AnswerComparison {
    /// Sums agree to this, relative to the sum of the absolute values that they are made of.
    package static let sums = 1e-12

    /// - Parameter magnitudes: the sums of the absolute values behind `expected`, from `ReferenceSource`.
    /// - Returns: a sentence for each difference; empty where the two agree.
    package static func differences(
        _ found: InputData, expected: InputData, magnitudes: InputData, tolerance: Double = sums
    ) -> [String] {
        var differences = self.differences(
            found.metrics, expected: expected.metrics, magnitudes: magnitudes.metrics, tolerance, "")
        guard
            found.epochs.map(\.number) == expected.epochs.map(\.number),
            found.epochs.map(\.start) == expected.epochs.map(\.start),
            found.epochs.map(\.allocation) == expected.epochs.map(\.allocation)
        else {
            return differences + [
                "the epochs are \(found.epochs.map(\.number)), not \(expected.epochs.map(\.number)), or begin or split otherwise"
            ]
        }
        for (index, epoch) in expected.epochs.enumerated() {
            differences += self.differences(
                found.epochs[index].metrics, expected: epoch.metrics,
                magnitudes: magnitudes.epochs.indices.contains(index) ? magnitudes.epochs[index].metrics : [],
                tolerance, "epoch \(epoch.number): ")
        }
        return differences
    }

    private static func differences(
        _ found: [InputData.Metric], expected: [InputData.Metric], magnitudes: [InputData.Metric], _ tolerance: Double,
        _ place: String
    ) -> [String] {
        guard found.map({ Array($0.name.utf8) }) == expected.map({ Array($0.name.utf8) }) else {
            return ["\(place)the metrics are \(found.map(\.name)), not \(expected.map(\.name))"]
        }
        var differences: [String] = []
        for (index, metric) in expected.enumerated() {
            let own = found[index]
            if own.inverse != metric.inverse { differences.append("\(place)\(metric.name): inverse is \(own.inverse)") }
            guard own.variantNames.map({ Array($0.utf8) }) == metric.variantNames.map({ Array($0.utf8) }) else {
                differences.append(
                    "\(place)\(metric.name): the variants are \(own.variantNames), not \(metric.variantNames)")
                continue
            }
            for name in metric.variantNames {
                let magnitude = magnitudes.indices.contains(index) ? magnitudes[index].variants[name] : nil
                differences += self.differences(
                    own.variants[name], metric.variants[name], magnitude, tolerance, "\(place)\(metric.name), \(name): "
                )
            }
        }
        return differences
    }

    private static func differences(
        _ found: VariantData?, _ expected: VariantData?, _ magnitude: VariantData?, _ tolerance: Double, _ place: String
    ) -> [String] {
        guard let found, let expected else { return found == expected ? [] : ["\(place)is missing on one side"] }
        guard found.shapeName == expected.shapeName else {
            return ["\(place)has the shape \(found.shapeName), not \(expected.shapeName)"]
        }
        var differences: [String] = []
        if found.n != expected.n { differences.append("\(place)n is \(found.n), not \(expected.n)") }
        if found.conversions != expected.conversions {
            differences.append("\(place)k is \(found.conversions ?? -1), not \(expected.conversions ?? -1)")
        }
        for (index, (name, value)) in expected.namedSums.enumerated() {
            let own = found.namedSums[index].value
            let scale = magnitude.flatMap { $0.namedSums.count > index ? $0.namedSums[index].value : nil } ?? abs(value)
            // Written so that a NaN on any side is a difference.
            if !(abs(own - value) <= tolerance * scale) {
                differences.append("\(place)\(name) is \(own), not \(value)")
            }
        }
        return differences
    }
}

extension VariantData {
    fileprivate var namedSums: [(name: String, value: Double)] {
        switch shape {
        case .proportion: return []
        case .sums(let sum, let sumSquares, let covariate):
            let own = [(name: "sum", value: sum), ("sum_squares", sumSquares)]
            guard let covariate else { return own }
            return own + [
                ("covariate_sum", covariate.sum), ("covariate_sum_squares", covariate.sumSquares),
                ("covariate_cross", covariate.cross),
            ]
        case .moments(let mean, let standardDeviation): return [("mean", mean), ("std", standardDeviation)]
        case .ratio(let sums):
            return [
                ("num_sum", sums.numerator), ("num_sum_squares", sums.numeratorSquares), ("den_sum", sums.denominator),
                ("den_sum_squares", sums.denominatorSquares), ("num_den_sum", sums.product),
            ]
        }
    }
}
