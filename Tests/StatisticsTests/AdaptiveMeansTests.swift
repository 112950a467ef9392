import Statistics
import Testing

@Suite struct AdaptiveMeansTests {
    @Test(arguments: try EpochGolden.read(\.adaptive_means)) func matchesTheScoresOfSingleUsers(
        example: EpochGolden.AdaptiveCase
    ) throws {
        let means = try AdaptiveMeans(example.epochs.map { try $0.summary() })
        for (arm, value) in example.values.enumerated() {
            let found = try #require(means.arms[arm])
            #expect(relativeError(found.value, value) <= Tolerance.posterior)
            #expect(relativeError(found.standardError, example.errors[arm]) <= Tolerance.posterior)
        }
        let difference = try #require(means.difference(treatment: 1, control: 0))
        #expect(abs(difference.value - example.difference) <= Tolerance.posterior * example.difference_error)
        #expect(relativeError(difference.standardError, example.difference_error) <= Tolerance.posterior)
    }

    @Test func intervalsAreSymmetric() throws {
        let example = try #require(try EpochGolden.read(\.adaptive_means).first)
        let estimate = try #require(try AdaptiveMeans(example.epochs.map { try $0.summary() }).arms[1])
        let interval = try estimate.interval()
        let margin = 1.959963984540054 * estimate.standardError
        #expect(abs(interval.upper - estimate.value - margin) <= 1e-12)
        #expect(abs(estimate.value - interval.lower - margin) <= 1e-12)
        #expect(throws: StatisticsError.self) { try estimate.interval(alpha: 1) }
    }

    @Test func anArmWithoutAShareHasNoMean() throws {
        let users = try Summary(n: 30, sums: [3], sumsOfProducts: [3])
        let means = try AdaptiveMeans([EpochSummary(shares: [1, 0], arms: [users, nil])])
        #expect(means.arms[0] != nil && means.arms[1] == nil)
        #expect(means.difference(treatment: 1, control: 0) == nil)
        #expect(means.difference(treatment: 2, control: 0) == nil)
        #expect(throws: StatisticsError.outOfDomain("an arm has users in an epoch that gave it no share")) {
            try AdaptiveMeans([EpochSummary(shares: [1, 0], arms: [users, users])])
        }
        #expect(throws: StatisticsError.outOfDomain("there are no epochs")) { try AdaptiveMeans([]) }
    }
}
