import Statistics
import Testing

@Suite struct BestArmWithinEpochsTests {
    /// Standard errors by which ten million draws may differ.
    static let mostErrors = 4.5

    static func best(_ example: EpochGolden.EffectsCase) throws -> BestArm {
        try BestArm(effects: BatchedEffects(example.epochs.map { try $0.summary() }), inverse: example.inverse)
    }

    static func expect(
        _ best: BestArm, near draws: EpochGolden.MonteCarlo, beyond bias: Double = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let topTwoShares = try #require(best.topTwoShares, sourceLocation: sourceLocation)
        for (arm, share) in draws.first.enumerated() {
            func noise(_ p: Double) -> Double {
                mostErrors * (max(p * (1 - p), 1e-7) / draws.draws).squareRoot() + bias
            }
            let probability = best.probabilities[arm]
            #expect(abs(probability - share) <= noise(share), sourceLocation: sourceLocation)
            let places = share + draws.second[arm]
            #expect(abs(2 * topTwoShares[arm] - places) <= noise(places) + bias, sourceLocation: sourceLocation)
            let allowed = mostErrors * draws.loss_error[arm] + bias * (draws.loss.max() ?? 0)
            #expect(abs(best.expectedLosses[arm] - draws.loss[arm]) <= allowed, sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: try EpochGolden.read(\.effects)) func theJointEffectsAreThoseOfSciPy(
        example: EpochGolden.EffectsCase
    ) throws {
        let found = try BatchedEffects(example.epochs.map { try $0.summary() })
        let arms = example.effects.count
        for i in 0..<arms {
            for j in 0..<arms {
                let variance =
                    found.covariances[i * arms + i] + found.covariances[j * arms + j]
                    - 2 * found.covariances[i * arms + j]
                let expected = example.variances[i][j]
                #expect(abs(variance - expected) <= 1e-8 * expected + 1e-20)
                let effect = found.effects[j] - found.effects[i] - example.effects[j] + example.effects[i]
                #expect(abs(effect) <= 1e-8 * expected.squareRoot() + 1e-16)
            }
        }
        #expect(found.leftOut == example.left_out)
    }

    @Test(arguments: try EpochGolden.read(\.effects)) func theBestArmIsThatOfQuadratureAndDraws(
        example: EpochGolden.EffectsCase
    ) throws {
        let best = try Self.best(example)
        // Above seven arms what one common factor cannot say is left out, or half of it.
        try Self.expect(best, near: example.monte_carlo, beyond: example.effects.count > 6 ? 2e-5 : 0)
        #expect(abs(best.probabilities.reduce(0, +) - 1) <= Tolerance.exponent)
        #expect(try abs(#require(best.topTwoShares).reduce(0, +) - 1) <= Tolerance.exponent)
        guard let exact = example.best else { return }
        for (probability, expected) in zip(best.probabilities, exact) {
            #expect(abs(probability - expected) <= Tolerance.withinEpochs)
        }
        #expect(abs(best.sumBeforeNormalisation - 1) <= Tolerance.withinEpochs)
    }

    /// They cost most of the integrals, and one policy alone reads them.
    @Test func secondPlacesAreComputedWhereTheyAreAskedFor() throws {
        let example = try #require(try EpochGolden.read(\.effects).first)
        let effects = try BatchedEffects(example.epochs.map { try $0.summary() })
        let (all, first) = (
            try BestArm(effects: effects, inverse: false),
            try BestArm(effects: effects, inverse: false, isRankingSecond: false)
        )
        #expect(all.topTwoShares != nil && first.topTwoShares == nil)
        #expect(first.probabilities == all.probabilities && first.expectedLosses == all.expectedLosses)
        #expect(try first.weights(.topTwo, floor: 0) == all.weights(.topTwo, floor: 0))
        #expect(throws: StatisticsError.self) { try first.weights(.topTwoCount, floor: 0) }
    }

    @Test func twoArmsAreThoseOfTheContrast() throws {
        for example in try EpochGolden.read(\.contrasts) where example.epochs[0].arms.count == 2 {
            guard example.control == 0 else { continue }
            let epochs = try example.epochs.map { try $0.summary() }
            let (contrast, effects) = (
                try BatchedContrast(epochs, control: 0, treatment: 1), try BatchedEffects(epochs)
            )
            #expect(abs(effects.effects[1] - effects.effects[0] - contrast.difference) <= 1e-12)
            let best = try BestArm(effects: effects, inverse: false)
            let t = contrast.difference / contrast.standardError
            #expect(abs(best.probabilities[1] - Normal.cdf(t)) <= Tolerance.exact)
            let loss = contrast.standardError * Normal.density(t) + contrast.difference * Normal.cdf(t)
            #expect(abs(best.expectedLosses[0] - loss) <= Tolerance.exact)
            #expect(try #require(best.topTwoShares).allSatisfy { abs($0 - 0.5) <= Tolerance.exponent })
        }
    }

    @Test(arguments: try EpochGolden.read(\.pooled)) func countsWithoutEpochsAgreeWithDraws(
        example: EpochGolden.PooledCase
    ) throws {
        if let rates = example.rates {
            let arms = rates.map { Proportion(n: $0[0], k: $0[1]) }
            try Self.expect(try BestArm(proportions: arms, inverse: false), near: example.monte_carlo)
        }
        if let means = example.means {
            let arms = try means.map { try Moments(n: Int($0[0]), mean: $0[1], variance: $0[2]) }
            try Self.expect(try BestArm(means: arms, inverse: false), near: example.monte_carlo)
        }
    }

    @Test func refusesArmsThatNoEpochTiesTogether() throws {
        func arm(_ n: Int) throws -> Summary { try Summary(n: n, sums: [2], sumsOfProducts: [2]) }
        let untied = StatisticsError.outOfDomain(
            "the epochs with at least 25 users do not tie all arms together, so they cannot be compared")
        let epochs = [
            try EpochSummary(shares: [1, 1, 1, 1], arms: [arm(50), arm(60), nil, nil]),
            try EpochSummary(shares: [0, 0, 1, 1], arms: [nil, nil, arm(50), arm(60)]),
        ]
        #expect(throws: untied) { try BatchedEffects(epochs) }
        #expect(throws: StatisticsError.outOfDomain("between 2 and 50 arms can be compared")) { try BatchedEffects([]) }
        #expect(throws: StatisticsError.outOfDomain("every epoch needs the same arms")) {
            try BatchedEffects([epochs[0], EpochSummary(shares: [1, 1], arms: [arm(50), arm(60)])])
        }
    }
}
