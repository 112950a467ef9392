import Statistics
import Testing

@Suite struct SummaryTests {
    @Test(arguments: try Golden.summaries(\.summaries)) func addsUpToAllUsers(example: Golden.SummaryCase) throws {
        var all = try example.parts[0].summary()
        for part in example.parts.dropFirst() { all = try all + part.summary() }
        #expect(all.n == example.n)
        for value in example.means.indices {
            let moments = try all.moments(of: value)
            #expect(relativeError(moments.mean, example.means[value]) <= Tolerance.function)
            #expect(relativeError(moments.variance, example.variances[value]) <= Tolerance.posterior)
        }
    }

    @Test func theOrderOfAddingDoesNotMatter() throws {
        let parts = try Golden.summaries(\.summaries)[0].parts.map { try $0.summary() }
        let (left, right) = (try parts[0] + parts[1] + parts[2], try parts[2] + (parts[1] + parts[0]))
        #expect(left.n == right.n)
        for value in left.means.indices {
            let (first, second) = (try left.moments(of: value), try right.moments(of: value))
            #expect(relativeError(first.variance, second.variance) <= Tolerance.function)
        }
    }

    @Test func aDeviationSaysTheSameAsSums() throws {
        // 1, 2, 3, 6: mean 3, squared deviations 14.
        let sums = try Summary(n: 4, sums: [12], sumsOfProducts: [50])
        let deviation = try Summary(n: 4, mean: 3, standardDeviation: (14.0 / 3).squareRoot())
        #expect(sums.means == deviation.means)
        #expect(relativeError(try deviation.moments().variance, try sums.moments().variance) <= Tolerance.function)
    }

    /// Two users a millionfold from 0 for their distance: the sums hold the spread, and adding keeps it.
    @Test func aLargeMeanKeepsItsSpread() throws {
        let one = try Summary(n: 2, sums: [2e6 + 1], sumsOfProducts: [1e12 + (1e6 + 1) * (1e6 + 1)])
        #expect(relativeError(try (one + one).moments().variance, 1.0 / 3) <= Tolerance.function)
    }

    @Test func refusesWhatNoUsersHave() {
        #expect(throws: StatisticsError.noUsers) { try Summary(n: 0, sums: [1], sumsOfProducts: [1]) }
        #expect(throws: StatisticsError.outOfDomain("every pair of values needs one sum of products")) {
            try Summary(n: 2, sums: [1, 2], sumsOfProducts: [1, 2])
        }
        #expect(throws: StatisticsError.outOfDomain("the sum of squares is too small for the sum")) {
            try Summary(n: 2, sums: [10], sumsOfProducts: [1])
        }
        #expect(throws: StatisticsError.outOfDomain("the sum of products is too large for the sums of squares")) {
            try Summary(n: 3, sums: [0, 0], sumsOfProducts: [2, 5, 2])
        }
        #expect(throws: StatisticsError.notFinite("a sum of products")) {
            try Summary(n: 3, sums: [0], sumsOfProducts: [.infinity])
        }
        #expect(throws: StatisticsError.tooFewUsers) { try Summary(n: 1, sums: [3], sumsOfProducts: [9]).moments() }
        #expect(throws: StatisticsError.outOfDomain("only summaries of the same values can be added")) {
            try Summary(n: 1, sums: [3], sumsOfProducts: [9])
                + Summary(n: 1, sums: [3, 3], sumsOfProducts: [9, 9, 9])
        }
    }
}
