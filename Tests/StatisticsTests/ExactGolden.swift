extension Golden {
    /// One value of the beta or the t distribution at one point.
    struct ShapedPoint: Decodable, Sendable {
        let f: String
        let x: Double?
        let p: Digits?
        let a: Double?
        let b: Double?
        let df: Double?
        let value: Digits
    }

    /// The posteriors of two proportions, as users who did it and all users.
    struct Comparison: Decodable, Sendable {
        let a: [Int]
        let b: [Int]
        let p_b_beats_a: Digits
        let loss_b: Digits
    }

    struct BestArms: Decodable, Sendable {
        let arms: [[Int]]
        let value: [Double]
    }

    /// The cases of the handed-over reference that concern exact posteriors.
    struct ExactReference: Decodable {
        let functions: [ShapedPoint]
        let comparisons: [Comparison]
        let best_arms: [BestArms]
    }

    /// What `make_beta_cases.py` wrote.
    struct BetaCases: Decodable {
        let beta: [ShapedPoint]
        let beta_quantile: [ShapedPoint]
        let student: [ShapedPoint]
        let student_quantile: [ShapedPoint]
    }

    /// Published worked examples.
    struct PublishedExact: Decodable {
        struct Comparison: Decodable, Sendable {
            let a: [Int]
            let b: [Int]
            let p: Double
            let loss_A: Double
            let loss_B: Double
        }

        /// A central 95 % interval under Jeffreys' prior.
        struct JeffreysInterval: Decodable, Sendable {
            let arm: [Double]
            let lower: Double
            let upper: Double
        }

        let comparisons: [Comparison]
        let jeffreys_intervals: [JeffreysInterval]
    }

    static func publishedExact() throws -> PublishedExact { try read("published_exact.json") }

    static func exactReference() throws -> ExactReference { try read("exact_reference.json") }

    static func exactReference(_ function: String) throws -> [ShapedPoint] {
        try exactReference().functions.filter { $0.f == function }
    }

    static func betaCases(_ section: KeyPath<BetaCases, [ShapedPoint]>) throws -> [ShapedPoint] {
        let file: BetaCases = try read("beta_cases.json")
        return file[keyPath: section]
    }
}
