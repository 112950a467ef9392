import Statistics
import Testing

extension Golden {
    struct MomentsCase: Decodable, Sendable {
        let name: String
        let arm: MomentsArm
        let mean: Digits
        let variance: Digits
    }
}

@Suite struct MomentsTests {
    /// Among them means of 10⁴ and more standard deviations, and a numerator nearly proportional to its denominator.
    @Test(arguments: try Golden.tails(\.moments))
    func matchesFiftyDigits(example: Golden.MomentsCase) throws {
        let moments = try example.arm.moments()
        #expect(moments.n == example.arm.n)
        #expect(relativeError(moments.mean, example.mean.value) <= Tolerance.function)
        #expect(relativeError(moments.variance, example.variance.value) <= Tolerance.function)
    }

    @Test(arguments: [
        (200, 5, 0.025, 0.024375),
        (100, 0, 0, 0),
        (100, 100, 1, 0),
        (1, 1, 1, 0),
        (1 << 53, 1 << 52, 0.5, 0.25),
        (.max, .max, 1, 0),
    ])
    func proportionIsExact(n: Int, k: Int, mean: Double, variance: Double) throws {
        #expect(try Moments.proportion(n: n, k: k) == Moments(n: n, mean: mean, variance: variance))
    }

    /// 1 - m would have no digit left.
    @Test func proportionKeepsTheLastUserWhoDidNotConvert() throws {
        let n = 1 << 60
        let moments = try Moments.proportion(n: n, k: n - 1)
        #expect(moments.variance == 0x1p-60)
        #expect(moments.varianceOfMean == 0x1p-120)
    }

    @Test func meanAndDeviationSquaresTheDeviation() throws {
        let moments = try Moments.meanAndDeviation(n: 2, mean: -3, standardDeviation: 1.5)
        #expect(moments == (try Moments(n: 2, mean: -3, variance: 2.25)))
        #expect(moments.varianceOfMean == 1.125)
    }

    /// Ten users of 0.1 each, added up one by one, are constant but for rounding.
    @Test func roundingBelowZeroIsNoVariance() throws {
        let sum = (0..<10).reduce(0.0) { sum, _ in sum + 0.1 }
        #expect(try Moments.sums(n: 10, sum: 1, sumSquares: 0.1.nextDown).variance == 0)
        #expect(try Moments.sums(n: 10, sum: sum, sumSquares: 0.1).variance < 1e-16)
        #expect(try Moments.sums(n: 10, sum: 0, sumSquares: 0).variance == 0)
    }

    @Test func constantRatioHasNoVariance() throws {
        let moments = try Moments.ratio(
            n: 3, numeratorSum: 12, numeratorSumSquares: 56, denominatorSum: 6, denominatorSumSquares: 14,
            productSum: 28)
        #expect(moments == (try Moments(n: 3, mean: 2, variance: 0)))
    }

    /// With a denominator of 1 for everyone the ratio is the mean.
    @Test func ratioToOneIsTheMean() throws {
        let mean = try Moments.sums(n: 4, sum: 10, sumSquares: 30)
        let ratio = try Moments.ratio(
            n: 4, numeratorSum: 10, numeratorSumSquares: 30, denominatorSum: 4, denominatorSumSquares: 4, productSum: 10
        )
        #expect(ratio == mean)
        #expect(relativeError(mean.variance, 5.0 / 3) <= Tolerance.function)
    }
}

