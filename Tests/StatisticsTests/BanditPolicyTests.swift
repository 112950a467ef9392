import Statistics
import Testing

@Suite struct BanditPolicyTests {
    static let arms = [Proportion(n: 100, k: 10), Proportion(n: 100, k: 12), Proportion(n: 100, k: 15)]

    @Test func thompsonIsTheProbabilityOfBeingBest() throws {
        let best = try BestArm(proportions: Self.arms, inverse: false)
        #expect(try best.weights(.thompson, floor: 0) == best.probabilities)
        #expect(try best.weights(.topTwoCount, floor: 0) == best.topTwoShares)
    }

    /// Russo's rule written out: the best of a draw, or with ½ the best of further draws that is another arm.
    @Test func topTwoDrawsAgainForTheOtherHalf() throws {
        let best = try BestArm(proportions: Self.arms, inverse: false)
        let p = best.probabilities
        let weights = try best.weights(.topTwo, floor: 0)
        let last = p[2] * (0.5 + 0.5 * (p[0] / (p[1] + p[2]) + p[1] / (p[0] + p[2])))
        #expect(abs(weights[2] - last) <= Tolerance.exponent)
        #expect(abs(weights.reduce(0, +) - 1) <= Tolerance.exponent)
        #expect(weights[2] < p[2] && weights[0] > p[0])
    }

    @Test(arguments: [(10, 90), (0, 100), (50, 50)]) func topTwoOfTwoArmsIsHalfAndHalf(k: Int, l: Int) throws {
        let best = try BestArm(proportions: [Proportion(n: 100, k: k), Proportion(n: 100, k: l)], inverse: false)
        for policy in [BanditPolicy.topTwo, .topTwoCount] {
            for weight in try best.weights(policy, floor: 0.01) { #expect(abs(weight - 0.5) <= Tolerance.exponent) }
        }
    }

    /// Where no other arm has a probability left, they share a half.
    @Test func sureArmLeavesHalfToTheOthers() throws {
        let arms = [(9_000_000, 10_000_000), (1, 10_000_000), (2, 10_000_000)].map { Proportion(n: $1, k: $0) }
        let best = try BestArm(proportions: arms, inverse: false)
        #expect(best.probabilities == [1, 0, 0])
        #expect(try best.weights(.topTwo, floor: 0) == [0.5, 0.25, 0.25])
    }

    /// The engine's identity p = f + (1 - Kf) w.
    @Test func floorIsAdditiveAndKeepsTheOrder() throws {
        let arms = [(0.01, 2.0), (0.02, 2), (0.03, 2), (0.3, 20)]
        let best = try BestArm(
            means: arms.map { try Moments(n: 1000, mean: $0.0, variance: $0.1) }, inverse: false)
        for policy in BanditPolicy.allCases {
            let plain = try best.weights(policy, floor: 0)
            let floored = try best.weights(policy, floor: 0.1)
            #expect(abs(floored.reduce(0, +) - 1) <= Tolerance.exponent)
            for (weight, share) in zip(plain, floored) {
                #expect(abs(share - (0.1 + 0.6 * weight)) <= Tolerance.exponent)
            }
        }
    }

    @Test func floorIsAtMostHalfAnEqualShare() throws {
        let best = try BestArm(proportions: Self.arms, inverse: false)
        #expect(try best.weights(.thompson, floor: 1) == best.weights(.thompson, floor: 1.0 / 6))
        #expect(try best.weights(.thompson, floor: 1).allSatisfy { $0 >= 1.0 / 6 })
    }

    @Test(arguments: [-0.01, 1.01, .nan]) func refusesAFloorThatIsNoShare(floor: Double) throws {
        let best = try BestArm(proportions: Self.arms, inverse: false)
        #expect(throws: StatisticsError.outOfDomain("the floor of a share must lie between 0 and 1")) {
            try best.weights(.thompson, floor: floor)
        }
    }
}
