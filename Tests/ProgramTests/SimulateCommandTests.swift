import Experiments
import Foundation
import TestSupport
import Testing

@Suite struct SimulateCommandTests {
    static let quick = ["simulate", "--runs", "100", "--only", "looks"]

    @Test func printsTablesThatSayHowToMakeThemAgain() async throws {
        let outcome = try await Program.run(Self.quick + ["--only", "calibration", "--seed", "3"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.isEmpty, "the bar is for terminals")
        #expect(outcome.output.hasPrefix("# Calibration\n"))
        #expect(
            outcome.output.contains("`experiment simulate --runs 100 --seed 3 --only looks --only calibration`"))
        #expect(outcome.output.contains("## Looking every day while nothing differs"))
        #expect(outcome.output.contains("## P(win) and how often the treatment is better"))
        #expect(!outcome.output.contains("## One look"))
        let tables = outcome.output.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(tables.count > 30)
        for (line, next) in zip(tables, tables.dropFirst()) where line.count == next.count {
            #expect(line.count { $0 == "|" } == next.count { $0 == "|" })
        }
    }

    @Test func theSameSeedGivesTheSameAnswer() async throws {
        let first = try await Program.run(Self.quick + ["--format", "json"])
        let again = try await Program.run(Self.quick + ["--format", "json"])
        let other = try await Program.run(Self.quick + ["--format", "json", "--seed", "2"])
        #expect(first.status == 0 && first.output == again.output && first.output != other.output)
        let json = try first.json
        #expect(json["runs"]?.wholeNumber == 100 && json["seed"]?.wholeNumber == 1)
        let rows = try #require(json["looks"]?.array)
        #expect(Set(rows.compactMap { $0["rule"]?.text }).count == 5)
        for row in rows where row["rule"]?.text == "always_valid" {
            #expect(row["verdict"] == "ok")
        }
    }

    @Test func theChartIsWellFormedAndSaysWhatItShows() async throws {
        let folder = try TemporaryFolder()
        let chart = folder.file("chart.svg")
        let outcome = try await Program.run(Self.quick + ["--format", "svg", "--output", chart])
        #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.errors)")
        let svg = try String(contentsOfFile: chart, encoding: .utf8)
        #expect(svg.hasPrefix("<svg xmlns=") && svg.hasSuffix("</svg>\n"))
        #expect(svg.contains("<title id=\"title\">Calibration") && svg.contains("<desc id=\"desc\">Of the rows"))
        #expect(!svg.contains("nan") && !svg.contains("inf"))
        for element in ["g", "text", "title", "svg", "desc"] {
            let opened = try svg.matches(of: Regex("<\(element)[ >]")).count
            let closed = try svg.matches(of: Regex("</\(element)>")).count
            #expect(opened > 0 && opened == closed, "\(element)")
        }
    }

