import Statistics
import Testing

extension Golden {
    /// What `make_quantile_cases.py` wrote.
    struct Quantiles: Decodable {
        let engine: EngineQuantiles
        let ranks: [RankCase]
        let samples: [SampleCase]
        let winsorising: [WinsorisingCase]
    }

    static func quantiles<Section>(_ section: KeyPath<Quantiles, Section>) throws -> Section {
        let file: Quantiles = try read("quantile_cases.json")
        return file[keyPath: section]
    }

    struct EngineQuantiles: Decodable {
        struct Arm: Decodable {
            let n: Int
            let n_star: Int
            let level: Double
            let estimate: Double
            let lower: Double
            let upper: Double
            let users: Int
            let below_sum: Double
            let below_sum_squares: Double
            let count_sum: Double
            let count_sum_squares: Double
            let product_sum: Double
            let variance: Double
        }

        let control: Arm
        let treatment: Arm
        let difference: Double
        let standard_error: Double
        let interval: [Double]
        let p_value: Double
    }

    struct RankCase: Decodable, Sendable {
        let level: Double
        let n: Int
        let alpha: Double
        let lower: Int
        let estimate: Int
        let upper: Int
    }

    struct SampleCase: Decodable, Sendable {
        let level: Double
        let n: Int
        let estimate: Double
        let lower: Double
        let upper: Double
        let variance: Double
        let users: Int
        let below_sum: Double
        let below_sum_squares: Double
        let count_sum_squares: Double
        let product_sum: Double
        let clustered_variance: Double
    }
}

@Suite struct QuantileTests {
    /// One arm's interval was taken at ranks of another number of values.
    @Test func matchesTheEngineWithClusters() throws {
        let engine = try Golden.quantiles(\.engine)
        func moments(_ arm: Golden.EngineQuantiles.Arm) throws -> Moments {
            let share = try Moments.ratio(
                n: arm.users, numeratorSum: arm.below_sum, numeratorSumSquares: arm.below_sum_squares,
                denominatorSum: arm.count_sum, denominatorSumSquares: arm.count_sum_squares,
                productSum: arm.product_sum)
            let quantile = try Quantile(
                level: arm.level, n: arm.n, estimate: arm.estimate,
                interval: Interval(lower: arm.lower, upper: arm.upper), intervalCount: arm.n_star)
            return try quantile.moments(clusteredShare: share)
        }
        let (control, treatment) = (try moments(engine.control), try moments(engine.treatment))
        #expect(relativeError(control.variance, engine.control.variance) <= Tolerance.posterior)
        #expect(relativeError(treatment.variance, engine.treatment.variance) <= Tolerance.posterior)
        let welch = try Welch(Contrast(control: control, treatment: treatment))
        #expect(relativeError(welch.difference, engine.difference) <= Tolerance.posterior)
        #expect(relativeError(welch.standardError, engine.standard_error) <= Tolerance.posterior)
        #expect(relativeError(welch.interval.lower, engine.interval[0]) <= Tolerance.posterior)
        #expect(relativeError(welch.interval.upper, engine.interval[1]) <= Tolerance.posterior)
        #expect(relativeError(welch.pValue, engine.p_value) <= Tolerance.posterior)
    }

    @Test(arguments: try Golden.quantiles(\.samples)) func matchesNumPy(example: Golden.SampleCase) throws {
        let quantile = try Quantile(
            level: example.level, n: example.n, estimate: example.estimate,
            interval: Interval(lower: example.lower, upper: example.upper))
        let independent = try quantile.moments()
        #expect(independent.mean == example.estimate && independent.n == example.n)
        #expect(relativeError(independent.variance, example.variance) <= Tolerance.function)
        let share = try Moments.ratio(
            n: example.users, numeratorSum: example.below_sum, numeratorSumSquares: example.below_sum_squares,
            denominatorSum: Double(example.n), denominatorSumSquares: example.count_sum_squares,
            productSum: example.product_sum)
        let clustered = try quantile.moments(clusteredShare: share)
        #expect(clustered.mean == example.estimate && clustered.n == example.n)
        #expect(relativeError(clustered.variance, example.clustered_variance) <= Tolerance.function)
        #expect(clustered.variance > 2 * independent.variance)
    }

    /// Values 1/(n+1), 2/(n+1), … have the density 1, so the error must be √(ν (1 - ν)/n), but for rounded ranks.
    @Test(arguments: [0.05, 0.5, 0.9, 0.99]) func evenValuesHaveTheErrorOfTheirDensity(level: Double) throws {
        let n = 1_000_000
        let ranks = try Quantile.ranks(level: level, n: n)
        func value(_ rank: Int) -> Double { Double(rank) / Double(n + 1) }
        let quantile = try Quantile(
            level: level, n: n, estimate: value(ranks.estimate),
            interval: Interval(lower: value(ranks.lower), upper: value(ranks.upper)))
        #expect(relativeError(quantile.variance, level * (1 - level) / Double(n)) <= 0.01)
    }

    /// One value per user is no cluster: what is left are n/(n - 1) and the share, which is ν but for rounded ranks.
    @Test func usersWithOneValueEachChangeNothing() throws {
        let quantile = try Quantile(level: 0.9, n: 1000, estimate: 5, interval: Interval(lower: 4, upper: 6))
        let share = try Moments.ratio(
            n: 1000, numeratorSum: 900, numeratorSumSquares: 900, denominatorSum: 1000, denominatorSumSquares: 1000,
            productSum: 900)
        let change = try quantile.moments(clusteredShare: share).variance / quantile.moments().variance
        #expect(relativeError(change, 1000.0 / 999) <= Tolerance.function)
    }

