package import Statistics

/// The sufficient statistics of one metric in one variant, in one of the accepted shapes.
package struct VariantData: Sendable, Equatable {
    package enum Shape: Sendable, Equatable {
        /// `k` of `n` users did it.
        case proportion(k: Int)
        /// Sums over users; those of a covariate may stand beside them.
        case sums(sum: Double, sumSquares: Double, covariate: CovariateSums?)
        /// Mean and sample standard deviation (n - 1).
        case moments(mean: Double, standardDeviation: Double)
        /// Σ numerator / Σ denominator over users.
        case ratio(RatioSums)
    }

    package struct RatioSums: Sendable, Equatable {
        package var numerator: Double
        package var numeratorSquares: Double
        package var denominator: Double
        package var denominatorSquares: Double
        package var product: Double

        package init(
            numerator: Double, numeratorSquares: Double, denominator: Double, denominatorSquares: Double,
            product: Double
        ) {
            self.numerator = numerator
            self.numeratorSquares = numeratorSquares
            self.denominator = denominator
            self.denominatorSquares = denominatorSquares
            self.product = product
        }
    }

    package struct CovariateSums: Sendable, Equatable {
        package var sum: Double
        package var sumSquares: Double
        /// Σ value × covariate.
        package var cross: Double

        package init(sum: Double, sumSquares: Double, cross: Double) {
            self.sum = sum
            self.sumSquares = sumSquares
            self.cross = cross
        }
    }

    package var n: Int
    package var shape: Shape

    package init(n: Int, shape: Shape) {
        self.n = n
        self.shape = shape
    }

    /// - Parameter place: field, metric and variant, for the sentence of refusal.
    package init(json: JSON, place: String) throws {
        guard let object = json.object else {
            throw Self.fault(place, "takes an object such as {\"n\":487,\"k\":41}, not \(json.typeName)")
        }
        let reader = FieldReader(object: object, place: place)
        n = try reader.count("n")
        switch Set(object.keys) {
        case ["n", "k"]:
            shape = .proportion(k: try reader.count("k"))
        case ["n", "sum", "sum_squares"]:
            shape = .sums(
                sum: try reader.number("sum"), sumSquares: try reader.number("sum_squares"), covariate: nil)
        case ["n", "sum", "sum_squares", "covariate_sum", "covariate_sum_squares", "covariate_cross"]:
            let covariate = CovariateSums(
                sum: try reader.number("covariate_sum"), sumSquares: try reader.number("covariate_sum_squares"),
                cross: try reader.number("covariate_cross"))
            shape = .sums(
                sum: try reader.number("sum"), sumSquares: try reader.number("sum_squares"), covariate: covariate)
        case ["n", "mean", "std"]:
            shape = .moments(mean: try reader.number("mean"), standardDeviation: try reader.number("std"))
        case ["n", "mean", "stddev"]:
            shape = .moments(mean: try reader.number("mean"), standardDeviation: try reader.number("stddev"))
        case ["n", "num_sum", "num_sum_squares", "den_sum", "den_sum_squares", "num_den_sum"]:
            shape = .ratio(
                RatioSums(
                    numerator: try reader.number("num_sum"), numeratorSquares: try reader.number("num_sum_squares"),
                    denominator: try reader.number("den_sum"), denominatorSquares: try reader.number("den_sum_squares"),
                    product: try reader.number("num_den_sum")))
        default:
            throw Self.fault(
                place,
                "has the fields \(object.keys.joined(separator: ", ")); it takes n, k · n, sum, sum_squares · n, mean, std "
                    + "(or stddev) · the five sums of a ratio · covariate sums beside sum")
        }
    }

    package static func fault(_ place: String, _ what: String) -> WorkspaceError {
        .invalid("\(place) \(what)", code: "invalid_input_data")
    }

    private struct FieldReader {
        var object: JSONObject
        var place: String

        func count(_ name: String) throws -> Int {
            guard let value = object[name] else { throw fault(place, "lacks \(name)") }
            guard let count = value.wholeNumber else {
                throw fault(place, "has \(name) = \(value.serialized()), which is not a whole number up to 2^53 - 1")
            }
            return count
        }

        func number(_ name: String) throws -> Double {
            guard let value = object[name] else { throw fault(place, "lacks \(name)") }
            guard let number = value.double else {
                throw fault(place, "has \(name) = \(value.serialized()), which is not a number")
            }
            return number
        }
    }
}

extension VariantData {
    /// The name of the shape, for comparison between variants and with a metric's definition.
    package var shapeName: String {
        switch shape {
        case .proportion: "n, k"
        case .sums(_, _, nil): "sums"
        case .sums: "sums with a covariate"
        case .moments: "mean and std"
        case .ratio: "ratio sums"
        }
    }

    package var conversions: Int? {
        if case .proportion(let k) = shape { k } else { nil }
    }

    package var proportion: Proportion? {
        conversions.map { Proportion(n: n, k: $0) }
    }

    /// The value and its covariate together; nil without covariate.
    func withCovariate() throws(StatisticsError) -> Summary? {
        guard case .sums(let sum, let sumSquares, let covariate?) = shape else { return nil }
        return try Summary(
            n: n, sums: [sum, covariate.sum], sumsOfProducts: [sumSquares, covariate.cross, covariate.sumSquares])
    }

    /// What the statistics see of the value alone.
    package func moments() throws(StatisticsError) -> Moments {
        switch shape {
        case .proportion(let k):
            try .proportion(n: n, k: k)
        case .sums(let sum, let sumSquares, _):
            try .sums(n: n, sum: sum, sumSquares: sumSquares)
        case .moments(let mean, let standardDeviation):
            try .meanAndDeviation(n: n, mean: mean, standardDeviation: standardDeviation)
        case .ratio(let sums):
            try .ratio(
                n: n, numeratorSum: sums.numerator, numeratorSumSquares: sums.numeratorSquares,
                denominatorSum: sums.denominator, denominatorSumSquares: sums.denominatorSquares,
                productSum: sums.product)
        }
    }

    /// What is not sane in these numbers, each as the end of a sentence (rule 4).
    package var faults: [String] {
        var faults: [String] = []
        if n <= 0 { faults.append("has n = \(n), and needs at least one user") }
        switch shape {
        case .proportion(let k):
            if k < 0 || k > n { faults.append("has k = \(k), which is not between 0 and n = \(n)") }
        case .sums(let sum, let sumSquares, let covariate):
            faults += squaresFault(sum, sumSquares, "sum", "sum_squares")
            guard let covariate else { break }
            let (own, ownName) = (covariate.sumSquares, "covariate_sum_squares")
            let spread = squaresFault(covariate.sum, own, "covariate_sum", ownName)
            faults += spread
            if n > 0, faults.isEmpty, (try? withCovariate()) == nil {
                faults.append("has a covariate_cross that no data can give beside sum_squares and \(ownName)")
            }
        case .moments(_, let standardDeviation):
            if standardDeviation < 0 { faults.append("has a negative standard deviation") }
        case .ratio(let sums):
            faults += squaresFault(sums.numerator, sums.numeratorSquares, "num_sum", "num_sum_squares")
            faults += squaresFault(sums.denominator, sums.denominatorSquares, "den_sum", "den_sum_squares")
        }
        return faults
    }

    private func squaresFault(_ sum: Double, _ squares: Double, _ sumName: String, _ squaresName: String) -> [String] {
        guard n > 0, squares < sum / Double(n) * sum - 1e-9 * squares else { return [] }
        return ["has \(squaresName) below \(sumName)²/n, which no data can give"]
    }
}
