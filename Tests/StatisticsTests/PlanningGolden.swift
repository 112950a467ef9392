import Statistics

extension Golden {
    /// What `make_planning_cases.py` wrote.
    struct Planning: Decodable {
        let comparisons: [ComparisonPlanCase]
        let tests: [TestPlanCase]
        let posteriors: [PosteriorPlanCase]
        let assurances: [AssuranceCase]
        let histories: [HistoryCase]
    }

    static func planning<Section>(_ section: KeyPath<Planning, Section>) throws -> Section {
        let file: Planning = try read("planning_cases.json")
        return file[keyPath: section]
    }

    struct PlannedMetric: Decodable, Sendable {
        let rate: Double?
        let mean: Double?
        let deviation: Double?

        struct UnknownKind: Error {}

        func comparison(_ difference: String, share: Double) throws -> PlannedComparison {
            let difference: Difference = difference == "relative" ? .relative : .absolute
            if let rate {
                return try .proportion(rate: rate, difference: difference, controlShare: share)
            }
            guard let mean, let deviation else { throw UnknownKind() }
            return try .mean(mean, standardDeviation: deviation, difference: difference, controlShare: share)
        }
    }

    struct ComparisonPlanCase: Decodable, Sendable {
        let metric: PlannedMetric
        let difference: String
        let share: Double
        let effect: Double
        let value: Digits
    }

    struct TestPlanCase: Decodable, Sendable {
        /// `once`, `at_plan`, or the number of users planned before.
        enum Reading: Decodable, Sendable {
            case once, atPlan
            case planned(Int)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let users = try? container.decode(Int.self) {
                    self = .planned(users)
                } else {
                    self = try container.decode(String.self) == "once" ? .once : .atPlan
                }
            }

            var value: PlannedTest.Reading {
                switch self {
                case .once: .once
                case .atPlan: .always(plannedUsers: nil)
                case .planned(let users): .always(plannedUsers: users)
                }
            }
        }

        let metric: PlannedMetric
        let difference: String
        let share: Double
        let effect: Double
        let reading: Reading
        let alpha: Double
        let wanted: Double
        let needed: Digits
        let users: Double
        let power: Digits
        let detectable: Digits?

        func test() throws -> PlannedTest { try PlannedTest(alpha: alpha, reading: reading.value) }
        func comparison() throws -> PlannedComparison { try metric.comparison(difference, share: share) }
    }

    /// Of a comparison whose squared standard error is 400 with one user.
    struct PosteriorPlanCase: Decodable, Sendable {
        let effect: Double
        let prior: [Double]?
        let threshold: Double
        let wanted: Double
        let needed: Digits
        let error: Double
        let power: Digits
        let assurance: Digits?
        let largest: Digits?
    }

    /// Of the same comparison.
    struct AssuranceCase: Decodable, Sendable {
        let prior: [Double]
        let threshold: Double
        let wanted: Double
        let needed: Digits
    }

    struct HistoryCase: Decodable, Sendable {
        let name: String
        /// Lifts and their standard errors.
        let history: [[Double]]
        let between: Digits
        let mean: Digits
        let error_of_mean: Digits
        let deviation: Digits
        let shrunk_mean: Digits
        let shrunk_deviation: Digits

        func effects() throws -> [PastEffect] {
            try history.map { try PastEffect(lift: $0[0], standardError: $0[1]) }
        }
    }
}

extension Tolerance {
    /// Relative, for what planning computes in closed form.
    static let planning = 1e-12
    /// Absolute, for a power or an assurance.
    static let power = 1e-13
    /// Relative, for a number of users or a variance that is a root.
    static let plannedRoot = 1e-11
}

/// The prior that a case gives as mean and standard deviation.
func normalPrior(_ numbers: [Double]?) -> NormalPrior? {
    numbers.map { NormalPrior(mean: $0[0], standardDeviation: $0[1]) }
}
