import Experiments
import Foundation
import TestSupport
import Testing

@testable import experiment

@Suite struct CommandTests {
    /// A workspace file with one project.
    struct Fixture {
        var folder: TemporaryFolder
        var project: String

        init() async throws {
            folder = try TemporaryFolder()
            let created = try await Program.run([
                "create-project", "P", "--workspace", folder.file(), "--format", "json",
            ])
            project = try #require(try created.json["id"]?.text)
        }

        func run(_ arguments: [String], input: String = "") async throws -> Program.Outcome {
            try await Program.run(arguments + ["--workspace", folder.file()], input: input)
        }
    }

    static let input = #"{"metrics":{"paid":{"a":{"n":487,"k":41},"b":{"n":513,"k":67}}}}"#

    static let definition = [
        "--primaryMetricEvent", "paid", "--controlVariant", "a", "--treatmentVariant", "b", "--minimumSample", "400",
    ]

    @Test func theFirstFiveMinutes() async throws {
        let fixture = try await Fixture()
        let (p, run) = (fixture.project, fixture.run)
        #expect(try await run(["upsert-experiment", p, "s"] + Self.definition, "").status == 0)
        #expect(try await run(["upsert-experiment", p, "s", "--inputData", Self.input], "").status == 0)
        let analyzed = try await run(["analyze", p, "s"], "")
        #expect(analyzed.status == 0)
        #expect(analyzed.output.hasPrefix("RECOMMENDED: INCONCLUSIVE\nNothing is decided on b: paid moves from 8.4 %"))
        let json = try await run(["analyze", p, "s", "--format", "json"], "")
        #expect(try json.json["type"] == "bayesian")
        let stored = try await run(["get-experiment", p, "s", "--format", "json"], "")
        #expect(try stored.json["analysisResult"]?.text == json.output.trimmingCharacters(in: .newlines))
        let listed = try await run(["projects"], "")
        #expect(listed.output.contains(p))
    }

    /// The name of the file, or the flag, says which page it is.
    @Test func theReportIsAPage() async throws {
        let fixture = try await Fixture()
        let report = ["report", fixture.project, "s"]
        #expect(try await fixture.run(["upsert-experiment", fixture.project, "s"] + Self.definition).status == 0)
        let markdown = try await fixture.run(report)
        #expect(markdown.status == 0 && markdown.output.hasPrefix("# s\n"))
        let html = try await fixture.run(report + ["--html"])
        #expect(html.status == 0 && html.output.hasPrefix("<!doctype html>\n"))
        for (name, start) in [("s.html", "<!doctype html>"), ("s.md", "# s")] {
            let file = fixture.folder.file(name)
            let written = try await fixture.run(report + ["--output", file])
            #expect(written.status == 0 && written.output.isEmpty)
            #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix(start))
        }
        #expect(try await fixture.run(report + ["--handoff"]).json["definition"]?["slug"] == "s")
        #expect(try await fixture.run(report + ["--html", "--handoff"]).status == 2)
        #expect(try await fixture.run(report + ["--html", "--format", "json"]).status == 2)
    }

    @Test func theFileAndTheServerAnswerAlike() async throws {
        let fixture = try await Fixture()
        let server = try Server(workspace: fixture.folder.file())
        for arguments in [["projects"], ["get-project", fixture.project], ["get-project", "no-such"]] {
            for format in ["text", "json"] {
                let here = try await fixture.run(arguments + ["--format", format])
                let there = try await Program.run(arguments + ["--format", format, "--server", server.url])
                let byEnvironment = try await Program.run(
                    arguments + ["--format", format], environment: ["SYNC_API_URL": server.url])
                #expect(here.output == there.output && here.errors == there.errors && here.status == there.status)
                #expect(byEnvironment.output == here.output)
            }
        }
    }

