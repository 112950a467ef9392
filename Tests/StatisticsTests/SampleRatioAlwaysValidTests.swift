import Statistics
import Testing

@Suite struct SampleRatioAlwaysValidTests {
    @Test(arguments: try Golden.sequential(\.sample_ratios))
    func matchesFiftyDigits(example: Golden.SampleRatioCase) throws {
        let test = try SampleRatio.alwaysValid(strata: example.strata.map { ($0.observed, $0.weights) })
        let expected = example.log_evidence.value
        let tolerance = Tolerance.evidence * max(1, abs(expected))
        #expect(abs(try #require(test.logEvidence) - expected) <= tolerance)
        #expect(relativeError(test.pValue, example.p.value) <= tolerance)
        if let only = example.strata.first, example.strata.count == 1 {
            #expect(try SampleRatio.alwaysValid(observed: only.observed, weights: only.weights) == test)
        }
    }

    /// Kohavi, Tang and Xu (2020) chapter 3: rare at one look, weak evidence if looked at all along.
    @Test func cookieCatsIsWeakEvidence() throws {
        let counts = [44_700, 45_489]
        #expect(abs(try SampleRatio.alwaysValid(observed: counts, weights: [0.5, 0.5]).pValue - 0.27) <= 0.005)
        #expect(try SampleRatio.chiSquare(observed: counts, weights: [0.5, 0.5]).pValue < 0.01)
    }

    /// Optimizely's ssrm, ssrm_test/test_ssrm_test.py: logarithms of the two marginal likelihoods after each user.
    static let ssrm: [(counts: [Double], alternative: Double, null: Double)] = [
        ([1, 0, 0], -1.0986122886681096, -0.916290731874155),
        ([1, 1, 0], -2.4849066497880004, -1.83258146374831),
        ([2, 1, 0], -3.401197381662155, -2.748872195622465),
        ([2, 2, 0], -4.499809670330265, -3.66516292749662),
        ([2, 2, 1], -6.4457198193855785, -5.27460083993072),
    ]

    @Test(arguments: ssrm) func matchesOptimizely(counts: [Double], alternative: Double, null: Double) throws {
        let evidence = try DirichletMultinomial.logEvidence(
            counts: counts, shares: [0.4, 0.4, 0.2], prior: [1, 1, 1])
        #expect(abs(evidence - (alternative - null)) <= 1e-13)
    }

    static let impossible: [([Int], [Double])] = [
        ([500, 500, 1], [0.5, 0.5, 0]), ([10, 1], [1, 0]), ([0, 1], [1, 0]),
    ]

    @Test(arguments: impossible) func aUserWhoShouldNotBeThereIsImpossible(counts: [Int], weights: [Double]) throws {
        let test = try SampleRatio.alwaysValid(observed: counts, weights: weights)
        #expect(test.pValue == 0 && test.logEvidence == nil)
        let sound = (counts.map { _ in 500 }, counts.map { _ in 1.0 })
        #expect(try SampleRatio.alwaysValid(strata: [sound, (counts, weights)]) == test)
    }

    @Test func anArmOfWeightZeroChangesNothing() throws {
        let two = try SampleRatio.alwaysValid(observed: [510, 490], weights: [1, 1])
        #expect(try SampleRatio.alwaysValid(observed: [510, 0, 490], weights: [1, 0, 1]) == two)
    }

    @Test func aStretchWithoutUsersCountsForNothing() throws {
        let one = try SampleRatio.alwaysValid(observed: [510, 490], weights: [1, 1])
        #expect(try SampleRatio.alwaysValid(strata: [([510, 490], [1, 1]), ([0, 0], [0.9, 0.1])]) == one)
    }

    @Test func aSkewInEveryStretchIsFound() throws {
        let skewed = Array(repeating: (observed: [5150, 4850], weights: [1.0, 1.0]), count: 10)
        #expect(try SampleRatio.alwaysValid(strata: skewed).pValue < 1e-12)
        let sound = Array(repeating: (observed: [5010, 4990], weights: [1.0, 1.0]), count: 10)
        #expect(try SampleRatio.alwaysValid(strata: sound).pValue == 1)
    }

    @Test func largeCountsAreComputed() throws {
        #expect(try SampleRatio.alwaysValid(observed: [1 << 53, 1 << 53], weights: [1, 1]).pValue == 1)
        #expect(try SampleRatio.alwaysValid(observed: [.max, .max], weights: [1, 1]).pValue == 1)
        let test = try SampleRatio.alwaysValid(strata: [([.max, 1], [1, 1]), ([1, .max], [1, 1])])
        #expect(test.pValue == 0 && test.logEvidence?.isFinite == true)
    }

    @Test func oneArmCannotBeTested() {
        #expect(throws: StatisticsError.tooFewArms) { try SampleRatio.alwaysValid(observed: [10], weights: [1]) }
        #expect(throws: StatisticsError.tooFewArms) {
            try SampleRatio.alwaysValid(strata: [([10, 0], [1, 0]), ([0, 9], [0, 1])])
        }
    }

    @Test func withoutUsersThereIsNothingToTest() {
        #expect(throws: StatisticsError.noUsers) { try SampleRatio.alwaysValid(observed: [0, 0], weights: [1, 1]) }
        #expect(throws: StatisticsError.noUsers) { try SampleRatio.alwaysValid(strata: []) }
    }

    @Test(arguments: SampleRatioTests.refused)
    func refusesWhatIsNoSplit(counts: [Int], weights: [Double], error: StatisticsError) {
        #expect(throws: error) { try SampleRatio.alwaysValid(observed: counts, weights: weights) }
    }

    @Test func stretchesHaveTheSameArms() {
        #expect(throws: StatisticsError.outOfDomain("every stretch of time needs the same arms")) {
            try SampleRatio.alwaysValid(strata: [([5, 5], [1, 1]), ([5, 5, 5], [1, 1, 1])])
        }
    }

    static let refusedCells: [([Double], [Double], [Double], StatisticsError)] = [
        ([1], [0.5, 0.5], [1, 1], .outOfDomain("every count needs one share and one prior count")),
        ([1, -1], [0.5, 0.5], [1, 1], .outOfDomain("a count must not be negative")),
        ([1, 1], [0.5, 0.6], [1, 1], .outOfDomain("the shares must be positive and add up to 1")),
        ([1, 1], [0, 1], [1, 1], .outOfDomain("the shares must be positive and add up to 1")),
        ([1, 1], [0.5, 0.5], [0, 1], .outOfDomain("a prior count must be positive")),
        ([1, 1], [0.5, 0.5], [1, .infinity], .notFinite("the sum of the prior counts")),
        ([1, .infinity], [0.5, 0.5], [1, 1], .notFinite("the number of users")),
        ([1, .nan], [0.5, 0.5], [1, 1], .outOfDomain("a count must not be negative")),
    ]

    @Test(arguments: refusedCells)
    func refusesWhatAreNoCounts(counts: [Double], shares: [Double], prior: [Double], error: StatisticsError) {
        #expect(throws: error) { try DirichletMultinomial.logEvidence(counts: counts, shares: shares, prior: prior) }
    }
}
