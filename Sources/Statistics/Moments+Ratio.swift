extension Moments {
    /// A ratio of two means over the same users, such as revenue per order.
    ///
    /// Formula: R = x̄/ȳ, s² = (s_x² - 2R s_xy + R² s_y²)/ȳ². As the residuals x - Ry sum to 0, the bracket is
    /// Σ(x - Ry)²/(n - 1), computed from the uncentred sums as (Σx² - RΣxy) - R(Σxy - RΣy²) with fused products.
    /// - Parameters:
    ///   - n: users, at least 2.
    ///   - numeratorSum: Σx, a finite number in the numerator's unit.
    ///   - numeratorSumSquares: Σx², a finite number in that unit squared.
    ///   - denominatorSum: Σy, a finite number other than 0 in the denominator's unit.
    ///   - denominatorSumSquares: Σy², a finite number in that unit squared.
    ///   - productSum: Σxy, a finite number in the product of the units.
    /// - Returns: the moments, in the numerator's unit per unit of the denominator; a variance below 0 by no more than
    ///   rounding is 0.
    /// - Throws: `noUsers`, `tooFewUsers`, `notFinite`, `denominatorMeanZero`, and `outOfDomain` where no users can
    ///   have these sums.
    ///
    /// Source: Deng, Knoblich and Lu, Applying the Delta Method in Metric Analytics (2018), arXiv:1803.06336.
    /// Checked against mpmath (50 digits).
    package static func ratio(
        n: Int,
        numeratorSum: Double,
        numeratorSumSquares: Double,
        denominatorSum: Double,
        denominatorSumSquares: Double,
        productSum: Double
    ) throws(StatisticsError) -> Moments {
        let numerator = try sums(n: n, sum: numeratorSum, sumSquares: numeratorSumSquares)
        let denominator = try sums(n: n, sum: denominatorSum, sumSquares: denominatorSumSquares)
        try StatisticsError.requireFinite(productSum, "the sum of products")
        guard denominator.mean != 0 else { throw .denominatorMeanZero }

        let covariance = centredSum(ofProducts: productSum, numeratorSum, denominatorSum, n: n) / Double(n - 1)
        let largest = numerator.variance.squareRoot() * denominator.variance.squareRoot()
        let rounding = numeratorSumSquares.squareRoot() * denominatorSumSquares.squareRoot() / Double(n - 1)
        guard abs(covariance) <= largest + sumsTolerance * rounding else {
            throw .outOfDomain("the sum of products is too large for the sums of squares")
        }

        let ratio = numeratorSum / denominatorSum
        let numeratorPart = numeratorSumSquares.addingProduct(-ratio, productSum)
        let denominatorPart = productSum.addingProduct(-ratio, denominatorSumSquares)
        let squares = max(0, numeratorPart.addingProduct(-ratio, denominatorPart))
        let variance = squares / Double(n - 1) / denominator.mean / denominator.mean
        return try Moments(n: n, mean: ratio, variance: variance)
    }

    /// How far below 0 rounding may carry a sum of squares, relative to its largest term: sums added up one by one over
    /// ten million users stay within it.
    static let sumsTolerance = 1e-9

    /// A sum of products of deviations from the means.
    ///
    /// Formula: Σxy - ΣxΣy/n, with the roundings of Σx/n and of its product with Σy put back.
    /// - Parameters:
    ///   - products: Σxy, a finite number.
    ///   - sumX: Σx, a finite number.
    ///   - sumY: Σy, a finite number.
    ///   - n: users, at least 1.
    /// - Returns: the sum; not a number where ΣxΣy/n overflows.
    /// - Throws: nothing.
    ///
    /// Source: definition; the idea of keeping a product's rounding is Dekker's (1971),
    /// https://doi.org/10.1007/BF01397083. Checked through `sums` and `ratio`.
    static func centredSum(ofProducts products: Double, _ sumX: Double, _ sumY: Double, n: Int) -> Double {
        let users = Double(n)
        let mean = sumX / users
        let meanRounding = sumX.addingProduct(-mean, users)
        let product = mean * sumY
        let productRounding = (-product).addingProduct(mean, sumY)
        return products - product - productRounding - meanRounding * (sumY / users)
    }

    /// Refuses an arm whose sample variance does not exist.
    static func requireVariance(_ n: Int) throws(StatisticsError) {
        guard n > 0 else { throw .noUsers }
        guard n > 1 else { throw .tooFewUsers }
    }
}
