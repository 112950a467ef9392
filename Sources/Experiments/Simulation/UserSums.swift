internal import Statistics

/// Sums over the users of an arm, from which every summary is made.
package struct UserSums: Sendable, Equatable {
    /// What the sums are of.
    package enum Kind: Sendable, Equatable {
        case proportion, mean, ratio
    }

    var n = 0
    var sum = 0.0
    var squares = 0.0
    var denominator = 0.0
    var denominatorSquares = 0.0
    var products = 0.0

    static func += (sums: inout UserSums, more: UserSums) {
        sums.n += more.n
        sums.sum += more.sum
        sums.squares += more.squares
        sums.denominator += more.denominator
        sums.denominatorSquares += more.denominatorSquares
        sums.products += more.products
    }

    /// One user with this value.
    mutating func add(_ value: Double) {
        n += 1
        sum += value
        squares += value * value
    }

    /// One user with this ratio.
    mutating func add(_ value: Double, per base: Double) {
        add(value)
        denominator += base
        denominatorSquares += base * base
        products += value * base
    }

    /// The arm as the analysis would see it.
    func arm(of kind: Kind) throws(StatisticsError) -> AlwaysValid.Arm {
        switch kind {
        case .proportion:
            return try .proportion(n: n, k: Int(sum))
        case .mean:
            return .mean(try .sums(n: n, sum: sum, sumSquares: squares))
        case .ratio:
            let ratio = try Moments.ratio(
                n: n, numeratorSum: sum, numeratorSumSquares: squares, denominatorSum: denominator,
                denominatorSumSquares: denominatorSquares, productSum: products)
            return .mean(ratio, raw: try .sums(n: n, sum: sum, sumSquares: squares))
        }
    }
}
