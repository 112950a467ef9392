import ArgumentParser
import Foundation
import Testing

@testable import experiment

/// What `--help` shows at a terminal of the usual width.
@Suite struct HelpTests {
    private static let columns = 80

    private static func commands(below command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        [command] + command.configuration.subcommands.flatMap(commands)
    }

    /// A line that the parser wraps is a broken one where it is pasted.
    @Test func examplesStandAsTheyAreWritten() {
        for command in Self.commands(below: ExperimentCommand.self) {
            let help = command.helpMessage(columns: Self.columns)
            for line in command.configuration.discussion.split(separator: "\n") where line.hasPrefix("  ") {
                #expect(line.count < Self.columns, "\(command._commandName): \(line)")
                #expect(help.contains("\(line)\n"), "\(command._commandName): \(line)")
            }
        }
    }

    /// Each command that is shown parses, with what a backslash continues.
    @Test func examplesParse() throws {
        for command in Self.commands(below: ExperimentCommand.self) {
            for line in DocumentationTests.commands(inBlock: command.configuration.discussion) {
                #expect(throws: Never.self, "\(line)") { try DocumentationTests.parse(line) }
            }
        }
    }

    @Test(
        arguments: [
            (["analyse", "P", "s"], "no command \"experiment analyse\". Did you mean analyses or analyze?"),
            (["holdout", "chek", "P"], "no command \"experiment holdout chek\". Did you mean check?"),
            (["frobnicate"], "no command \"experiment frobnicate\". `experiment --help` lists them."),
        ] as [([String], String)])
    func anUnknownCommandIsNamed(arguments: [String], says: String) async throws {
        let outcome = try await Program.run(arguments)
        #expect(outcome.status == 2 && outcome.errors.contains(says), "\(outcome.errors)")
    }

    @Test(arguments: [["help", "analyze"], ["--help"], ["simulate", "--help"], ["--version"]])
    func helpIsNoUnknownCommand(arguments: [String]) async throws {
        #expect(try await Program.run(arguments).status == 0)
    }
}