    @Test(arguments: try Golden.quantiles(\.ranks)) func ranksMatchFractions(example: Golden.RankCase) throws {
        let ranks = try Quantile.ranks(level: example.level, n: example.n, alpha: example.alpha)
        #expect(ranks.lower == example.lower && ranks.estimate == example.estimate && ranks.upper == example.upper)
    }

    /// The interval from the value at one rank to the value below the other holds the quantile when the number of
    /// values below it, a binomial variable, lies between them.
    @Test(arguments: try Golden.quantiles(\.ranks).filter { $0.n >= 10 && $0.n <= 1_000_000 && $0.alpha == 0.05 })
    func intervalsCoverByTheBinomial(example: Golden.RankCase) throws {
        let ranks = try Quantile.ranks(level: example.level, n: example.n)
        guard ranks.lower > 1, ranks.upper < example.n else { return }
        func atLeast(_ rank: Int) throws -> Double {
            try Beta.cdf(example.level, a: Double(rank), b: Double(example.n - rank + 1))
        }
        let coverage = try atLeast(ranks.lower) - atLeast(ranks.upper)
        #expect(coverage >= 0.92 && coverage <= 0.98)
    }
}

@Suite struct QuantileErrorTests {
    static func quantile(
        level: Double = 0.9, n: Int = 1000, estimate: Double = 5, _ lower: Double = 4, _ upper: Double = 6,
        alpha: Double = 0.05, count: Int? = nil
    ) throws -> Quantile {
        try Quantile(
            level: level, n: n, estimate: estimate, interval: Interval(lower: lower, upper: upper), alpha: alpha,
            intervalCount: count)
    }

    @Test(arguments: [0, 1, -0.1, 1.1, .nan, .infinity]) func sharesLieBetweenZeroAndOne(share: Double) {
        let level = StatisticsError.outOfDomain("the level of a quantile must lie between 0 and 1")
        #expect(throws: level) { try Self.quantile(level: share) }
        #expect(throws: level) { try Quantile.ranks(level: share, n: 10) }
        let alpha = StatisticsError.outOfDomain("alpha must lie between 0 and 1")
        #expect(throws: alpha) { try Self.quantile(alpha: share) }
        #expect(throws: alpha) { try Quantile.ranks(level: 0.5, n: 10, alpha: share) }
    }

    @Test(arguments: [0, -1]) func valuesAreNeeded(n: Int) {
        #expect(throws: StatisticsError.noUsers) { try Self.quantile(n: n) }
        #expect(throws: StatisticsError.noUsers) { try Self.quantile(count: n) }
        #expect(throws: StatisticsError.noUsers) { try Quantile.ranks(level: 0.9, n: n) }
    }

    /// z² ν/(1 - ν) = 34.57 values bound a 90th percentile from above.
    @Test func anEndBeyondTheSampleIsRefused() throws {
        let error = StatisticsError.outOfDomain("there are too few values for an interval of this quantile")
        #expect(throws: error) { try Self.quantile(n: 34) }
        #expect(throws: error) { try Self.quantile(level: 0.1, n: 34) }
        #expect(throws: error) { try Self.quantile(count: 34) }
        #expect(try Self.quantile(n: 35).variance > 0)
        #expect(try Self.quantile(level: 0.1, n: 35).variance > 0)
    }

    /// As where most values are the same: that does not make the quantile certain.
    @Test func anIntervalWithoutWidthHasNoError() {
        #expect(throws: StatisticsError.noVariance) { try Self.quantile(estimate: 4, 4, 4) }
    }

    @Test func theQuantileLiesWithinItsInterval() {
        let error = StatisticsError.outOfDomain("the quantile must lie within its interval")
        #expect(throws: error) { try Self.quantile(estimate: 7) }
        #expect(throws: error) { try Self.quantile(estimate: 3) }
        #expect(throws: error) { try Self.quantile(6, 4) }
    }

    @Test(arguments: [.nan, .infinity, -.infinity] as [Double]) func numbersAreFinite(number: Double) {
        #expect(throws: StatisticsError.notFinite("the quantile")) { try Self.quantile(estimate: number) }
        #expect(throws: StatisticsError.notFinite("the lower end of the interval")) { try Self.quantile(number, 6) }
        #expect(throws: StatisticsError.notFinite("the upper end of the interval")) { try Self.quantile(4, number) }
    }

    @Test func overflowIsNoResult() {
        #expect(throws: StatisticsError.notFinite("the variance of the quantile")) {
            try Self.quantile(estimate: 0, -1e300, 1e300)
        }
        #expect(throws: StatisticsError.notFinite("the variance")) {
            try Self.quantile(estimate: 0, 0, 5e154).moments()
        }
    }

    @Test func aShareIsOneThatVaries() throws {
        let quantile = try Self.quantile()
        let error = StatisticsError.outOfDomain("the share of values at or below a quantile must lie between 0 and 1")
        #expect(throws: error) { try quantile.moments(clusteredShare: Moments(n: 9, mean: 1.1, variance: 1)) }
        #expect(throws: error) { try quantile.moments(clusteredShare: Moments(n: 9, mean: -0.1, variance: 1)) }
        #expect(throws: StatisticsError.noVariance) {
            try quantile.moments(clusteredShare: Moments(n: 9, mean: 0.9, variance: 0))
        }
    }

    @Test func ranksStayWithinTheSample() throws {
        let one = try Quantile.ranks(level: 0.9, n: 1)
        #expect(one.lower == 1 && one.estimate == 1 && one.upper == 1)
        let two = try Quantile.ranks(level: 0.5, n: 2)
        #expect(two.lower == 1 && two.estimate == 1 && two.upper == 2)
        let all = try Quantile.ranks(level: 1.0.nextDown, n: .max)
        #expect(all.upper == .max - 1023 && all.lower <= all.estimate && all.lower > 0)
    }
}
