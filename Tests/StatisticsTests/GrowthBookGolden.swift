import Foundation
import Statistics

/// The cases of GrowthBook's statistics engine in `growthbook.json`.
struct GrowthBookCase: Decodable, Sendable {
    let name: String
    let inputs: Inputs
    let expected: [String: Value]
    let tolerance: Double

    static func all() throws -> [GrowthBookCase] {
        struct File: Decodable { let cases: [GrowthBookCase] }
        let file: File = try Golden.read("growthbook.json")
        return file.cases
    }

    static func named(_ prefix: String, without names: Set<String> = []) throws -> [GrowthBookCase] {
        try all().filter { $0.name.hasPrefix(prefix) && !names.contains($0.name) }
    }

    struct Missing: Error {}

    func number(_ key: String) throws -> Double {
        guard case .number(let number)? = expected[key] else { throw Missing() }
        return number
    }

    func list(_ key: String) throws -> [Double] {
        guard case .list(let list)? = expected[key] else { throw Missing() }
        return list
    }

    struct Inputs: Decodable, Sendable {
        struct Stratum: Decodable, Sendable {
            let control: Arm
            let treatment: Arm
        }

        let control: Arm?
        let treatment: Arm?
        let strata: [Stratum]?
        let arms: [Arm]?
        let difference: String?
        let alpha: Double?
        let prior: Prior?
        let floors: [Double]?
        let users: [Int]?
        let weights: [Double]?
        let mu: Double?
        let sigma: Double?

        var kind: Difference { difference == "absolute" ? .absolute : .relative }

        func contrast() throws -> Contrast {
            guard let control, let treatment else { throw Missing() }
            return try Contrast(control: control.moments(), treatment: treatment.moments())
        }
    }

    struct Sums: Decodable, Sendable {
        let sum: Double
        let sum_squares: Double
    }

    struct Arm: Decodable, Sendable {
        let kind: String
        let n: Int
        let sum: Double?
        let sum_squares: Double?
        let post_statistic: Sums?
        let pre_statistic: Sums?
        let post_pre_sum_of_products: Double?
        let m_statistic: Sums?
        let d_statistic: Sums?
        let m_d_sum_of_products: Double?
        let m_statistic_post: Sums?
        let d_statistic_post: Sums?
        let m_statistic_pre: Sums?
        let d_statistic_pre: Sums?
        let m_post_m_pre_sum_of_products: Double?
        let d_post_d_pre_sum_of_products: Double?
        let m_pre_d_pre_sum_of_products: Double?
        let m_post_d_post_sum_of_products: Double?
        let m_post_d_pre_sum_of_products: Double?
        let m_pre_d_post_sum_of_products: Double?
        let nu: Double?
        let quantile_hat: Double?
        let quantile_lower: Double?
        let quantile_upper: Double?

        func moments() throws -> Moments {
            switch kind {
            case "proportion":
                guard let sum else { throw Missing() }
                return try .proportion(n: n, k: Int(sum))
            case "quantile":
                guard let nu, let quantile_hat, let quantile_lower, let quantile_upper else { throw Missing() }
                let interval = Interval(lower: quantile_lower, upper: quantile_upper)
                return try Quantile(level: nu, n: n, estimate: quantile_hat, interval: interval).moments()
            case "ratio":
                guard let m = m_statistic, let d = d_statistic, let m_d_sum_of_products else { throw Missing() }
                return try .ratio(
                    n: n, numeratorSum: m.sum, numeratorSumSquares: m.sum_squares, denominatorSum: d.sum,
                    denominatorSumSquares: d.sum_squares, productSum: m_d_sum_of_products)
            default:
                guard let sum, let sum_squares else { throw Missing() }
                return try .sums(n: n, sum: sum, sumSquares: sum_squares)
            }
        }

        /// All values of the arm together, outcomes before covariates.
        func summary() throws -> Summary {
            if let sum, let sum_squares {
                return try Summary(n: n, sums: [sum], sumsOfProducts: [sum_squares])
            }
            if let m = m_statistic, let d = d_statistic, let cross = m_d_sum_of_products {
                return try Self.pair(n, m, cross, d)
            }
            if let post = post_statistic, let pre = pre_statistic, let cross = post_pre_sum_of_products {
                return try Self.pair(n, post, cross, pre)
            }
            guard let m = m_statistic_post, let d = d_statistic_post, let mPre = m_statistic_pre,
                let dPre = d_statistic_pre, let md = m_post_d_post_sum_of_products,
                let mm = m_post_m_pre_sum_of_products, let dm = m_pre_d_post_sum_of_products,
                let mdPre = m_post_d_pre_sum_of_products, let dd = d_post_d_pre_sum_of_products,
                let pre = m_pre_d_pre_sum_of_products
            else { throw Missing() }
            return try Summary(
                n: n, sums: [m.sum, d.sum, mPre.sum, dPre.sum],
                sumsOfProducts: [
                    m.sum_squares, md, d.sum_squares, mm, dm, mPre.sum_squares, mdPre, dd, pre, dPre.sum_squares,
                ])
        }

        private static func pair(_ n: Int, _ first: Sums, _ cross: Double, _ second: Sums) throws -> Summary {
            try Summary(
                n: n, sums: [first.sum, second.sum], sumsOfProducts: [first.sum_squares, cross, second.sum_squares])
        }
    }

    struct Prior: Decodable, Sendable {
        let mean: Double?
        let variance: Double?

        /// A flat prior is written as a string.
        init(from decoder: any Decoder) throws {
            let container = try? decoder.container(keyedBy: Key.self)
            mean = try container?.decode(Double.self, forKey: .mean)
            variance = try container?.decode(Double.self, forKey: .variance)
        }

        enum Key: String, CodingKey { case mean, variance }

        var normal: NormalPrior? {
            guard let mean, let variance else { return nil }
            return NormalPrior(mean: mean, standardDeviation: variance.squareRoot())
        }
    }

    enum Value: Decodable, Sendable {
        case number(Double)
        case list([Double])
        /// A word, an infinity written as one, or nothing.
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let list = try? container.decode([Digits].self) {
                self = .list(list.map(\.value))
            } else {
                self = .other
            }
        }
    }
}
