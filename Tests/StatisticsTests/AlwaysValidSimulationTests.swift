import Foundation
import Statistics
import Testing

/// How often an always-valid result is wrong at any of about 140 looks. Runs for some minutes, and only where
/// EXPERIMENT_SLOW_TESTS is set.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["EXPERIMENT_SLOW_TESTS"] != nil), .serialized)
struct AlwaysValidSimulationTests {
    /// What users do; the mean is that of the control, times 1 + lift for the treatment.
    enum Behaviour: Sendable {
        case proportion(Double)
        /// One in so many users, each with an exponential amount.
        case exponential(share: Double)
        /// One in so many users, each with a log-normal amount.
        case logNormal(share: Double, sigma: Double)
    }

    struct Scenario: Sendable, CustomTestStringConvertible {
        var behaviour: Behaviour
        var lift = 0.0
        var planned = 10_000
        var weights = (control: 1.0, treatment: 1.0)

        var testDescription: String { "\(behaviour), lift \(lift), planned \(planned), weights \(weights)" }
    }

    static let alpha = 0.05
    static let experiments = 4000

    static let scenarios: [Scenario] = [
        Scenario(behaviour: .proportion(0.5)),
        Scenario(behaviour: .proportion(0.1)),
        Scenario(behaviour: .proportion(0.1), planned: 1000),
        Scenario(behaviour: .proportion(0.1), lift: 0.5),
        Scenario(behaviour: .proportion(0.1), lift: -0.5, planned: 1000),
        Scenario(behaviour: .proportion(0.02)),
        Scenario(behaviour: .proportion(0.02), planned: 1000),
        Scenario(behaviour: .proportion(0.02), lift: 0.5),
        Scenario(behaviour: .proportion(0.98)),
        Scenario(behaviour: .proportion(0.98), weights: (9, 1)),
        Scenario(behaviour: .proportion(0.005)),
        Scenario(behaviour: .proportion(0.005), planned: 2000),
        Scenario(behaviour: .proportion(0.1), weights: (9, 1)),
        Scenario(behaviour: .proportion(0.1), weights: (1, 9)),
        Scenario(behaviour: .proportion(0.02), planned: 1000, weights: (1, 9)),
        Scenario(behaviour: .exponential(share: 1)),
        Scenario(behaviour: .exponential(share: 0.1)),
        Scenario(behaviour: .exponential(share: 0.1), lift: 0.5, planned: 1000),
        Scenario(behaviour: .logNormal(share: 1, sigma: 1)),
        Scenario(behaviour: .logNormal(share: 0.1, sigma: 1)),
        Scenario(behaviour: .logNormal(share: 0.1, sigma: 1.5)),
        Scenario(behaviour: .exponential(share: 0.1), weights: (1, 9)),
        Scenario(behaviour: .logNormal(share: 0.1, sigma: 1), weights: (9, 1)),
        Scenario(behaviour: .logNormal(share: 1, sigma: 1.5), weights: (9, 1)),
        Scenario(behaviour: .logNormal(share: 1, sigma: 1.5), planned: 1000, weights: (9, 1)),
    ]

    @Test(arguments: scenarios) func missesTheTruthNoMoreOftenThanAlpha(scenario: Scenario) throws {
        let tally = try tally(scenario)
        #expect(Double(tally.difference) / Double(Self.experiments) <= Self.most)
        #expect(Double(tally.lift) / Double(Self.experiments) <= Self.most)
    }

    /// Alpha and three standard errors of its estimate.
    static let most = alpha + 3 * (alpha * (1 - alpha) / Double(experiments)).squareRoot()

    private func tally(_ scenario: Scenario) throws -> Tally {
        var tally = Tally()
        for experiment in 0..<Self.experiments {
            var generator = SplitMix64(seed: UInt64(experiment) &* 0x2545_F491_4F6C_DD1D &+ 20_261_123)
            tally.add(try run(scenario, &generator))
        }
        print("\(scenario.testDescription): \(tally.summary(of: Self.experiments))")
        return tally
    }

