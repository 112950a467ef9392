import Foundation
import Statistics
import Testing

/// How the estimates fare where Thompson weights follow the data: 20 epochs of 500 users, a floor of 1 %. Runs for about
/// a minute, and only where EXPERIMENT_SLOW_TESTS is set.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["EXPERIMENT_SLOW_TESTS"] != nil), .serialized)
struct AdaptiveSimulationTests {
    static let runs = 20_000
    static let epochs = 20
    static let usersPerEpoch = 500
    /// The normal quantile of 0.975.
    static let z = 1.959963984540054

    /// One run: an epoch's users, then new weights from the shipped rules.
    private static func run(
        _ rates: (_ epoch: Int) -> [Double], floor: Double = 0.01, _ generator: inout SplitMix64
    ) throws -> [EpochSummary] {
        let arms = rates(0).count
        var shares = [Double](repeating: 1 / Double(arms), count: arms)
        var found: [EpochSummary] = []
        for epoch in 0..<epochs {
            let rate = rates(epoch)
            var counts = [(n: Int, k: Int)](repeating: (0, 0), count: arms)
            for _ in 0..<usersPerEpoch {
                var left = generator.uniform()
                var arm = 0
                while arm < arms - 1, left >= shares[arm] {
                    left -= shares[arm]
                    arm += 1
                }
                counts[arm].n += 1
                if generator.uniform() < rate[arm] { counts[arm].k += 1 }
            }
            found.append(
                try EpochSummary(
                    shares: shares,
                    arms: counts.map {
                        $0.n > 0 ? try Summary(n: $0.n, sums: [Double($0.k)], sumsOfProducts: [Double($0.k)]) : nil
                    }))
            let best =
                epoch == 0
                ? try BestArm(proportions: counts.map { Proportion(n: $0.n, k: $0.k) }, inverse: false)
                : try BestArm(effects: BatchedEffects(found), inverse: false)
            shares = try best.weights(.thompson, floor: floor)
        }
        return found
    }

    private static func pooled(_ epochs: [EpochSummary], _ arm: Int) throws -> Moments {
        let own = epochs.compactMap { $0.arms[arm] }
        let n = own.reduce(0) { $0 + $1.n }
        let k = own.reduce(0.0) { $0 + $1.means[0] * Double($1.n) }
        return try Moments.proportion(n: n, k: Int(k.rounded()))
    }

    /// How often each estimate finds a difference between two of some equal arms.
    private static func found(arms: Int, floor: Double, runs: Int) throws -> [String: Double] {
        var counts: [String: Int] = [:]
        for run in 0..<runs {
            var generator = SplitMix64(seed: UInt64(run) &* 0x2545_F491_4F6C_DD1D &+ 17)
            let epochs = try Self.run({ _ in Array(repeating: 0.1, count: arms) }, floor: floor, &generator)
            let contrast = Contrast(control: try pooled(epochs, 0), treatment: try pooled(epochs, 1))
            if try Welch(contrast).pValue < 0.05 { counts["naive", default: 0] += 1 }
            let difference = try #require(try AdaptiveMeans(epochs).difference(treatment: 1, control: 0))
            if abs(difference.value) > z * difference.standardError { counts["adaptive", default: 0] += 1 }
            if try BatchedContrast(epochs, control: 0, treatment: 1).pValue < 0.05 {
                counts["batched", default: 0] += 1
            }
            let effects = try BatchedEffects(epochs)
            let variance = effects.covariances[0] + effects.covariances[arms + 1] - 2 * effects.covariances[1]
            let gap = effects.effects[1] - effects.effects[0]
            if gap * gap > z * z * variance { counts["joint", default: 0] += 1 }
        }
        let shares = counts.mapValues { Double($0) / Double(runs) }
        print("\(arms) equal arms, floor \(floor): \(shares.sorted { $0.key < $1.key })")
        return shares
    }

