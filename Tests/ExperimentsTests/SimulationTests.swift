import Experiments
import Foundation
import Statistics
import TestSupport
import Testing

/// The expected numbers are of SciPy and NumPy; `Tests/Golden/simulation_cases.py` makes them.
@Suite struct SimulationTests {
    private static let golden: JSON = {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let text = try? String(
            contentsOf: tests.appendingPathComponent("Golden/simulation_cases.json"), encoding: .utf8)
        return (try? JSON(parsing: text ?? "")) ?? .null
    }()

    private static func golden(_ name: String) throws -> [JSON] {
        let cases = try #require(golden[name]?.array)
        try #require(!cases.isEmpty)
        return cases
    }

    /// A fault in a generator makes p-values of 1e-10 and less; a seed that happens to be odd does not.
    private static let leastPValue = 1e-4
    /// Standard errors by which a simulated share may differ from its true value.
    private static let mostErrors = 4.0

    private static func expect(_ frequency: Frequency?, near share: Double, _ what: String) throws {
        let frequency = try #require(frequency)
        let error = (share * (1 - share) / Double(frequency.trials)).squareRoot()
        #expect(try abs(#require(frequency.share) - share) <= mostErrors * error + 1e-9, "\(what)")
    }

    // MARK: - Random numbers

    @Test func binomialDrawsHaveTheirProbabilities() throws {
        for (number, item) in try Self.golden("binomial").enumerated() {
            let n = try #require(item["n"]?.wholeNumber)
            let binomial = Binomial(n: n, p: try #require(item["p"]?.double))
            var random = RandomSource(seed: 7, cell: "binomial", run: number)
            let draws = 200_000
            var counts: [Int: Int] = [:]
            for _ in 0..<draws { counts[binomial.draw(&random), default: 0] += 1 }
            // Values that are expected fewer than five times share one cell.
            var (statistic, cells) = (0.0, 0)
            var (rareExpected, rareSeen) = (Double(draws), draws)
            for (k, probability) in try #require(item["pmf"]?.object) {
                let expected = try #require(probability.double) * Double(draws)
                guard expected >= 5 else { continue }
                let seen = counts[try #require(Int(k))] ?? 0
                statistic += (Double(seen) - expected) * (Double(seen) - expected) / expected
                cells += 1
                rareExpected -= expected
                rareSeen -= seen
            }
            if rareExpected >= 5 {
                statistic += (Double(rareSeen) - rareExpected) * (Double(rareSeen) - rareExpected) / rareExpected
                cells += 1
            }
            let p = try ChiSquare.survival(statistic, degreesOfFreedom: Double(cells - 1))
            #expect(p > Self.leastPValue, "n = \(n): χ² = \(statistic) with \(cells) cells")
        }
    }

    @Test func certainOutcomesNeedNoLuck() {
        var random = RandomSource(seed: 1, cell: "", run: 0)
        for (n, p, drawn) in [(0, 0.5, 0), (10, 0, 0), (10, 1, 10), (10, 1.2, 10), (10, -0.1, 0)] {
            #expect(Binomial(n: n, p: p).draw(&random) == drawn)
        }
    }

    @Test func normalAndWholeNumbersAreSpreadEvenly() throws {
        var random = RandomSource(seed: 3, cell: "normal", run: 0)
        var deciles = [Int](repeating: 0, count: 10)
        var sevenths = [Int](repeating: 0, count: 7)
        let draws = 100_000
        for _ in 0..<draws {
            deciles[min(9, Int(Normal.cdf(random.normal()) * 10))] += 1
            sevenths[random.below(7)] += 1
        }
        for counts in [deciles, sevenths] {
            let test = try SampleRatio.chiSquare(observed: counts, weights: counts.map { _ in 1 })
            #expect(test.pValue > Self.leastPValue, "\(counts)")
        }
    }

    @Test func aStreamBelongsToItsSeedItsCellAndItsRun() {
        let first = { (seed: UInt64, cell: String, run: Int) in
            var random = RandomSource(seed: seed, cell: cell, run: run)
            return random.next()
        }
        #expect(first(1, "a", 0) == first(1, "a", 0))
        let others = [first(1, "a", 0), first(2, "a", 0), first(1, "b", 0), first(1, "a", 1), first(1, "", 0)]
        #expect(Set(others).count == others.count)
    }

    // MARK: - Shares and verdicts

    @Test func intervalsOfSharesAreWilsons() throws {
        for item in try Self.golden("wilson") {
            let frequency = Frequency(
                try #require(item["count"]?.wholeNumber), of: try #require(item["of"]?.wholeNumber))
            #expect(try abs(#require(frequency.lower) - #require(item["lower"]?.double)) < 1e-12)
            #expect(try abs(#require(frequency.upper) - #require(item["upper"]?.double)) < 1e-12)
        }
        #expect(Frequency(0, of: 0).share == nil && Frequency(0, of: 0).lower == nil)
    }

    @Test func verdictsFollowTheShareAndItsInterval() {
        let target = 0.945...0.955
        #expect(CalibrationVerdict(Frequency(950, of: 1000), within: target) == .ok)
        #expect(CalibrationVerdict(Frequency(940, of: 1000), within: target) == .undecided)
        #expect(CalibrationVerdict(Frequency(960, of: 1000), within: target) == .undecided)
        #expect(CalibrationVerdict(Frequency(900, of: 1000), within: target) == .misses)
        #expect(CalibrationVerdict(Frequency(990, of: 1000), within: target) == .misses)
        #expect(CalibrationVerdict(Frequency(0, of: 0), within: target) == .notShown)
    }

    // MARK: - Simulations

    @Test func coverageAgreesWithTheSumOverAllOutcomes() async throws {
        var compared = 0
        var results: [CoverageKey: SimulationResult] = [:]
        for item in try Self.golden("coverage") {
            let key = CoverageKey(
                n: try #require(item["n"]?.wholeNumber), rate: try #require(item["rate"]?.double),
                lift: try #require(item["lift"]?.double))
            if results[key] == nil {
                var simulation = Simulation(runs: 4000, seed: 5)
                simulation.coverage = [
                    CoverageCell(metric: .conversion(rate: key.rate), usersPerArm: key.n, lift: key.lift)
                ]
                results[key] = await simulation.result(workers: 2)
            }
            let row = try #require(results[key]?.coverage.first { $0.method.rawValue == item["method"]?.text })
            let what = item.serialized()
            try Self.expect(row.counts.covering, near: #require(item["covering"]?.double), what)
            try Self.expect(row.counts.computable, near: min(1, #require(item["computable"]?.double)), what)
            compared += 1
        }
        #expect(compared == 6 && results.count == 2)
    }

    private struct CoverageKey: Hashable {
        var n: Int
        var rate: Double
        var lift: Double
    }

    /// Something of every part, small.
    private static func small(seed: UInt64) throws -> Simulation {
        var simulation = Simulation(runs: 260, seed: seed)
        simulation.coverage = [
            CoverageCell(metric: .conversion(rate: 0.02), usersPerArm: 200, lift: 0),
            CoverageCell(metric: .spend(share: 0.3, sigma: 1), usersPerArm: 200, lift: 0.2),
            CoverageCell(metric: .clicks, usersPerArm: 200, lift: 0),
        ]
        simulation.looks = [LookCell(metric: .conversion(rate: 0.1), usersPerDay: 50)]
        simulation.wins = [WinCell(rate: 0.2, usersPerArm: 50, liftDeviation: 0.1)]
        simulation.permutation = PermutationCell(values: try UnitValues(csv: csv(rows: 250), column: nil), split: 0.4)
        return simulation
    }

    private static func csv(rows: Int) -> String {
        "paid\n" + (0..<rows).map { $0 % 5 == 0 ? "1" : "0" }.joined(separator: "\n")
    }

    @Test func theSameBytesOnOneCoreAndOnMany() async throws {
        let one = try await Self.small(seed: 1).result(workers: 1).json.serialized()
        #expect(try await Self.small(seed: 1).result(workers: 2).json.serialized() == one)
        #expect(try await Self.small(seed: 2).result(workers: 1).json.serialized() != one)
    }

    @Test func aRowDoesNotDependOnItsNeighbours() async throws {
        var all = Simulation(runs: 600, seed: 1)
        all.coverage = [
            CoverageCell(metric: .spend(share: 0.3, sigma: 1), usersPerArm: 200, lift: 0.2),
            CoverageCell(metric: .clicks, usersPerArm: 200, lift: 0),
        ]
        var alone = Simulation(runs: all.runs, seed: all.seed)
        alone.coverage = [all.coverage[1]]
        let expected = await all.result(workers: 2).coverage.filter { $0.metric == alone.coverage[0].metric.name }
        #expect(await alone.result(workers: 1).coverage == expected)
        #expect(expected.count == 3)
    }

    @Test func progressRisesToTheWhole() async {
        var shares: [Double] = []
        var simulation = Simulation(runs: 600, seed: 1)
        simulation.coverage = [CoverageCell(metric: .clicks, usersPerArm: 100, lift: 0)]
        simulation.looks = [LookCell(metric: .spend(share: 0.3, sigma: 1), usersPerDay: 10)]
        _ = await simulation.result(workers: 2) { shares.append($0) }
        #expect(shares == shares.sorted())
        #expect(shares.count == 6 && shares.last == 1)
    }

    @Test func everyRunIsCountedSomewhere() async throws {
        var simulation = Simulation(runs: 300, seed: 1)
        simulation.coverage = [
            CoverageCell(metric: .conversion(rate: 0), usersPerArm: 300, lift: 0),
            CoverageCell(metric: .spend(share: 0.5, sigma: 1), usersPerArm: 60, lift: 0),
        ]
        let rows = await simulation.result(workers: 2).coverage
        let none = try #require(rows.first { $0.method == .gaussian })
        #expect(none.counts.computable == Frequency(0, of: 300) && none.verdict == .forComparison)
        let exact = try #require(rows.first { $0.method == .exact })
        #expect(exact.counts.covering == Frequency(300, of: 300) && exact.verdict == .ok)
        let withheld = try #require(rows.last { $0.method == .alwaysValid })
        #expect(withheld.counts.computable.count == 300 && withheld.counts.shown.count == 0)
        #expect(withheld.verdict == .notShown)
    }

    @Test func meansAndRatiosAreCoveredAtTheirTrueLift() async throws {
        var simulation = Simulation(runs: 1000, seed: 2)
        simulation.coverage = [
            CoverageCell(metric: .spend(share: 0.3, sigma: 0.5), usersPerArm: 400, lift: 0.2),
            CoverageCell(metric: .clicks, usersPerArm: 400, lift: 0.2),
        ]
        for row in await simulation.result(workers: 2).coverage where row.method == .fieller {
            try Self.expect(row.counts.covering, near: 0.95, row.metric)
        }
    }

    @Test func lookingEveryDayIsAsWrongAsItShouldBe() async throws {
        var simulation = Simulation(runs: 600, seed: 4)
        simulation.looks = [LookCell(metric: .conversion(rate: 0.5), usersPerDay: 20_000)]
        let rows = await simulation.result(workers: 2).looks
        #expect(rows.map(\.rule) == LookRule.allCases)
        let peeking = try #require(Self.golden["p_win_peeking"])
        for row in rows {
            #expect(row.fired.map(\.look) == [7, 14, 28])
            #expect(row.shown.share == 1)
            for fired in row.fired {
                let share = try #require(fired.frequency.share)
                switch row.rule {
                case .probabilityOfWinning:
                    let limit = try #require(peeking["\(fired.look)"]?.double)
                    try Self.expect(fired.frequency, near: limit, row.rule.sentence)
                case .gaussianInterval: #expect(share > 0.1 && share < 0.35)
                case .chiSquare: #expect(share > 0.01 && share < 0.12)
                case .alwaysValid: #expect(share <= 0.05 && row.verdict == .ok)
                case .alwaysValidSplit: #expect(share <= 0.01 && row.verdict == .ok)
                }
            }
        }
    }

    @Test func beliefsThatMatchTheTruthAreCalibrated() async throws {
        var simulation = Simulation(runs: 1000, seed: 6)
        simulation.wins = [WinCell(rate: 0.2, usersPerArm: 20_000, liftDeviation: 0.1)]
        let rows = await simulation.result(workers: 2).wins.filter { $0.belief == "gaussian_same_prior" }
        #expect(rows.count == 6)
        #expect(rows.map(\.bin.trulyBetter.trials).reduce(0, +) == 1000)
        for row in rows {
            let mean = try #require(row.bin.meanProbability)
            #expect(mean >= row.bin.lower && mean <= row.bin.upper)
            try Self.expect(row.bin.trulyBetter, near: mean, "\(row.bin.lower) to \(row.bin.upper)")
        }
    }

    // MARK: - The user's own rows

    @Test func rowsOfZerosAndOnesAreAShareOfUsers() async throws {
        var simulation = Simulation(runs: 400, seed: 1)
        let values = try UnitValues(csv: Self.csv(rows: 1000), column: nil)
        simulation.permutation = PermutationCell(values: values, split: 0.3)
        let result = await simulation.result(workers: 2)
        #expect(result.coverage.map(\.method) == SimulatedMethod.allCases)
        #expect(result.looks.map(\.rule) == [.alwaysValid, .gaussianInterval, .probabilityOfWinning])
        for row in result.coverage {
            #expect(row.controlUsers == 700 && row.treatmentUsers == 300)
            #expect(row.counts.computable.share == 1)
            #expect(try #require(row.counts.covering.share) > 0.91)
        }
        let amounts = "id,amount\n" + (0..<400).map { "u\($0),\($0 % 7)" }.joined(separator: "\n")
        simulation.permutation = PermutationCell(values: try UnitValues(csv: amounts, column: nil), split: 0.5)
        #expect(await simulation.result(workers: 2).coverage.map(\.method) == [.gaussian, .fieller, .alwaysValid])
    }

    @Test func csvIsReadAsSpreadsheetsWriteIt() throws {
        let rows = (0..<200).map { "\"u \($0), \"\"x\"\"\", \($0).5 \r\n" }.joined(separator: "\r\n")
        let values = try UnitValues(csv: "\u{FEFF}\"user\",\"spend, EUR\"\r\n" + rows, column: "spend, EUR")
        #expect(values.column == "spend, EUR")
        #expect(values.values.count == 200 && values.values[199] == 199.5)
    }

    static let faults: [(csv: String, column: String?, said: String)] = [
        ("", nil, "the file is empty"),
        ("a,b\n", nil, "the file has a header only"),
        ("a,b\nx,1\ny,2,3\n", nil, "line 3 has 3 fields, the header has 2"),
        ("a,b\nx,1\n\"y\nz\",2\nw,\n", nil, "line 5: \"\" in column \"b\" is not a number"),
        ("a,b\nx,1\ny,nan\n", "b", "line 3: \"nan\" in column \"b\" is not a number"),
        ("a,b\n1,1\n", nil, "several columns are numeric: \"a\", \"b\". Choose one with --column"),
        ("a,b\nx,y\n", nil, "no column starts with a number; the columns are \"a\", \"b\""),
        ("a,b\n1,1\n", "c", "there is no column \"c\"; the columns are \"a\", \"b\""),
        ("a,a\n1,1\n", "a", "two columns are named \"a\""),
        ("a\n1\n2\n", nil, "there are 2 rows; at least 200 are needed"),
        ("a\n" + String(repeating: "1\n", count: 300), nil, "every value of column \"a\" is the same"),
        ("a\n\"1\n", nil, "line 2: a quote is not closed"),
        ("a\n\"1\"2\n", nil, "line 2: something follows a closing quote"),
    ]

    @Test func csvFaultsNameTheirLine() {
        for (csv, column, said) in Self.faults {
            let error = failure { try UnitValues(csv: csv, column: column) }
            #expect(error?.kind == .invalid && error?.code == "bad_csv")
            #expect(error?.message.contains(said) == true, "\(csv): \(error?.message ?? "no error")")
        }
    }
}
