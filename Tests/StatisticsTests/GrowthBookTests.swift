import Statistics
import Testing

/// The Bayesian effect tests of GrowthBook's statistics engine: relative and absolute, flat and with a prior.
@Suite struct GrowthBookTests {
    struct Arm: Decodable, Sendable {
        let kind: String
        let n: Int
        let sum: Double?
        let sum_squares: Double?
        let quantile_hat: Double?
        let quantile_lower: Double?
        let quantile_upper: Double?

        struct UnknownShape: Error {}

        func moments() throws -> Moments {
            if kind == "proportion", let sum {
                return try .proportion(n: n, k: Int(sum))
            }
            if let sum, let sum_squares {
                return try .sums(n: n, sum: sum, sumSquares: sum_squares)
            }
            if let quantile_hat, let quantile_lower, let quantile_upper {
                // The engine's error of a quantile: √((n-1)/n) times the half width over z at 0.975.
                let error = (quantile_upper - quantile_lower) / (-2 * (try Normal.quantile(0.025)))
                return try Moments(n: n, mean: quantile_hat, variance: error * error * Double(n - 1))
            }
            throw UnknownShape()
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

    struct Example: Decodable, Sendable {
        struct Inputs: Decodable, Sendable {
            let control: Arm
            let treatment: Arm
            let difference: String
            let alpha: Double
            let prior: Prior
        }

        struct Expected: Decodable, Sendable {
            let expected: Double
            let ci: [Double]
            let uplift_mean: Double
            let uplift_stddev: Double
            let chanceToWin: Double
            let risk_control: Double
            let risk_treatment: Double
        }

        let name: String
        let inputs: Inputs
        let expected: Expected
    }

    struct File: Decodable { let cases: [Example] }

    static func examples() throws -> [Example] {
        let file: File = try Golden.read("growthbook_bayesian.json")
        return file.cases
    }

    @Test(arguments: try examples()) func matchesTheEngine(example: Example) throws {
        let (inputs, expected) = (example.inputs, example.expected)
        let posterior = try GaussianPosterior(
            Contrast(control: inputs.control.moments(), treatment: inputs.treatment.moments()), inverse: false,
            prior: inputs.prior.normal, alpha: inputs.alpha,
            difference: inputs.difference == "absolute" ? .absolute : .relative)
        #expect(relativeError(posterior.effect, expected.uplift_mean) <= Tolerance.posterior)
        #expect(relativeError(posterior.standardError, expected.uplift_stddev) <= Tolerance.posterior)
        #expect(relativeError(posterior.interval.lower, expected.ci[0]) <= Tolerance.posterior)
        #expect(relativeError(posterior.interval.upper, expected.ci[1]) <= Tolerance.posterior)
        #expect(relativeError(posterior.probabilityOfWinning, expected.chanceToWin) <= Tolerance.posterior)
        #expect(abs(posterior.riskOfControl - expected.risk_control) <= Tolerance.risk)
        #expect(abs(posterior.riskOfTreatment - expected.risk_treatment) <= Tolerance.risk)
    }

    @Test func everyCaseIsThere() throws {
        let examples = try Self.examples()
        #expect(examples.count == 5)
        #expect(examples.contains { $0.inputs.difference == "absolute" && $0.inputs.prior.normal != nil })
    }
}
