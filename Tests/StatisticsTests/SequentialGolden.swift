import Statistics

extension Golden {
    /// What `make_sequential_cases.py` wrote.
    struct Sequential: Decodable {
        let multipliers: [MultiplierCase]
        let comparisons: [ComparisonCase]
        let sample_ratios: [SampleRatioCase]
        let proportions: [ProportionCase]
        let proportion_comparisons: [ProportionComparisonCase]
        let multiple: [MultipleCase]
    }

    static func sequential<Section>(_ section: KeyPath<Sequential, Section>) throws -> Section {
        let file: Sequential = try read("sequential_cases.json")
        return file[keyPath: section]
    }

    struct MultiplierCase: Decodable, Sendable {
        let users: Double
        let alpha: Double
        let planned: Int
        let value: Digits
    }

    struct ComparisonCase: Decodable, Sendable {
        /// Users, mean and sample variance.
        let control: [Double]
        let treatment: [Double]
        let planned: Int
        let error: Digits
        let lower: Digits
        let upper: Digits
        let log_evidence: Digits
        let p: Digits
        let lift: [Digits]?

        static func moments(_ arm: [Double]) throws -> Moments {
            try Moments(n: Int(arm[0]), mean: arm[1], variance: arm[2])
        }
    }

    struct SampleRatioCase: Decodable, Sendable {
        let strata: [StrataCase.Stratum]
        let log_evidence: Digits
        let p: Digits
    }

    struct ProportionCase: Decodable, Sendable {
        let n: Int
        let k: Int
        let alpha: Double
        let tuning: Int
        let lower: Digits
        let upper: Digits
    }

    struct ProportionComparisonCase: Decodable, Sendable {
        /// Users and those who did it.
        let control: [Int]
        let treatment: [Int]
        let p: Digits
        let smallest: Digits
        let largest: Digits?
    }

    struct MultipleCase: Decodable, Sendable {
        let p: [Double]
        let holm: [Double]?
        let bh: [Double]
    }
}

extension Tolerance {
    /// For logarithms of evidence, relative to the larger of 1 and the logarithm.
    static let evidence = 1e-12
    /// Absolute, for numbers printed with six digits after the point.
    static let printed = 1e-6
}
