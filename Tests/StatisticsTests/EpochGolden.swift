import Foundation
import Statistics

/// What `make_bandit_cases.py` wrote.
struct EpochGolden: Decodable {
    let contrasts: [ContrastCase]
    let adaptive_means: [AdaptiveCase]
    let orthants: [OrthantCase]
    let effects: [EffectsCase]
    let pooled: [PooledCase]

    static func read<Section>(_ section: KeyPath<EpochGolden, Section>) throws -> Section {
        let file: EpochGolden = try Golden.read("bandit_cases.json")
        return file[keyPath: section]
    }

    struct Epoch: Decodable, Sendable {
        let shares: [Double]
        /// Per arm: users, sum, sum of squares.
        let arms: [[Double]]

        func summary() throws -> EpochSummary {
            try EpochSummary(
                shares: shares,
                arms: arms.map { $0[0] > 0 ? try Summary(n: Int($0[0]), sums: [$0[1]], sumsOfProducts: [$0[2]]) : nil })
        }
    }

    struct ContrastCase: Decodable, Sendable {
        let name: String
        let epochs: [Epoch]
        let control: Int
        let treatment: Int
        let alpha: Double
        let difference: Digits
        let error: Digits
        let lower: Digits
        let upper: Digits
        let p: Digits
        let base: Digits
        let base_variance: Digits
        let batches: Int
        let left_out: [Int]
    }

    struct AdaptiveCase: Decodable, Sendable {
        let name: String
        let epochs: [Epoch]
        let values: [Double]
        let errors: [Double]
        let difference: Double
        let difference_error: Double
    }

    struct OrthantCase: Decodable, Sendable {
        let name: String
        let limits: [Double]
        let correlations: [Double]
        let probability: Double
    }

    struct MonteCarlo: Decodable, Sendable {
        let draws: Double
        let first: [Double]
        let second: [Double]
        let loss: [Double]
        let loss_error: [Double]
    }

    struct EffectsCase: Decodable, Sendable {
        let name: String
        let epochs: [Epoch]
        let inverse: Bool
        let left_out: [Int]
        /// Against the first arm.
        let effects: [Double]
        /// Of every difference.
        let variances: [[Double]]
        let monte_carlo: MonteCarlo
        let best: [Double]?
    }

    struct PooledCase: Decodable, Sendable {
        let name: String
        /// Users and conversions per arm.
        let rates: [[Int]]?
        /// Users, mean, variance per arm.
        let means: [[Double]]?
        let monte_carlo: MonteCarlo
    }
}