    /// Three equal arms, a floor of 1 %: the naive difference finds one too often, adaptive means hardly more than they
    /// say, and differences within epochs hold their level although a poor arm has but few users in each.
    @Test func equalArmsAreSeldomFoundDifferent() throws {
        let found = try Self.found(arms: 3, floor: 0.01, runs: Self.runs)
        let (naive, adaptive) = (found["naive"] ?? 1, found["adaptive"] ?? 1)
        #expect(adaptive <= 0.07)
        #expect(naive > adaptive)
        for estimate in ["batched", "joint"] { #expect((0.038...0.062).contains(found[estimate] ?? 1), "\(estimate)") }
        try expectOnPage("batched-ols.md", "three equal arms, floor 1 %", found)
    }

    /// At a larger floor too.
    @Test(arguments: [2, 3]) func equalArmsAtALargerFloorAreSeldomFoundDifferent(arms: Int) throws {
        let found = try Self.found(arms: arms, floor: 0.1, runs: Self.runs / 4)
        for estimate in ["batched", "joint"] { #expect((0.038...0.062).contains(found[estimate] ?? 1), "\(estimate)") }
        if arms == 3 { try expectOnPage("batched-ols.md", "three equal arms, floor 10 %", found) }
    }

    /// The page's row, in percent, to within four tenths: another C library may turn some runs.
    private func expectOnPage(_ page: String, _ row: String, _ found: [String: Double]) throws {
        let rows = try MethodsPage(page).table("| Truth | Naive | Batched | Joint | Adaptive |")
        let shown = try #require(rows.first { $0[0] == row }).dropFirst().compactMap(Double.init)
        let measured = ["naive", "batched", "joint", "adaptive"].map { 100 * (found[$0] ?? 0) }
        #expect(shown.count == 4)
        for (shown, measured) in zip(shown, measured) { #expect(abs(shown - measured) <= 0.4, "\(row)") }
    }

    /// Two arms, a base rate that falls from .15 to .05, a true lift of 20 %.
    @Test func batchedLeastSquaresCoversItsOwnEstimandUnderDrift() throws {
        func base(_ epoch: Int) -> Double { 0.15 - 0.1 * Double(epoch) / Double(Self.epochs - 1) }
        var (covering, naive) = (0, 0)
        for run in 0..<Self.runs {
            var generator = SplitMix64(seed: UInt64(run) &* 0x2545_F491_4F6C_DD1D &+ 29)
            let epochs = try Self.run({ [base($0), 1.2 * base($0)] }, &generator)
            let found = try BatchedContrast(epochs, control: 0, treatment: 1)
            let truth = try estimand(epochs, of: found) { [base($0), 1.2 * base($0)] }
            if abs(found.difference - truth) <= Self.z * found.standardError { covering += 1 }
            let contrast = Contrast(control: try Self.pooled(epochs, 0), treatment: try Self.pooled(epochs, 1))
            let plain = (0..<Self.epochs).reduce(0) { $0 + 0.2 * base($1) } / Double(Self.epochs)
            let interval = try Welch(contrast).interval
            if interval.lower <= plain && plain <= interval.upper { naive += 1 }
        }
        let share = Double(covering) / Double(Self.runs)
        print("falling base rate: batched covers \(share), naive \(Double(naive) / Double(Self.runs))")
        #expect((0.935...0.975).contains(share))
        #expect(Double(naive) / Double(Self.runs) < 0.935)
    }

    /// The true differences of the batches with the weights that the estimate gave them.
    private func estimand(
        _ epochs: [EpochSummary], of found: BatchedContrast, _ rates: (Int) -> [Double]
    ) throws -> Double {
        var (sum, weights) = (0.0, 0.0)
        for batch in found.batches {
            let own = try BatchedContrast(batch.map { epochs[$0] }, control: 0, treatment: 1)
            let means = (0..<2).map { arm in
                let users = batch.map { Double(epochs[$0].arms[arm]?.n ?? 0) }
                return zip(batch, users).reduce(0) { $0 + rates($1.0)[arm] * $1.1 } / users.reduce(0, +)
            }
            sum += (means[1] - means[0]) / own.standardError
            weights += 1 / own.standardError
        }
        return sum / weights
    }
}