    /// Experiments in which what was shown was ever wrong.
    struct Tally {
        var difference = 0
        var lift = 0
        var smallCounts = 0

        mutating func add(_ outcome: Outcome) {
            difference += outcome.difference ? 1 : 0
            lift += outcome.lift ? 1 : 0
            smallCounts += outcome.smallCounts ? 1 : 0
        }

        func summary(of experiments: Int) -> String {
            let shares = [difference, lift, smallCounts].map { Double($0) / Double(experiments) }
            return "difference \(shares[0]), lift \(shares[1]), below the thresholds \(shares[2])"
        }
    }

    struct Outcome {
        var difference = false
        var lift = false
        /// Either of them, below the thresholds.
        var smallCounts = false
    }

    struct Sums {
        var n = 0
        var nonZero = 0
        var sum = 0.0
        var squares = 0.0
    }

    private func run(_ scenario: Scenario, _ generator: inout SplitMix64) throws -> Outcome {
        var outcome = Outcome()
        var arms = [Sums(), Sums()]
        let treated = scenario.weights.treatment / (scenario.weights.control + scenario.weights.treatment)
        let truth = mean(scenario.behaviour) * scenario.lift
        var users = 0
        var nextLook = 20
        while users < 20_000 {
            users += 1
            let arm = generator.uniform() < treated ? 1 : 0
            let value = draw(scenario.behaviour, factor: arm == 1 ? 1 + scenario.lift : 1, &generator)
            arms[arm].n += 1
            if value != 0 {
                arms[arm].nonZero += 1
                arms[arm].sum += value
                arms[arm].squares += value * value
            }
            guard users == nextLook else { continue }
            nextLook += max(2, nextLook / 20)
            guard arms[0].n > 1, arms[1].n > 1 else { continue }
            let report = try AlwaysValid.report(
                control: try judged(arms[0], scenario.behaviour), treatment: try judged(arms[1], scenario.behaviour),
                weights: scenario.weights, alpha: Self.alpha, plannedUsers: scenario.planned)
            switch report {
            case .withheld: break
            case .proportions(let result):
                let isDifferenceWrong = !contains(result.interval, truth)
                let isLiftWrong =
                    switch result.lift {
                    case .bounded(let lift): !contains(lift, scenario.lift)
                    case .atLeast(let smallest): smallest > scenario.lift
                    }
                outcome.difference = outcome.difference || isDifferenceWrong
                outcome.lift = outcome.lift || isLiftWrong
                outcome.smallCounts = outcome.smallCounts || isDifferenceWrong || isLiftWrong
            case .comparison(let result):
                outcome.difference = outcome.difference || !contains(result.interval, truth)
                if case .bounded(let lift) = try result.lift(), !contains(lift, scenario.lift) { outcome.lift = true }
            }
        }
        return outcome
    }

    private func contains(_ interval: Interval, _ value: Double) -> Bool {
        interval.lower <= value && value <= interval.upper
    }

    private func judged(_ sums: Sums, _ behaviour: Behaviour) throws -> AlwaysValid.Arm {
        if case .proportion = behaviour { return try .proportion(n: sums.n, k: sums.nonZero) }
        return .mean(try .sums(n: sums.n, sum: sums.sum, sumSquares: sums.squares))
    }

    private func mean(_ behaviour: Behaviour) -> Double {
        switch behaviour {
        case .proportion(let rate): rate
        case .exponential(let share): share
        case .logNormal(let share, let sigma): share * exp(sigma * sigma / 2)
        }
    }

    private func draw(_ behaviour: Behaviour, factor: Double, _ generator: inout SplitMix64) -> Double {
        switch behaviour {
        case .proportion(let rate):
            generator.uniform() < rate * factor ? 1 : 0
        case .exponential(let share):
            generator.uniform() < share ? -factor * log(generator.uniform()) : 0
        case .logNormal(let share, let sigma):
            generator.uniform() < share ? factor * exp(sigma * generator.normal()) : 0
        }
    }
}