    @Test func ownRowsAreDealtIntoTwoArms() async throws {
        let folder = try TemporaryFolder()
        let rows = (0..<600).map { "u\($0),\($0 % 10 == 0 ? $0 : 0),\($0 % 4 == 0 ? 1 : 0)" }.joined(separator: "\n")
        try Data("user,\"spend, EUR\",paid\n\(rows)\n".utf8).write(to: URL(fileURLWithPath: folder.file("users.csv")))
        let run = { (more: [String]) in
            try await Program.run(
                ["simulate", "--runs", "100", "--from", "users.csv", "--column"] + more, folder: folder.path)
        }
        let paid = try await run(["paid", "--format", "json"])
        #expect(paid.status == 0, "\(paid.errors)")
        #expect(
            try paid.json["coverage"]?.array?.compactMap { $0["method"]?.text }
                == ["gaussian", "exact", "fieller", "always_valid"])
        let spend = try await run(["spend, EUR", "--split", "0.25"])
        #expect(spend.status == 0, "\(spend.errors)")
        #expect(spend.output.contains("450 and 150"))
        #expect(spend.output.contains("--from users.csv --column 'spend, EUR' --split 0.25`"))
        let absent = try await run(["nothing"])
        #expect(absent.status == 2)
        #expect(absent.errors.contains(#"no column "nothing"; the columns are "user", "spend, EUR", "paid""#))
    }

    private static let bandit = [
        "simulate", "bandit", "--runs", "100", "--rates", "0.1,0.3", "--every", "12h", "--days", "2",
    ]

    @Test func banditsAreSimulatedAsTextJSONAndChart() async throws {
        let text = try await Program.run(Self.bandit + ["--seed", "3", "--only", "thompson", "--only", "equal"])
        #expect(text.status == 0, "\(text.errors)")
        #expect(text.output.hasPrefix("# Simulated bandits\n"))
        let command =
            "`experiment simulate bandit --runs 100 --seed 3 --rates 0.1,0.3 --users-per-hour 100 --every 12h --days 2 "
            + "--floor 0.01 --on-stop hold --only thompson --only equal`"
        #expect(text.output.contains(command))
        #expect(!text.output.contains("top_two") && text.output.contains("aw_aipw"))
        let json = try await Program.run(Self.bandit + ["--format", "json"])
        let again = try await Program.run(Self.bandit + ["--format", "json"])
        #expect(json.output == again.output)
        let rules = try #require(try json.json["rules"]?.array)
        #expect(rules.map { $0["rule"]?.text } == ["equal", "thompson", "top_two", "top_two_count"])
        for rule in rules {
            #expect(rule["estimates"]?.array?.map { $0["method"]?.text } == ["naive", "batched_ols", "aw_aipw"])
            #expect((rule["right_stops"]?["share"]?.double ?? 0) > 0.9)
        }
        let chart = try await Program.run(Self.bandit + ["--format", "svg", "--only", "thompson"])
        #expect(chart.output.hasPrefix("<svg xmlns=") && chart.output.hasSuffix("</svg>\n"))
        #expect(!chart.output.contains("nan") && !chart.output.contains("inf"))
    }

    static let refusals: [(arguments: [String], status: Int32, said: String)] = [
        (["--runs", "5"], 2, "--runs 5 is not between 100 and 1000000"),
        (["--seed", "-1"], 2, "--seed -1 is below 0"),
        (["--only", "medians"], 2, "the parts are proportions, means, looks, calibration"),
        (["--format", "png"], 2, "--format"),
        (["--lift-deviation", "0"], 2, "--lift-deviation 0.0 is not above 0 and at most 0.5"),
        (["--split", "0.3"], 2, "--column and --split need --from FILE"),
        (["--from", "nothing.csv"], 3, "nothing.csv cannot be read"),
        (["--from", "nothing.csv", "--only", "looks"], 2, "leave --only and --lift-deviation out"),
        (["--from", "nothing.csv", "--split", "1"], 2, "--split 1.0 is not between 0.05 and 0.95"),
        (["--runs", "100", "--only", "looks", "--output", "/nonexistent/x"], 1, "/nonexistent/x cannot be written"),
    ]

    static let banditRefusals: [(arguments: [String], status: Int32, said: String)] = [
        (["--rates", "0.1"], 2, "is not between 2 and 8 arms"), (["--rates", "0.1,2"], 2, "no list of rates"),
        (["--rates", "0.1,,0.2"], 2, "no list of rates"), (["--every", "90m"], 2, "no number of whole hours"),
        (["--every", "soon"], 2, "a span such as 6h"), (["--days", "0"], 2, "--days 0 is not between 1 and 90"),
        (["--floor", "0.7"], 2, "--floor 0.7 is not between 0 and 0.5"), (["--on-stop", "leave"], 2, "--on-stop"),
        (["--only", "ucb"], 2, "--only"), (["--users-per-hour", "0"], 2, "--users-per-hour 0 is not between"),
        (["--runs", "99"], 2, "--runs 99 is not between 100 and 100000"),
        (["--seed", "-1"], 2, "--seed -1 is below 0"),
    ]

    @Test func wrongUseIsToldInASentence() async throws {
        let all = Self.refusals + Self.banditRefusals.map { (["bandit"] + $0.arguments, $0.status, $0.said) }
        for (arguments, status, said) in all {
            let outcome = try await Program.run(["simulate"] + arguments)
            #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.contains(said), "\(arguments): \(outcome.errors)")
        }
    }
}
