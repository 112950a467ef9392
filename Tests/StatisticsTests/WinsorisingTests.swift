import Statistics
import Testing

extension Golden {
    struct WinsorisingCase: Decodable, Sendable {
        let percentile: Double
        let values: [Double]
        let cap: Double
        let sum: Double
        let sum_squares: Double
        let capped_users: Int
    }
}

@Suite struct WinsorisingTests {
    @Test(arguments: try Golden.quantiles(\.winsorising)) func matchesNumPy(example: Golden.WinsorisingCase) throws {
        let winsorising = try Winsorising(percentile: example.percentile, pooled: example.values)
        #expect(winsorising.cap == example.cap)
        let sums = try winsorising.sums(of: example.values)
        #expect(sums.n == example.values.count && sums.cappedUsers == example.capped_users)
        #expect(abs(sums.sum - example.sum) <= Tolerance.function * example.values.reduce(0) { $0 + abs($1) })
        #expect(relativeError(sums.sumSquares, example.sum_squares) <= Tolerance.function)
    }

    @Test func zerosDoNotMoveTheCap() throws {
        let values = [3.0, 1, 2, 40]
        let withZeros = values + [Double](repeating: 0, count: 1000)
        for percentile in [1.0, 25, 26, 75, 76, 100] {
            #expect(
                try Winsorising(percentile: percentile, pooled: values)
                    == Winsorising(percentile: percentile, pooled: withZeros))
        }
        #expect(try Winsorising(percentile: 75, pooled: values).cap == 3)
        #expect(try Winsorising(percentile: 75.1, pooled: values).cap == 40)
    }

    /// 99.9 % of 1000 is 999, though not in binary.
    @Test(arguments: [(99.9, 999), (7, 70), (29, 290), (0.1, 1), (57.1, 571)])
    func ranksAreNotMovedByRounding(percentile: Double, rank: Int) throws {
        let values = (1...1000).map(Double.init)
        #expect(try Winsorising(percentile: percentile, pooled: values).cap == Double(rank))
    }

    @Test func onlyTheUpperSideIsCapped() throws {
        let sums = try Winsorising(cap: 10).sums(of: [-100, 0, 10, 11, 1000])
        #expect(sums.n == 5 && sums.sum == -70 && sums.sumSquares == 10_300 && sums.cappedUsers == 2)
        let moments = try Moments.sums(n: sums.n, sum: sums.sum, sumSquares: sums.sumSquares)
        #expect(moments.mean == -14)
    }
}

@Suite struct WinsorisingErrorTests {
    @Test(arguments: [0, -1, 100.1, .nan, .infinity]) func percentilesReachOneHundred(percentile: Double) {
        let error = StatisticsError.outOfDomain("the percentile of a cap must be above 0 and at most 100")
        #expect(throws: error) { try Winsorising(percentile: percentile, pooled: [1, 2]) }
    }

    @Test(arguments: [[], [0], [0, 0, -0.0]]) func aCapNeedsAValue(values: [Double]) {
        let error = StatisticsError.outOfDomain("no user has a value other than zero to take a cap from")
        #expect(throws: error) { try Winsorising(percentile: 99, pooled: values) }
    }

    /// A negative cap would turn users without a value into users with a loss.
    @Test func aCapIsAboveZero() {
        let error = StatisticsError.outOfDomain("a cap must be above zero")
        #expect(throws: error) { try Winsorising(percentile: 50, pooled: [-3, -2, 0, 7]) }
        #expect(throws: error) { try Winsorising(cap: 0) }
        #expect(throws: error) { try Winsorising(cap: -1) }
    }

    @Test(arguments: [.nan, .infinity, -.infinity] as [Double]) func numbersAreFinite(number: Double) {
        #expect(throws: StatisticsError.notFinite("the cap")) { try Winsorising(cap: number) }
        #expect(throws: StatisticsError.notFinite("a value")) {
            try Winsorising(percentile: 99, pooled: [1, number])
        }
        #expect(throws: StatisticsError.notFinite("a value")) { try Winsorising(cap: 1).sums(of: [1, number]) }
    }

    @Test func anArmWithoutUsersHasNoSums() throws {
        let winsorising = try Winsorising(cap: 1)
        #expect(throws: StatisticsError.noUsers) { try winsorising.sums(of: []) }
    }

    @Test func overflowIsNoResult() throws {
        let huge = try Winsorising(cap: 1e308)
        #expect(throws: StatisticsError.notFinite("the sum")) { try huge.sums(of: [1e308, 1e308]) }
        #expect(throws: StatisticsError.notFinite("the sum of squares")) { try huge.sums(of: [1e200]) }
    }
}
