import Statistics
import Testing

@Suite struct BestArmTests {
    static func share(_ arm: [Double]) -> Proportion { Proportion(n: Int(arm[1]), k: Int(arm[0])) }

    static func mean(_ arm: [Double]) throws -> Moments {
        try Moments(n: Int(arm[0]), mean: arm[1], variance: arm[2])
    }

    @Test(arguments: try Golden.exactReference().best_arms) func matchesReference(expected: Golden.BestArms) throws {
        let best = try BestArm(proportions: expected.arms.map { Golden.proportion($0) }, inverse: false)
        #expect(best.probabilities.count == expected.value.count)
        for (value, reference) in zip(best.probabilities, expected.value) {
            #expect(abs(value - reference) <= Tolerance.exact)
        }
        #expect(abs(best.sumBeforeNormalisation - 1) <= Tolerance.exact)
    }

    @Test(arguments: try Golden.exactCases(\.proportions))
    func proportionsMatchQuadratureOnThePlainAxis(expected: Golden.ExactCases.Places) throws {
        let arms = expected.arms.map { Self.share($0) }
        try expectPlaces(
            BestArm(proportions: arms, inverse: false), BestArm(proportions: arms, inverse: true), expected)
    }

    @Test(arguments: try Golden.exactCases(\.means))
    func meansMatchQuadratureOverDoublingPanels(expected: Golden.ExactCases.Places) throws {
        let arms = try expected.arms.map { try Self.mean($0) }
        try expectPlaces(BestArm(means: arms, inverse: false), BestArm(means: arms, inverse: true), expected)
    }

    func expectPlaces(_ best: BestArm, _ inverse: BestArm, _ expected: Golden.ExactCases.Places) throws {
        let topTwoShares = try #require(best.topTwoShares)
        for i in expected.arms.indices {
            #expect(abs(best.probabilities[i] - expected.first[i]) <= Tolerance.exact)
            #expect(abs(topTwoShares[i] - (expected.first[i] + expected.second[i]) / 2) <= Tolerance.exact)
            #expect(abs(best.expectedLosses[i] - expected.losses[i]) <= Tolerance.exact)
            #expect(abs(inverse.probabilities[i] - expected.inverse_first[i]) <= Tolerance.exact)
            #expect(abs(inverse.expectedLosses[i] - expected.inverse_losses[i]) <= Tolerance.exact)
        }
    }

    @Test func everyGoldenSectionHasItsCases() throws {
        #expect(try Golden.exactReference().best_arms.count == 10)
        #expect(try Golden.exactCases(\.proportions).count == 5)
        #expect(try Golden.exactCases(\.means).count == 6)
    }

    @Test func oneArmIsTheBest() throws {
        for best in [
            try BestArm(proportions: [Proportion(n: 3, k: 1)], inverse: false),
            try BestArm(means: [Moments(n: 3, mean: 1, variance: 2)], inverse: true),
        ] {
            #expect(best.probabilities == [1] && best.topTwoShares == [1])
            #expect(best.expectedLosses == [0])
            for policy in BanditPolicy.allCases { #expect(try best.weights(policy, floor: 0.01) == [1]) }
        }
    }

    @Test func fiftyArmsAddUp() throws {
        let shares = (0..<50).map { Proportion(n: 400 + 37 * $0 * $0 * $0, k: 40 + 4 * $0 * $0 * $0) }
        let means = try (0..<50).map { try Moments(n: 3 + $0 * $0, mean: Double($0 % 7), variance: 4) }
        for inverse in [false, true] {
            for best in [
                try BestArm(proportions: shares, inverse: inverse), try BestArm(means: means, inverse: inverse),
            ] {
                #expect(abs(best.sumBeforeNormalisation - 1) <= Tolerance.exact)
                #expect(abs(best.probabilities.reduce(0, +) - 1) <= Tolerance.exponent)
                #expect(try abs(#require(best.topTwoShares).reduce(0, +) - 1) <= Tolerance.exponent)
                #expect(best.expectedLosses.allSatisfy { $0 >= 0 })
            }
        }
        let same = try BestArm(proportions: Array(repeating: Proportion(n: 100, k: 10), count: 50), inverse: false)
        #expect(same.probabilities.allSatisfy { abs($0 - 0.02) <= Tolerance.exact })
    }

    /// The sum stays exact however different the arms' standard deviations are, near and far from each other.
    @Test(arguments: [1.0, 10, 1e3, 1e6], [0.0, 0.5, 3, 40])
    func standardDeviationsMayDiffer(ratio: Double, distance: Double) throws {
        let arms = [
            try Moments(n: 40, mean: 0, variance: 1),
            try Moments(n: 60, mean: distance, variance: ratio * ratio),
            try Moments(n: 9, mean: distance / ratio, variance: 1 / ratio),
        ]
        for inverse in [false, true] {
            let best = try BestArm(means: arms, inverse: inverse)
            #expect(abs(best.sumBeforeNormalisation - 1) <= Tolerance.exact)
            let losses = best.expectedLosses
            let expected = inverse ? distance : -distance
            #expect(abs(losses[1] - losses[0] - expected) <= Tolerance.exact * (1 + ratio))
        }
    }

    /// An arm without a conversion is an arm like any other.
    @Test func armWithoutConversionHardlyWins() throws {
        let best = try BestArm(proportions: [Proportion(n: 100, k: 0), Proportion(n: 100, k: 10)], inverse: false)
        #expect(best.probabilities[0] < 0.001)
        let exact = try ExactPosterior(
            control: Proportion(n: 100, k: 0), treatment: Proportion(n: 100, k: 10), inverse: false)
        #expect(abs(best.probabilities[1] - exact.probabilityOfWinning) <= Tolerance.exact)
        #expect(abs(best.expectedLosses[0] - exact.lossOfControl) <= Tolerance.exact)
    }

    @Test func refusesArmsWithoutAPosterior() throws {
        let few = try Moments(n: 2, mean: 1, variance: 1)
        let flat = try Moments(n: 9, mean: 1, variance: 0)
        let count = StatisticsError.outOfDomain("between 1 and 50 arms can be compared")
        #expect(throws: StatisticsError.outOfDomain("the posterior of a mean needs at least 3 users in each arm")) {
            try BestArm(means: [few], inverse: false)
        }
        #expect(throws: StatisticsError.noVariance) { try BestArm(means: [flat], inverse: false) }
        #expect(throws: StatisticsError.noUsers) {
            try BestArm(proportions: [Proportion(n: 5, k: 1), Proportion(n: 0, k: 0)], inverse: false)
        }
        #expect(throws: count) { try BestArm(proportions: [], inverse: false) }
        #expect(throws: count) { try BestArm(means: [], inverse: false) }
        #expect(throws: count) {
            try BestArm(proportions: Array(repeating: Proportion(n: 5, k: 1), count: 51), inverse: false)
        }
        let far = [try Moments(n: 9, mean: 1e308, variance: 1), try Moments(n: 9, mean: -1e308, variance: 1)]
        #expect(throws: StatisticsError.notFinite("the difference of two arms' means")) {
            try BestArm(means: far, inverse: false)
        }
    }
}
