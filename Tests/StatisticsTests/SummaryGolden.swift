import Statistics

extension Golden {
    /// What `make_summary_cases.py` wrote.
    struct Summaries: Decodable {
        let summaries: [SummaryCase]
        let adjustments: [AdjustmentCase]
        let welch: [WelchCase]
    }

    static func summaries<Section>(_ section: KeyPath<Summaries, Section>) throws -> Section {
        let file: Summaries = try read("summary_cases.json")
        return file[keyPath: section]
    }

    struct Sums: Decodable, Sendable {
        let n: Int
        let sums: [Double]
        let products: [Double]

        func summary() throws -> Summary { try Summary(n: n, sums: sums, sumsOfProducts: products) }
    }

    struct SummaryCase: Decodable, Sendable {
        let parts: [Sums]
        let n: Int
        let means: [Double]
        let variances: [Double]
    }

    struct AdjustmentCase: Decodable, Sendable {
        let control: Sums
        let treatment: Sums
        let theta: Double
        let means: [Double]
        let difference: Double
        let standard_error: Double
        let variance_share: Double
        let lift: Double
        let lift_error: Double
        let lift_set: [Double]
    }

    struct WelchCase: Decodable, Sendable {
        let control: Sums
        let treatment: Sums
        let alpha: Double
        let difference: Double
        let df: Double
        let p: Double
        let p_increase: Double
        let interval: [Double]
    }
}
