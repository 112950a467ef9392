import Foundation
import Statistics
import Testing

/// The tables of `docs/methods` that no command prints, computed from what the same tables give.
@Suite struct MethodsPageTests {
    @Test func adjustedPValues() throws {
        let rows = try MethodsPage("multiple-comparisons.md").table("| Metric | p | Holm | Benjamini and Hochberg |")
        try #require(rows.count == 5)
        let p = try rows.map { try #require(Double($0[1])) }
        let (holm, hochberg) = (try MultipleComparisons.holm(p), try MultipleComparisons.benjaminiHochberg(p))
        for (index, row) in rows.enumerated() {
            #expect(try shows(row[2], holm[index]))
            #expect(try shows(row[3], hochberg[index]))
        }
        #expect(p.count { $0 <= 0.05 } == 4)
        #expect(holm.count { $0 <= 0.05 } == 2)
        #expect(hochberg.count { $0 <= 0.05 } == 4)
    }

    @Test func adjustedEvidence() throws {
        let rows = try MethodsPage("multiple-comparisons.md").table("| Metric | E | e-BH |")
        try #require(rows.count == 5)
        let evidence = try rows.map { log(try #require(Double($0[1]))) }
        let adjusted = try MultipleComparisons.evidenceBenjaminiHochberg(evidence)
        for (index, row) in rows.enumerated() { #expect(try shows(row[2], adjusted[index])) }
    }

    @Test func alwaysValidMultipliers() throws {
        let rows = try MethodsPage("always-valid.md").table("| N | B_N |")
        try #require(rows.count == 3)
        for row in rows {
            let users = try #require(Double(row[0]))
            #expect(try shows(row[1], AlwaysValid.multiplier(users: users, alpha: 0.05, plannedUsers: 10_000)))
        }
    }

    @Test(arguments: [("three", 3), ("two", 2)]) func weightsByPolicy(name: String, arms: Int) throws {
        let header = "| Arm | Conversions | Users | P(best) | thompson | top_two | top_two_count |"
        let rows = try MethodsPage("best-arm.md").table(header).filter { $0[0].hasSuffix("of \(name)") }
        try #require(rows.count == arms)
        let best = try BestArm(
            proportions: rows.map { row in
                Proportion(n: try #require(Int(row[2])), k: try #require(Int(row[1])))
            }, inverse: false)
        let weights = try [BanditPolicy.thompson, .topTwo, .topTwoCount].map { try best.weights($0, floor: 0.01) }
        for (arm, row) in rows.enumerated() {
            #expect(try shows(row[3], best.probabilities[arm]))
            for policy in 0..<3 { #expect(try shows(row[4 + policy], weights[policy][arm])) }
        }
    }

    /// The three epochs of the page, as both pages on splits that followed the data read them.
    private static func epochs() throws -> [EpochSummary] {
        let header = "| Epoch | Split | Users of a | Conversions | Users of b | Conversions | D | w/σ |"
        return try MethodsPage("batched-ols.md").table(header).map { row in
            let counts = try row[2...5].map { try #require(Double($0)) }
            return try EpochSummary(
                shares: row[1].split(separator: "/").compactMap { Double($0.trimmingCharacters(in: .whitespaces)) },
                arms: [0, 2].map {
                    try Summary(n: Int(counts[$0]), sums: [counts[$0 + 1]], sumsOfProducts: [counts[$0 + 1]])
                })
        }
    }

    @Test func differencesWithinEpochs() throws {
        let page = try MethodsPage("batched-ols.md")
        let epochs = try Self.epochs()
        try #require(epochs.count == 3)
        let rows = try page.table("| Epoch | Split | Users of a | Conversions | Users of b | Conversions | D | w/σ |")
        for (row, epoch) in zip(rows, epochs) {
            let one = try BatchedContrast([epoch], control: 0, treatment: 1)
            #expect(try shows(row[6], one.difference) && shows(row[7], 1 / one.standardError))
        }
        let found = try BatchedContrast(epochs, control: 0, treatment: 1)
        let estimates = try page.table("| Estimate | Difference | Standard error | Lower | Upper |")
        let values = [found.difference, found.standardError, found.interval.lower, found.interval.upper]
        for (cell, value) in zip(estimates[0].dropFirst(), values) {
            #expect(try shows(cell.replacing("−", with: "-"), value))
        }
        #expect(try shows(estimates[1][1], 299.0 / 2605 - 148.0 / 1405))
    }

    @Test func meansAsTheSplitWeighsThem() throws {
        let rows = try MethodsPage("adaptive-means.md").table("| Arm | Plain mean | Adaptive mean | Standard error |")
        let means = try AdaptiveMeans(Self.epochs())
        try #require(rows.count == 2)
        for (row, (plain, mean)) in zip(rows, zip([148.0 / 1405, 299.0 / 2605], means.arms)) {
            let mean = try #require(mean)
            #expect(try shows(row[1], plain) && shows(row[2], mean.value) && shows(row[3], mean.standardError))
        }
    }

    @Test func quantilesWithClusters() throws {
        let page = try MethodsPage("variance-reduction.md")
        let rows = try page.table("| Quantity | Control | Treatment |")
        var cells: [String: [String]] = [:]
        for row in rows { cells[row[0]] = Array(row.dropFirst()) }
        func text(_ quantity: String, _ arm: Int) throws -> String { try #require(cells[quantity])[arm] }
        func number(_ quantity: String, _ arm: Int) throws -> Double { try #require(Double(text(quantity, arm))) }
        var squaredErrors = (independent: 0.0, clustered: 0.0)
        for arm in 0..<2 {
            let quantile = try Quantile(
                level: 0.9, n: Int(number("values n", arm)), estimate: number("p90", arm),
                interval: Interval(lower: number("x_lower", arm), upper: number("x_upper", arm)))
            let share = try Moments.ratio(
                n: Int(number("users", arm)), numeratorSum: number("Σ below", arm),
                numeratorSumSquares: number("Σ below²", arm), denominatorSum: number("values n", arm),
                denominatorSumSquares: number("Σ values²", arm), productSum: number("Σ below·values", arm))
            let clustered = try quantile.moments(clusteredShare: share).varianceOfMean
            #expect(try shows(text("SE if independent", arm), quantile.variance.squareRoot()))
            #expect(try shows(text("SE with users as clusters", arm), clustered.squareRoot()))
            squaredErrors.independent += quantile.variance
            squaredErrors.clustered += clustered
        }
        let difference = try number("p90", 1) - number("p90", 0)
        let errors = try #require(page.text.firstMatch(of: /is ([\d.]+) standard errors; honestly it is ([\d.]+)\./))
        #expect(try shows(String(errors.1), difference / squaredErrors.independent.squareRoot()))
        #expect(try shows(String(errors.2), difference / squaredErrors.clustered.squareRoot()))
    }

    @Test func theLiftWithoutCovariate() throws {
        let page = try MethodsPage("variance-reduction.md")
        let arms = try page.text.matches(of: /"n": (\d+), "sum": (\d+), "sum_squares": (\d+)/).map { match in
            try Moments.sums(
                n: try #require(Int(match.1)), sum: try #require(Double(match.2)),
                sumSquares: try #require(Double(match.3)))
        }
        try #require(arms.count == 2)
        let posterior = try GaussianPosterior(
            Contrast(control: arms[0], treatment: arms[1]), inverse: false, prior: nil)
        let shown = try #require(page.text.firstMatch(of: /lift is\s+([\d.]+) with an se of ([\d.]+)\./))
        #expect(try shows(String(shown.1), posterior.effect))
        #expect(try shows(String(shown.2), posterior.standardError))
    }

    @Test func valuesNeededForAQuantile() throws {
        let page = try MethodsPage("variance-reduction.md")
        let needed = try #require(page.text.firstMatch(of: /so (\d+) for a 90th percentile and (\d+) for a 99th/))
        for (level, shown) in [(0.9, needed.1), (0.99, needed.2)] {
            let n = try #require(Int(shown))
            func quantile(_ n: Int) throws -> Quantile {
                try Quantile(level: level, n: n, estimate: 1, interval: Interval(lower: 0, upper: 2))
            }
            #expect(try quantile(n).n == n)
            #expect(throws: StatisticsError.self) { try quantile(n - 1) }
        }
    }

    @Test func winsorisedMeans() throws {
        let page = try MethodsPage("variance-reduction.md")
        let sentence = try #require(page.text.firstMatch(of: /who spent ([\d, ]+) and (\d+):/))
        let values = try "\(sentence.1), \(sentence.2)".split(separator: ",").map {
            try #require(Double($0.trimmingCharacters(in: .whitespaces)))
        }
        let rows = try page.table("| Percentile | Cap | Capped users | Mean | Standard deviation |")
        try #require(values.count == 10 && rows.count == 2)
        for row in rows {
            let winsorising = try Winsorising(percentile: try #require(Double(row[0])), pooled: values)
            let sums = try winsorising.sums(of: values)
            let moments = try Moments.sums(n: sums.n, sum: sums.sum, sumSquares: sums.sumSquares)
            #expect(try shows(row[1], winsorising.cap))
            #expect(Int(row[2]) == sums.cappedUsers)
            #expect(try shows(row[3], moments.mean))
            #expect(try shows(row[4], moments.variance.squareRoot()))
        }
    }
}
