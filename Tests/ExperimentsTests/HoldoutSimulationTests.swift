import Experiments
import Statistics
import Testing

/// How often each word is found on simulated holdouts whose truth is known.
@Suite struct HoldoutSimulationTests {
    private static let runs = 4000
    /// Standard errors by which a simulated share may differ from its true value.
    private static let mostErrors = 4.0

    typealias Word = HoldoutClassification.Word

    struct Truth: Sendable {
        /// As on the page.
        let name: String
        let lifts: [Double]
        let error: Double
        /// Between the errors of any two checkpoints, as when the same users come back.
        var correlation = 0.0
    }

    static let truths: [Truth] = [
        Truth(name: "constant, known well", lifts: [0.1, 0.1, 0.1], error: 0.01),
        Truth(name: "constant, known less well", lifts: [0.1, 0.1, 0.1], error: 0.02),
        Truth(name: "constant, two checkpoints", lifts: [0.1, 0.1], error: 0.01),
        Truth(name: "constant, twelve checkpoints", lifts: Array(repeating: 0.1, count: 12), error: 0.02),
        Truth(name: "decays to a sixth", lifts: [0.12, 0.07, 0.02], error: 0.015),
        Truth(name: "loses half", lifts: [0.1, 0.075, 0.05], error: 0.01),
        Truth(name: "grows to three times", lifts: [0.04, 0.08, 0.12], error: 0.015),
        Truth(name: "no lift at all", lifts: [0, 0, 0], error: 0.01),
        Truth(name: "no lift, users come back", lifts: [0, 0, 0], error: 0.01, correlation: 0.5),
    ]

    private static func shares(of truth: Truth) throws -> [Word: Double] {
        var counts: [Word: Int] = [:]
        for run in 0..<runs {
            var random = RandomSource(seed: 30, cell: truth.name, run: run)
            let common = truth.correlation.squareRoot() * random.normal()
            let lifts = truth.lifts.map {
                $0 + truth.error * (common + (1 - truth.correlation).squareRoot() * random.normal())
            }
            let readings = try HoldoutClassificationTests.readings(lifts, error: truth.error)
            counts[HoldoutClassification(readings: readings).word, default: 0] += 1
        }
        return counts.mapValues { Double($0) / Double(runs) }
    }

    private static func expect(
        _ share: Double, atMost limit: Double, runs: Int = runs, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = (limit * (1 - limit) / Double(runs)).squareRoot()
        #expect(share <= limit + mostErrors * error, "\(share)", sourceLocation: sourceLocation)
    }

    @Test(arguments: truths) func theWordsComeAsOftenAsTheyShould(truth: Truth) throws {
        let shares = try Self.shares(of: truth)
        func share(_ word: Word) -> Double { shares[word] ?? 0 }
        let isFlat = Set(truth.lifts).count == 1
        if isFlat {
            Self.expect(share(.decays), atMost: 0.025)
            Self.expect(share(.improves), atMost: 0.025)
            #expect(share(.holds) + share(.cannotTellYet) > 0.94)
            // Two tails of independent errors: a test that never fires would not be one.
            if truth.correlation == 0 { #expect(share(.decays) > 0.015) }
        }
        switch truth.name {
        case "constant, known well", "constant, two checkpoints", "constant, twelve checkpoints":
            #expect(share(.holds) > 0.75)
        case "decays to a sixth":
            #expect(share(.decays) > 0.99)
        case "grows to three times":
            #expect(share(.improves) > 0.95)
        case "loses half":
            #expect(share(.decays) > 0.9)
            Self.expect(share(.holds), atMost: 0.025)
        case "no lift at all", "no lift, users come back":
            Self.expect(share(.holds), atMost: 0.025)
        default:
            break
        }
        try Self.expectOnPage(truth.name, Word.allCases.map(share))
    }

    /// The page's row, in percent, to within two tenths: another C library may turn a run or two.
    private static func expectOnPage(_ name: String, _ shares: [Double]) throws {
        let row = try #require(try HoldoutPage().row(name), "the page has the row \(name)")
        let shown = row.compactMap(Double.init)
        #expect(shown.count == shares.count)
        for (shown, share) in zip(shown, shares) { #expect(abs(shown - 100 * share) <= 0.2, "\(name): \(shares)") }
    }

    /// A look after every checkpoint but the first: the false alarms of all looks add up.
    @Test(arguments: [("3 checkpoints", 3), ("12 checkpoints", 12)])
    func severalLooksRaiseMoreFalseAlarms(name: String, checkpoints: Int) throws {
        var alarms = 0
        for run in 0..<Self.runs {
            var random = RandomSource(seed: 31, cell: name, run: run)
            let lifts = (0..<checkpoints).map { _ in 0.1 + 0.01 * random.normal() }
            let readings = try HoldoutClassificationTests.readings(lifts, error: 0.01)
            let isAlarm = (2...checkpoints).contains {
                HoldoutClassification(readings: Array(readings.prefix($0))).word == .decays
            }
            if isAlarm { alarms += 1 }
        }
        let share = Double(alarms) / Double(Self.runs)
        #expect(share > 0.025 && share < 0.025 * Double(checkpoints - 1))
        try Self.expectOnPage(name, [share])
    }

    struct Sample: Sendable {
        let name: String
        let holdout: Int
        let rate: Double
    }

    /// Counts of users as a holdout of 5 % gives them; the old variant has 300, 60 or 40 conversions in a window.
    @Test(arguments: [
        Sample(name: "300 conversions", holdout: 3000, rate: 0.1),
        Sample(name: "60 conversions", holdout: 1200, rate: 0.05),
        Sample(name: "40 conversions", holdout: 2000, rate: 0.02),
    ])
    func aConstantLiftOfCountsSeldomDecays(sample: Sample) throws {
        let launched = 19 * sample.holdout
        let old = Binomial(n: sample.holdout, p: sample.rate)
        let new = Binomial(n: launched, p: 1.1 * sample.rate)
        var counts: [Word: Int] = [:]
        let runs = 2000
        for run in 0..<runs {
            var random = RandomSource(seed: 32, cell: sample.name, run: run)
            let estimates = try (0..<3).map { _ in
                let contrast = Contrast(
                    control: try .proportion(n: sample.holdout, k: old.draw(&random)),
                    treatment: try .proportion(n: launched, k: new.draw(&random)))
                let posterior = try GaussianPosterior(contrast, inverse: false, prior: nil)
                return (lift: posterior.effect, error: posterior.standardError)
            }
            let word = HoldoutClassification(readings: try HoldoutClassificationTests.readings(estimates)).word
            counts[word, default: 0] += 1
        }
        let shares = Word.allCases.map { Double(counts[$0] ?? 0) / Double(runs) }
        Self.expect(shares[0], atMost: 0.025, runs: runs)
        Self.expect(shares[1], atMost: 0.025, runs: runs)
        try Self.expectOnPage(sample.name, shares)
    }
}
