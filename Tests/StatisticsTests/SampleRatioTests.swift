import Statistics
import Testing

extension Golden {
    struct StrataCase: Decodable, Sendable {
        struct Stratum: Decodable, Sendable {
            let observed: [Int]
            let weights: [Double]
        }

        let strata: [Stratum]
        let statistic: Digits
        let df: Int
        let p: Digits
    }
}

@Suite struct SampleRatioTests {
    @Test(arguments: try Golden.posteriors())
    func matchesReference(example: Golden.PosteriorReference) throws {
        let counts = [example.inputs.control.n, example.inputs.treatment.n]
        let test = try SampleRatio.chiSquare(observed: counts, weights: [0.5, 0.5])
        #expect(test.degreesOfFreedom == 1)
        #expect(relativeError(test.pValue, example.srm_p) <= Tolerance.posterior)
    }

    @Test(arguments: try Golden.tails(\.posterior).filter { $0.srm_p.value >= 1e-300 })
    func matchesFiftyDigits(example: Golden.PosteriorCase) throws {
        let counts = [example.inputs.control.n, example.inputs.treatment.n]
        let test = try SampleRatio.chiSquare(observed: counts, weights: [7, 7])
        #expect(relativeError(test.pValue, example.srm_p.value) <= Tolerance.tail)
    }

    @Test(arguments: try Golden.tails(\.strata))
    func strataAddUp(example: Golden.StrataCase) throws {
        let test = try SampleRatio.chiSquare(strata: example.strata.map { ($0.observed, $0.weights) })
        #expect(test.degreesOfFreedom == example.df)
        #expect(relativeError(try #require(test.statistic), example.statistic.value) <= Tolerance.tail)
        #expect(relativeError(test.pValue, example.p.value) <= Tolerance.tail)
        if let only = example.strata.first, example.strata.count == 1 {
            #expect(try SampleRatio.chiSquare(observed: only.observed, weights: only.weights) == test)
        }
    }

    /// Cookie Cats, Kohavi, Tang and Xu (2020) chapter 3, and Statsig's documentation; to the digits they print.
    static let published: [(counts: [Int], p: Double, precision: Double)] = [
        ([44_700, 45_489], 0.0086, 0.00005),
        ([821_588, 815_482], 1.82179e-6, 1e-11),
        ([166_080, 171_180, 166_300], 3.116e-22, 1e-25),
    ]

    @Test(arguments: published)
    func matchesPublishedCases(counts: [Int], p: Double, precision: Double) throws {
        let weights = [Double](repeating: 1, count: counts.count)
        #expect(abs(try SampleRatio.chiSquare(observed: counts, weights: weights).pValue - p) <= precision)
    }

    static let third = 1.0 / 3
    static let asPlanned: [([Int], [Double])] = [
        ([5, 5], [0.5, 0.5]),
        ([7, 7, 7], [third, third, third]),
        ([10, 0, 30], [0.25, 0, 0.75]),
        ([1 << 53, 1 << 53], [1, 1]),
        ([.max, .max], [1, 1]),
        (Array(repeating: 20, count: 50), Array(repeating: 0.02, count: 50)),
    ]

    @Test(arguments: asPlanned)
    func countsAsPlannedGiveOne(counts: [Int], weights: [Double]) throws {
        let test = try SampleRatio.chiSquare(observed: counts, weights: weights)
        #expect(abs(try #require(test.statistic)) <= Tolerance.exponent)
        #expect(abs(test.pValue - 1) <= Tolerance.exponent)
        #expect(test.degreesOfFreedom == weights.count { $0 > 0 } - 1)
    }

    static let impossible: [([Int], [Double], Int)] = [
        ([500, 500, 1], [0.5, 0.5, 0], 1),
        ([10, 1], [1, 0], 0),
        ([0, 1], [1, 0], 0),
        ([10, 10], [.leastNonzeroMagnitude, 1e300], 1),
    ]

    @Test(arguments: impossible)
    func aUserWhoShouldNotBeThereIsImpossible(counts: [Int], weights: [Double], df: Int) throws {
        let test = try SampleRatio.chiSquare(observed: counts, weights: weights)
        #expect(test.pValue == 0)
        #expect(test.statistic == nil)
        #expect(test.degreesOfFreedom == df)
    }

    @Test func aStretchWithoutUsersCountsForNothing() throws {
        let one = try SampleRatio.chiSquare(observed: [510, 490], weights: [1, 1])
        let two = try SampleRatio.chiSquare(strata: [([510, 490], [1, 1]), ([0, 0], [0.9, 0.1])])
        #expect(one == two)
    }

    @Test func equalSharesAreExact() throws {
        let test = try SampleRatio.chiSquare(observed: [9, 9, 9], weights: [Self.third, Self.third, Self.third])
        #expect(test.statistic == 0 && test.pValue == 1)
    }

    @Test func oneImpossibleStretchDecides() throws {
        let test = try SampleRatio.chiSquare(strata: [([500, 500], [1, 1]), ([500, 1], [1, 0])])
        #expect(test.pValue == 0 && test.statistic == nil)
    }

    @Test func oneArmCannotBeTested() {
        #expect(throws: StatisticsError.tooFewArms) { try SampleRatio.chiSquare(observed: [10], weights: [1]) }
        #expect(throws: StatisticsError.tooFewArms) { try SampleRatio.chiSquare(observed: [10, 0], weights: [1, 0]) }
    }

    @Test func withoutUsersThereIsNothingToTest() {
        #expect(throws: StatisticsError.noUsers) { try SampleRatio.chiSquare(observed: [0, 0], weights: [1, 1]) }
        #expect(throws: StatisticsError.noUsers) { try SampleRatio.chiSquare(strata: []) }
    }

    static let refused: [([Int], [Double], StatisticsError)] = [
        ([1, 2], [1, -1], .outOfDomain("a weight must not be negative")),
        ([1, 2], [0, 0], .outOfDomain("at least one arm needs a positive weight")),
        ([], [], .outOfDomain("at least one arm needs a positive weight")),
        ([1, 2, 3], [1, 1], .outOfDomain("every arm needs one count and one weight")),
        ([1], [1, 1], .outOfDomain("every arm needs one count and one weight")),
        ([1, -2], [1, 1], .outOfDomain("a count of users must not be negative")),
        ([1, 2], [1, .nan], .notFinite("a weight")),
        ([1, 2], [1, .infinity], .notFinite("a weight")),
        ([1, 2], [1e308, 1e308], .notFinite("the sum of the weights")),
    ]

    @Test(arguments: refused)
    func refusesWhatIsNoSplit(counts: [Int], weights: [Double], error: StatisticsError) {
        #expect(throws: error) { try SampleRatio.chiSquare(observed: counts, weights: weights) }
    }
}