@Suite struct MomentsErrorTests {
    @Test(arguments: [0, -1, Int.min]) func everyBuilderNeedsUsers(n: Int) {
        #expect(throws: StatisticsError.noUsers) { try Moments(n: n, mean: 0, variance: 1) }
        #expect(throws: StatisticsError.noUsers) { try Moments.proportion(n: n, k: 0) }
        #expect(throws: StatisticsError.noUsers) { try Moments.sums(n: n, sum: 0, sumSquares: 0) }
        #expect(throws: StatisticsError.noUsers) {
            try Moments.meanAndDeviation(n: n, mean: 0, standardDeviation: 1)
        }
        #expect(throws: StatisticsError.noUsers) { try ratio(n: n) }
    }

    @Test func oneUserHasNoSampleVariance() {
        #expect(throws: StatisticsError.tooFewUsers) { try Moments.sums(n: 1, sum: 2, sumSquares: 4) }
        #expect(throws: StatisticsError.tooFewUsers) {
            try Moments.meanAndDeviation(n: 1, mean: 0, standardDeviation: 0)
        }
        #expect(throws: StatisticsError.tooFewUsers) { try ratio(n: 1) }
    }

    @Test(arguments: [(10, -1), (10, 11), (10, .max), (1, .min)])
    func conversionsLieBetweenZeroAndAll(n: Int, k: Int) {
        let error = StatisticsError.outOfDomain("the users who converted must number between 0 and all users")
        #expect(throws: error) { try Moments.proportion(n: n, k: k) }
    }

    @Test(arguments: [.nan, .infinity, -.infinity] as [Double])
    func numbersAreFinite(number: Double) {
        #expect(throws: StatisticsError.notFinite("the sum")) { try Moments.sums(n: 2, sum: number, sumSquares: 1) }
        #expect(throws: StatisticsError.notFinite("the sum of squares")) {
            try Moments.sums(n: 2, sum: 1, sumSquares: number)
        }
        #expect(throws: StatisticsError.notFinite("the mean")) {
            try Moments.meanAndDeviation(n: 2, mean: number, standardDeviation: 1)
        }
        #expect(throws: StatisticsError.notFinite("the variance")) { try Moments(n: 2, mean: 1, variance: number) }
        #expect(throws: StatisticsError.notFinite("the sum of products")) { try ratio(products: number) }
        #expect(throws: StatisticsError.notFinite("the sum")) { try ratio(denominator: number) }
    }

    @Test func overflowIsNoResult() {
        #expect(throws: StatisticsError.notFinite("the variance")) {
            try Moments.meanAndDeviation(n: 2, mean: 0, standardDeviation: 1e200)
        }
        #expect(throws: StatisticsError.self) { try Moments.sums(n: 2, sum: 1e200, sumSquares: 1) }
        #expect(throws: StatisticsError.self) { try ratio(denominator: 1e-200) }
    }

    @Test func squaresThatNoUsersCanHaveAreRefused() {
        let error = StatisticsError.outOfDomain("the sum of squares is too small for the sum")
        #expect(throws: error) { try Moments.sums(n: 10, sum: 10, sumSquares: 9.999) }
        #expect(throws: error) { try Moments.sums(n: 10, sum: 0, sumSquares: -1e-300) }
        #expect(throws: StatisticsError.outOfDomain("a variance must not be negative")) {
            try Moments(n: 10, mean: 0, variance: -1e-300)
        }
        #expect(throws: StatisticsError.outOfDomain("a standard deviation must not be negative")) {
            try Moments.meanAndDeviation(n: 10, mean: 0, standardDeviation: -1)
        }
        // Σxy - ΣxΣy/n must lie within ±√5 of 0.
        #expect(throws: Never.self) { try ratio(products: 15 - 2.23) }
        #expect(throws: Never.self) { try ratio(products: 15 + 2.23) }
        for products in [15 - 2.24, 15 + 2.24] {
            #expect(throws: StatisticsError.outOfDomain("the sum of products is too large for the sums of squares")) {
                try ratio(products: products)
            }
        }
    }

    @Test func ratioNeedsADenominator() {
        #expect(throws: StatisticsError.denominatorMeanZero) { try ratio(denominator: 0) }
    }

    private func ratio(n: Int = 4, denominator: Double = 6, products: Double = 16) throws -> Moments {
        try .ratio(
            n: n, numeratorSum: 10, numeratorSumSquares: 30, denominatorSum: denominator, denominatorSumSquares: 10,
            productSum: products)
    }
}
