/// What the analysis needs to know about several values per user in one arm: how many users, and how the values lie and
/// vary together. The value of a metric with its covariates, or the parts of a ratio.
///
/// Summaries of disjoint users add up to the summary of all.
package struct Summary: Sendable, Equatable {
    /// Users, at least 1.
    package let n: Int
    /// The mean of each value, in its own unit.
    package let means: [Double]
    /// Σ (xᵢ - x̄ᵢ)(xⱼ - x̄ⱼ) over users for j ≤ i, row by row: the lower triangle of a symmetric matrix.
    let products: [Double]

    private init(n: Int, means: [Double], products: [Double]) {
        self.n = n
        self.means = means
        self.products = products
    }

    /// A summary from sums over users.
    ///
    /// Formula: Σxᵢxⱼ - ΣxᵢΣxⱼ/n, with the roundings of the product put back.
    /// - Parameters:
    ///   - n: users, at least 1.
    ///   - sums: Σxᵢ per value, finite, in its unit.
    ///   - sumsOfProducts: Σxᵢxⱼ for j ≤ i, row by row: of one value its sum of squares; of two Σx₁², Σx₂x₁, Σx₂².
    /// - Throws: `noUsers`, `notFinite`, and `outOfDomain` where no users can have these sums or their number is wrong.
    ///
    /// Source: definition. Checked against NumPy, and against mpmath (50 digits) through `Moments`.
    package init(n: Int, sums: [Double], sumsOfProducts: [Double]) throws(StatisticsError) {
        guard n > 0 else { throw .noUsers }
        guard !sums.isEmpty, sumsOfProducts.count == sums.count * (sums.count + 1) / 2 else {
            throw .outOfDomain("every pair of values needs one sum of products")
        }
        for sum in sums { try StatisticsError.requireFinite(sum, "a sum") }
        for sum in sumsOfProducts { try StatisticsError.requireFinite(sum, "a sum of products") }
        var products: [Double] = []
        for i in sums.indices {
            for j in 0...i {
                let raw = sumsOfProducts[Self.position(i, j)]
                let centred = Moments.centredSum(ofProducts: raw, sums[i], sums[j], n: n)
                products.append(try StatisticsError.requireFinite(centred, "a sum of products"))
            }
            let square = products[Self.position(i, i)]
            guard square >= -Moments.sumsTolerance * sumsOfProducts[Self.position(i, i)] else {
                throw .outOfDomain("the sum of squares is too small for the sum")
            }
            products[Self.position(i, i)] = max(0, square)
        }
        for i in sums.indices {
            for j in 0..<i {
                let (a, b) = (Self.position(i, i), Self.position(j, j))
                let largest = products[a].squareRoot() * products[b].squareRoot()
                let rounding = sumsOfProducts[a].squareRoot() * sumsOfProducts[b].squareRoot()
                guard abs(products[Self.position(i, j)]) <= largest + Moments.sumsTolerance * rounding else {
                    throw .outOfDomain("the sum of products is too large for the sums of squares")
                }
            }
        }
        self.init(n: n, means: sums.map { $0 / Double(n) }, products: products)
    }

    /// A mean per user with its sample standard deviation.
    ///
    /// Formula: (n - 1) s².
    /// - Parameters:
    ///   - n: users, at least 2.
    ///   - mean: a finite number, in the unit of the metric.
    ///   - standardDeviation: a finite number of at least 0, in the same unit, computed with n - 1.
    /// - Throws: as `Moments.meanAndDeviation`.
    ///
    /// Source: definition. Checked by hand.
    package init(n: Int, mean: Double, standardDeviation: Double) throws(StatisticsError) {
        let moments = try Moments.meanAndDeviation(n: n, mean: mean, standardDeviation: standardDeviation)
        self.init(n: n, means: [mean], products: [Double(n - 1) * moments.variance])
    }

    /// The summary of two groups of different users together.
    ///
    /// Formula: n = n₁ + n₂, x̄ = x̄₁ + d n₂/n with d = x̄₂ - x̄₁, products P₁ + P₂ + dᵢdⱼ n₁n₂/n.
    /// - Parameters:
    ///   - first: one group.
    ///   - second: the other, of the same values.
    /// - Returns: the summary of both.
    /// - Throws: `outOfDomain` for summaries of different numbers of values or more than 2^63 users, `notFinite`.
    ///
    /// Source: Chan, Golub and LeVeque (1983), Algorithms for Computing the Sample Variance, The American Statistician
    /// 37, 242-247, https://doi.org/10.1080/00031305.1983.10483115. Checked against NumPy on all users at once.
    package static func + (first: Summary, second: Summary) throws(StatisticsError) -> Summary {
        let (n, isOverflow) = first.n.addingReportingOverflow(second.n)
        guard first.means.count == second.means.count, !isOverflow else {
            throw .outOfDomain("only summaries of the same values can be added")
        }
        let share = Double(second.n) / Double(n)
        let gaps = zip(first.means, second.means).map { $1 - $0 }
        var products: [Double] = []
        for i in gaps.indices {
            for j in 0...i {
                let between = gaps[i] * gaps[j] * share * Double(first.n)
                let product = first.product(i, j) + second.product(i, j) + between
                products.append(try StatisticsError.requireFinite(product, "a sum of products"))
            }
        }
        return Summary(n: n, means: zip(first.means, gaps).map { $0 + $1 * share }, products: products)
    }

    /// The moments of one of the values.
    ///
    /// Formula: s² = P/(n - 1).
    /// - Parameter value: its position among the values.
    /// - Returns: the moments, in the value's unit.
    /// - Throws: `tooFewUsers`, and `outOfDomain` where there is no such value.
    ///
    /// Source: definition of the sample variance. Checked against NumPy.
    package func moments(of value: Int = 0) throws(StatisticsError) -> Moments {
        guard means.indices.contains(value) else { throw .outOfDomain("there is no such value in the summary") }
        return try Moments(n: n, mean: means[value], variance: covariance(value, value))
    }

    /// The sample covariance of two values, in the product of their units.
    func covariance(_ i: Int, _ j: Int) throws(StatisticsError) -> Double {
        try Moments.requireVariance(n)
        return product(i, j) / Double(n - 1)
    }

    private func product(_ i: Int, _ j: Int) -> Double { products[Self.position(max(i, j), min(i, j))] }

    private static func position(_ i: Int, _ j: Int) -> Int { i * (i + 1) / 2 + j }
}
