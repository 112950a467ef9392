import Experiments
import Testing

@Suite struct PowerCommandTests {
    @Test func answersAPersonWithATableAndWords() async throws {
        let outcome = try await Program.run(["power", "--baseline", "5%", "--effect", "10%", "--daily-users", "4000"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        let header = try #require(lines.first?.split(separator: " ").map(String.init))
        #expect(header == ["Design", "Control", "Treatment", "In", "all", "Days", "Weeks"])
        #expect(lines.contains { $0.hasPrefix("fixed ") && $0.hasSuffix("31,231     31,231   62,462    16      3") })
        #expect(lines.contains { $0.hasPrefix("always valid ") })
        #expect(lines.contains { $0.hasPrefix("Bayesian ") })
        #expect(outcome.output.contains("a change of +10.0 % with a chance of 80 %"))
        #expect(outcome.output.contains("whole weeks"))
    }

    /// The same baseline in the forms that are taken.
    @Test(arguments: ["5%", "5 %", "0.05", "1/20", " 5e-2"])
    func flagsAndStandardInputAnswerAlike(baseline: String) async throws {
        let byFlags = try await Program.run([
            "power", "--baseline", baseline, "--effect", "0.1", "--daily-users", "4,000", "--split", "75/25",
            "--format", "json",
        ])
        let byInput = try await Program.run(
            ["power", "--format", "json"],
            input: """
                {"metric":{"kind":"proportion","baseline":0.05},"effect":0.1,"daily_users":4000,
                 "allocation":{"control":3,"treatment":1}}
                """)
        #expect(byFlags.status == 0, "\(byFlags.errors)")
        #expect(byFlags.output == byInput.output)
    }

    @Test func valuesMayBeginWithADash() async throws {
        let outcome = try await Program.run([
            "power", "--mean", "12.3", "--stddev", "40", "--effect", "-5%", "--prior-mean", "-0.02", "--prior-stddev",
            "0.05", "--format", "json",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try #require(try outcome.json["bayesian"]?["largest_assurance"]?.double) > 0.5)
    }

    @Test func theMiddleOfAnExperimentAndWhatUsersFind() async throws {
        let middle = try await Program.run(["power", "--control", "41/487", "--treatment", "67/513", "--effect", "20%"])
        #expect(middle.status == 0, "\(middle.errors)")
        #expect(middle.output.contains("To come"))
        let found = try await Program.run(["power", "--baseline", "5%", "--users", "20000"])
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.output.contains("Smallest effect"))
    }

    @Test func aDesignThatCannotBePlannedSaysWhyBelowTheTable() async throws {
        let outcome = try await Program.run([
            "power", "--baseline", "5%", "--effect", "10%", "--prior-stddev", "10%", "--assurance", "80%",
        ])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("Bayesian: no number of users gives the wanted assurance"))
        #expect(outcome.output.contains("(50.00 %)"))
    }

    @Test func historyGivesThePrior() async throws {
        let past = (1...12).map { "\($0 - 5)%:\($0).5%" }.joined(separator: ",")
        let outcome = try await Program.run(["power", "--history", past])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("Prior from 12 experiments"))
        let planned = try await Program.run([
            "power", "--history", past, "--baseline", "5%", "--effect", "10%", "--format", "json",
        ])
        #expect(try planned.json["prior"]?["experiments"] == 12)
        #expect(try planned.json["bayesian"]?["assurance"] != nil)
        for wrong in ["1%:1%", "1%", past + ",x:1%", past + ","] {
            let refused = try await Program.run(["power", "--history", wrong])
            #expect(refused.status == 2)
            #expect(refused.errors.contains("history"), "\(refused.errors)")
        }
    }

    static let refusals: [(arguments: [String], name: String)] = [
        (["--baseline", "5%x", "--effect", "10%"], "--baseline"),
        (["--baseline", "nan", "--effect", "10%"], "--baseline"),
        (["--baseline", "1/0", "--effect", "10%"], "--baseline"), (["--effect", "10%"], "--baseline"),
        (["--baseline", "5%"], "effect"), (["--baseline", "5%", "--mean", "3", "--effect", "1"], "--mean"),
        (["--mean", "3", "--effect", "1"], "--stddev"), (["--baseline", "5%", "--users", "many"], "--users"),
        (["--control", "41/487", "--effect", "10%"], "--treatment"),
        (["--control", "41", "--treatment", "67/513", "--effect", "10%"], "k/n"),
        (["--baseline", "5%", "--effect", "10%", "--split", "100/0"], "--split"),
        (["--baseline", "5%", "--effect", "10%", "--prior-mean", "0"], "--prior-stddev"),
        (["--baseline", "5%", "--effect", "2000%"], "effect"),
    ]

    @Test(arguments: refusals)
    func refusesFlagsWithASentence(arguments: [String], name: String) async throws {
        let outcome = try await Program.run(["power"] + arguments)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("Error: "))
        #expect(outcome.errors.contains(name), "\(outcome.errors)")
        let inJSON = try await Program.run(["power", "--format", "json"] + arguments)
        #expect(inJSON.status == 2)
        #expect(try JSON(parsing: inJSON.errors)["error"]?.text?.contains(name) == true)
    }

    @Test func helpTeachesWithExamples() async throws {
        let outcome = try await Program.run(["power", "--help"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("EXAMPLE"))
    }

    @Test func nothingOnStandardInputIsRefused() async throws {
        #expect(try await Program.run(["power"], input: "{").status == 2)
        #expect(try await Program.run(["power"], input: "[]").status == 2)
    }
}