    @Test func flagsMayHoldAnything() async throws {
        let fixture = try await Fixture()
        let (p, run) = (fixture.project, fixture.run)
        let outcome = try await run(
            [
                "upsert-experiment", p, "s", "--priorMean", "-0.05", "--priorProper", "--decisionReason=--minus 5 %",
                "--hypothesis", "-starts with a dash", "--format", "json",
            ], "")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.json["priorMean"]?.double == -0.05)
        #expect(try outcome.json["priorProper"] == true)
        #expect(try outcome.json["decisionReason"] == "--minus 5 %")
        #expect(try outcome.json["hypothesis"] == "-starts with a dash")
        let activity = try await run(
            ["add-activity", p, "--type", "note", "--title", "-5 % at noon", "--format", "json"], "")
        #expect(try activity.json["title"] == "-5 % at noon")
        let state = try await run(["update-state", p, "--goal=-x", "--intent", "y", "--format", "json"], "")
        #expect(try state.json["goal"] == "-x")
    }

    static let refusals: [([String], Int32)] = [
        (["get-project", "no-such-project"], 3), (["get-experiment", "$P", "no"], 3), (["analyze", "$P", "no"], 3),
        (["set-stage", "$P", "done"], 2), (["set-stage", "$P"], 2), (["update-state", "$P"], 2),
        (["update-state", "$P", "--gaol", "x"], 2), (["upsert-experiment", "$P", "s", "--status", "paused"], 2),
        (["upsert-experiment", "$P", "s", "--minimumSample", "many"], 2),
        (["upsert-experiment", "$P", "s", "stray"], 2),
        (["upsert-experiment", "$P", "s", "--inputData", "{"], 2), (["delete-project", "$P", "--confirm", "Q"], 2),
        (["no-such-command"], 2), (["projects", "--format", "xml"], 2),
        (["projects", "--server", "http://127.0.0.1:1"], 2),
        (["serve", "--host", "0.0.0.0"], 2), (["serve", "--port", "70000"], 2),
    ]

    @Test(arguments: refusals)
    func exitCodes(arguments: [String], status: Int32) async throws {
        let fixture = try await Fixture()
        let outcome = try await fixture.run(arguments.map { $0 == "$P" ? fixture.project : $0 })
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("rror: "))
    }

    /// A refusal says what is taken, in the words of whoever is at the command line.
    @Test(
        arguments: [
            (["start", "$P", "s", "--baseline-n", "100"], "(--baseline-n, --baseline-k) together"),
            (["start", "$P", "s", "--prior-mean", "ten"], "--prior-mean takes a number such as 0.05, 5% or 1/20"),
            (
                ["start", "$P", "s", "--prior-mean", "10%", "--observationEnd", "2026-03-14"],
                "(--prior-mean, --prior-stddev) together"
            ),
            (
                ["upsert-experiment", "$P", "s", "--analysisPlan", #"{"looks":"daily"}"#],
                #"takes for looks fixed or any_time, not "daily""#
            ),
            (
                ["upsert-experiment", "$P", "s", "--analysisPlan", #"{"look":"fixed"}"#],
                "it has alpha, looks, planned_n"
            ),
            (
                ["upsert-experiment", "$P", "s", "--metricDefinitions", #"{"m":{"kind":"median"}}"#],
                #"takes for kind of "m" one of proportion, count, sum, average, ratio, not "median""#
            ),
            (
                ["upsert-experiment", "$P", "s", "--metricDefinitions", #"{"m":{"inversed":true}}"#],
                "a metric has role, kind, event, denominator, inverse"
            ),
            (["upsert-experiment", "$P", "s", "--guardrailEvents", "refund,err"], "Give several as a JSON array"),
            (
                [
                    "upsert-experiment", "$P", "s", "--observationStart", "2026-03-10", "--observationEnd",
                    "2026-03-01",
                ], "observationStart is 2026-03-10, and observationEnd 2026-03-01"
            ),
            (["backup", "copy.sqlite", "--server", "http://127.0.0.1:1"], "--server"),
        ] as [([String], String)])
    func aRefusalSaysWhatIsTaken(arguments: [String], says: String) async throws {
        let fixture = try await Fixture()
        let outcome = try await fixture.run(arguments.map { $0 == "$P" ? fixture.project : $0 })
        #expect(outcome.status == 2 && outcome.errors.contains(says), "\(outcome.errors)")
    }

    @Test(arguments: [(ReweightAnswer.Outcome.proposed, true), (.applied, false), (.stopped, false)])
    func aProposalSaysThatNothingWasPushed(outcome: ReweightAnswer.Outcome, isSaid: Bool) {
        let answer = ReweightAnswer(experiment: "s", outcome: outcome, reason: "b wins more often.")
        #expect(ReweightCommand.text(answer).contains("Nothing was pushed. --apply pushes this.") == isSaid)
    }

    @Test(arguments: ["compute", "power"]) func nothingToComputeIsSaid(command: String) async throws {
        let outcome = try await Program.run([command])
        #expect(outcome.status == 2 && outcome.errors.contains("there is nothing to compute"), "\(outcome.errors)")
    }

    @Test func dataThatAreNotSaneExitWithOneAndNothingToReachWithFour() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.run(["upsert-experiment", fixture.project, "s"] + Self.definition)
        let refused = try await fixture.run(["analyze", fixture.project, "s", "--format", "json"])
        #expect(refused.status == 1)
        #expect(try JSON(parsing: refused.errors)["code"] == "no_input_data")
        let flag = try await fixture.run([
            "upsert-experiment", fixture.project, "s", "--nonsense", "1", "--format", "json",
        ])
        #expect(flag.status == 2)
        #expect(try JSON(parsing: flag.errors)["code"] == "unknown_field")
        let unreachable = try await Program.run(["projects", "--server", "http://127.0.0.1:1"])
        #expect(unreachable.status == 4)
        #expect(
            unreachable.errors
                == "Error: The server at http://127.0.0.1:1 cannot be reached. Check the address, and that `experiment serve` "
                + "runs there.\n")
    }

    @Test(arguments: [":memory:", "file:x?mode=memory", "plain.sqlite"])
    func aWorkspacesNameIsAFileAndNothingElse(name: String) async throws {
        let folder = try TemporaryFolder()
        let made = try await Program.run(["create-project", "P", "--workspace", name], folder: folder.path)
        #expect(made.status == 0)
        #expect(try folder.names == [name])
        let unset = try await Program.run(["create-project", "P", "--workspace", ""], folder: folder.path)
        #expect(unset.status == 2)
        #expect(try folder.names == [name])
    }

    @Test func anAnswerThatIsLostIsNotSuccess() async throws {
        let fixture = try await Fixture()
        let process = Program.process(["projects", "--workspace", fixture.folder.file()])
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = FileHandle(forWritingAtPath: "/dev/full")
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 1)
    }

    @Test func aPortInUseIsNamed() async throws {
        let fixture = try await Fixture()
        let server = try Server(workspace: fixture.folder.file())
        let second = try await Program.run([
            "serve", "--workspace", fixture.folder.file("other.sqlite"), "--port", "\(server.port)",
        ])
        #expect(second.status == 2)
        #expect(second.errors.contains("Port \(server.port) is in use"))
    }

    @Test func warningsGoToStandardErrorAndTheAnswerStaysWhole() async throws {
        let fixture = try await Fixture()
        let (p, run) = (fixture.project, fixture.run)
        _ = try await run(["upsert-experiment", p, "s"] + Self.definition, "")
        let broken = #"{"paid":{"a":{"n":4000,"k":410},"b":{"n":5000,"k":670}}}"#
        _ = try await run(["upsert-experiment", p, "s", "--inputData", broken], "")
        let outcome = try await run(["analyze", p, "s", "--format", "json"], "")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("Warning: The users are not split as planned"))
        #expect(try outcome.json["blockers"] == ["srm"])
    }

    @Test(arguments: [
        ["--help"], ["help", "analyze"], ["upsert-experiment", "P", "s", "--help"], ["update-state", "--help"],
    ])
    func helpTeachesWithExamples(arguments: [String]) async throws {
        let outcome = try await Program.run(arguments)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("EXAMPLE"))
        #expect(outcome.errors.isEmpty)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        let outcome = try await Program.run(["--generate-completion-script", shell])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("upsert-experiment"))
    }

    @Test func computeReadsStandardInputAndFlags() async throws {
        let byFlags = try await Program.run(["compute", "--control", "41/487", "--treatment", "67/513"])
        let byInput = try await Program.run(
            ["compute"],
            input: #"{"control":"control","metric":{"control":{"n":487,"k":41},"treatment":{"n":513,"k":67}}}"#)
        #expect(byFlags.status == 0)
        #expect(byFlags.output == byInput.output)
        let wrong = try await Program.run(["compute", "--control", "41", "--treatment", "67/513"])
        #expect(wrong.status == 2)
        #expect(try await Program.run(["compute"], input: "{").status == 2)
    }

    @Test func aFileThatCannotBeWrittenIsRefusedWithItsReason() async throws {
        let fixture = try await Fixture()
        let asOther = geteuid() == 0
        // The superuser writes everywhere, so another user must try.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fixture.folder.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: fixture.folder.file())
        let process = Program.process([])
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let copy = fixture.folder.file("experiment")
        try FileManager.default.copyItem(atPath: Program.path, toPath: copy)
        process.arguments =
            (asOther ? ["setpriv", "--reuid=65534", "--clear-groups"] : [])
            + [copy, "create-project", "Q", "--workspace", fixture.folder.file()]
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 1, "\(said)")
        #expect(said.contains("cannot be"), "\(said)")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: fixture.folder.file())
        #expect(try await fixture.run(["projects", "--format", "json"]).json.array?.count == 1)
    }
}
