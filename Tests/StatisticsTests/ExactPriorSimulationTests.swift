import Foundation
import Statistics
import Testing

/// Whether the exact posterior with a prior on the lift means what it says when lifts are drawn from that prior. Runs
/// for about two minutes, and only where EXPERIMENT_SLOW_TESTS is set.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["EXPERIMENT_SLOW_TESTS"] != nil), .serialized)
struct ExactPriorSimulationTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        let n: Int
        /// The control's rate; nil draws it evenly from 0 to 1, as the posterior supposes.
        let rate: Double?
        /// The deviation of the prior, whose mean is 0.
        let deviation: Double

        var testDescription: String { "n \(n), rate \(rate.map { "\($0)" } ?? "drawn"), deviation \(deviation)" }

        /// Below this a fixed rate is not what the even prior of the control's rate supposes, and it shows.
        var hasEnoughConversions: Bool { Double(n) * (rate ?? 1) >= 15 }
    }

    static let experiments = 4000

    static let scenarios: [Scenario] = [300, 1000, 10_000].flatMap { n in
        [0.005, 0.01, 0.05, 0.2, nil].flatMap { rate in
            [0.1, 0.3].map { Scenario(n: n, rate: rate, deviation: $0) }
        }
    }

    /// 3.5 standard errors of a coverage of 95 % in so many experiments, 1.2 points: of 30 scenarios one misses it by
    /// chance once in 70 times. A bin of probabilities has 4 standard errors, for some 250 bins.
    static let coverageTolerance = 3.5 * (0.95 * 0.05 / Double(experiments)).squareRoot()
    static let binTolerance = 4.0

    @Test(arguments: scenarios.indices) func coversAndIsCalibrated(index: Int) throws {
        let scenario = Self.scenarios[index]
        var covered = 0
        var bins = [Bin](repeating: Bin(), count: 10)
        for experiment in 0..<Self.experiments {
            var generator = SplitMix64(
                seed: UInt64(index * Self.experiments + experiment) &* 0x2545_F491_4F6C_DD1D &+ 31)
            let (rate, lift) = draw(scenario, &generator)
            let posterior = try ExactPosterior(
                control: arm(scenario.n, rate, &generator),
                treatment: arm(scenario.n, rate * (1 + lift), &generator), inverse: false,
                prior: NormalPrior(mean: 0, standardDeviation: scenario.deviation))
            if posterior.interval.lower <= lift && lift <= posterior.interval.upper { covered += 1 }
            bins[min(9, Int(posterior.probabilityOfWinning * 10))].add(
                posterior.probabilityOfWinning, isBetter: lift > 0)
        }
        let coverage = Double(covered) / Double(Self.experiments)
        let judged = bins.filter { $0.count >= 50 }
        let summaries = judged.map(\.summary).joined(separator: " ")
        print("\(scenario.testDescription): coverage \(coverage), P(win)/better (standard errors) \(summaries)")
        #expect(abs(coverage - 0.95) <= Self.coverageTolerance)
        if scenario.hasEnoughConversions {
            #expect(judged.allSatisfy { abs($0.distance) <= Self.binTolerance })
        }
    }

    /// The experiments whose probability of winning falls in one tenth.
    struct Bin {
        var count = 0
        var better = 0
        var expected = 0.0

        mutating func add(_ probability: Double, isBetter: Bool) {
            count += 1
            better += isBetter ? 1 : 0
            expected += probability
        }

        /// How far the number of better treatments lies above the expected one, in binomial standard errors.
        var distance: Double {
            let mean = expected / Double(count)
            return (Double(better) - expected) / (Double(count) * mean * (1 - mean)).squareRoot()
        }

        var summary: String {
            let share = Double(better) / Double(count)
            return String(format: "%.3f/%.3f (%.1f)", expected / Double(count), share, distance)
        }
    }

    /// A control's rate and a lift from the prior, drawn again where they make a rate that there is not.
    private func draw(_ scenario: Scenario, _ generator: inout SplitMix64) -> (rate: Double, lift: Double) {
        while true {
            let rate = scenario.rate ?? generator.uniform()
            let lift = scenario.deviation * generator.normal()
            if lift > -1, rate * (1 + lift) < 1 { return (rate, lift) }
        }
    }

    private func arm(_ n: Int, _ rate: Double, _ generator: inout SplitMix64) -> Proportion {
        Proportion(n: n, k: (0..<n).reduce(0) { k, _ in k + (generator.uniform() < rate ? 1 : 0) })
    }
}
