import Experiments
import Foundation
import TestSupport
import Testing

/// The skill for coding agents: its commands parse, its links lead somewhere, and its example session runs.
@Suite struct SkillTests {
    private static let folder = "skills/experiment-workspace"

    static func pages() throws -> [String] {
        let references = try FileManager.default.contentsOfDirectory(
            atPath: DocumentationTests.root.appendingPathComponent("\(folder)/references").path)
        return ["\(folder)/SKILL.md"]
            + references.filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/references/\($0)" }
    }

    private static func text(of page: String) throws -> String {
        try String(contentsOf: DocumentationTests.root.appendingPathComponent(page), encoding: .utf8)
    }

    @Test(arguments: try pages()) func everyCommandParses(page: String) throws {
        let commands = try DocumentationTests.commands(in: page)
        #expect(!commands.isEmpty)
        for line in commands { try DocumentationTests.parse(line) }
    }

    @Test(arguments: try pages()) func linksLeadSomewhere(page: String) throws {
        let file = DocumentationTests.root.appendingPathComponent(page)
        for match in try Self.text(of: page).matches(of: /\]\((?!https?:|#)([^)#\s]+)/) {
            let target = file.deletingLastPathComponent().appendingPathComponent(String(match.1))
            #expect(FileManager.default.fileExists(atPath: target.path), "\(page) links to \(match.1)")
        }
    }

    @Test func theHeadNamesAndDescribesTheSkill() throws {
        let text = try Self.text(of: "\(Self.folder)/SKILL.md")
        let head = try #require(text.wholeMatch(of: /(?s)---\nname: ([^\n]+)\ndescription: ([^\n]+)\n---\n.*/))
        #expect(head.1 == "experiment-workspace")
        #expect((100...1024).contains(head.2.count))
        for reference in try Self.pages().dropFirst() {
            let name = reference.dropFirst(Self.folder.count + 1)
            #expect(text.contains("(\(name))"), "SKILL.md does not lead to \(name)")
        }
    }

    // MARK: - The example session

    /// Commands, and the lines that must stand in what they print.
    private struct Step {
        var commands: [String]
        var expected: [String]
    }

    private static func session() throws -> [Step] {
        let text = try text(of: "\(folder)/SKILL.md")
        let start = try #require(text.range(of: "## An example session")).upperBound
        var steps: [Step] = []
        for block in text[start...].matches(of: /(?ms)^```(sh|text)\n(.*?)^```/) {
            if block.1 == "sh" {
                steps.append(Step(commands: DocumentationTests.commands(inBlock: String(block.2)), expected: []))
            } else {
                steps[steps.count - 1].expected += block.2.split(separator: "\n").map(String.init)
            }
        }
        return steps
    }

    @Test func theExampleSessionRunsLineByLine() async throws {
        let folder = try TemporaryFolder()
        var project = ""
        var lines = 0
        for step in try Self.session() {
            var printed: [String] = []
            for command in step.commands {
                let arguments = DocumentationTests.words(command).dropFirst().map { $0 == "$P" ? project : $0 }
                let outcome = try await Program.run(
                    Array(arguments), environment: ["EXPERIMENT_WORKSPACE": folder.file()])
                try #require(outcome.status == 0, "\(command)\n\(outcome.errors)")
                if arguments.first == "create-project" { project = try #require(try outcome.json["id"]?.text) }
                printed += outcome.output.components(separatedBy: "\n")
            }
            for line in step.expected {
                #expect(printed.contains(line), "not printed: \(line)\n\(printed.joined(separator: "\n"))")
            }
            lines += step.expected.count
        }
        #expect(lines >= 10)
    }
}
