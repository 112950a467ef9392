import Experiments
import Foundation
import Testing

/// Every command under `docs/methods` that is followed by JSON prints that JSON.
@Suite struct DocumentationExampleTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var page: String
        var command: String
        var output: String

        var testDescription: String { "\(page): \(command)" }
    }

    struct NotACommand: Error {
        var text: String
    }

    /// A `sh` block and the `json` block after it, with nothing but empty lines between them.
    static func examples(in page: String) throws -> [Example] {
        let file = DocumentationTests.root.appendingPathComponent(page)
        var examples: [Example] = []
        var command: String?
        var (language, block): (String?, [String]) = (nil, [])
        for line in try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n") {
            if let open = language {
                guard line == "```" else {
                    block.append(line)
                    continue
                }
                let text = block.joined(separator: "\n")
                if let command, open == "json" {
                    examples.append(Example(page: page, command: command, output: text))
                }
                command = open == "sh" ? text : nil
                (language, block) = (nil, [])
            } else if line.hasPrefix("```") {
                language = String(line.dropFirst(3))
            } else if !line.isEmpty {
                command = nil
            }
        }
        return examples
    }

    static func allExamples() throws -> [Example] {
        try DocumentationTests.methodsPages().flatMap(examples(in:))
    }

    /// The program's arguments and its standard input: `experiment …`, or `echo '…' | experiment …`.
    private static func call(_ command: String) throws -> (arguments: [String], input: String) {
        let line = command.replacing("\\\n", with: " ")
        if let echo = line.wholeMatch(of: /echo '([^']*)'\s*\|\s*experiment ([^\n]+)/) {
            return (DocumentationTests.words(String(echo.2)), echo.1 + "\n")
        }
        guard line.hasPrefix("experiment "), !line.contains("\n") else { throw NotACommand(text: command) }
        return (Array(DocumentationTests.words(line).dropFirst()), "")
    }

    /// Where two values differ: numbers by more than rounding, else by anything but the order of keys.
    private static func difference(_ shown: JSON?, _ printed: JSON?, at place: String) -> String? {
        if let shown = shown?.object, let printed = printed?.object {
            let keys = shown.keys + printed.keys.filter { !shown.keys.contains($0) }
            return keys.lazy.compactMap { difference(shown[$0], printed[$0], at: "\(place).\($0)") }.first
        }
        if let shown = shown?.array, let printed = printed?.array, shown.count == printed.count {
            return shown.indices.lazy.compactMap {
                difference(shown[$0], printed[$0], at: "\(place)[\($0)]")
            }.first
        }
        if let shown = shown?.double, let printed = printed?.double, abs(shown - printed) <= 1e-12 * abs(shown) {
            return nil
        }
        return shown == printed ? nil : "\(place) differs"
    }

    @Test(arguments: try allExamples()) func printsWhatThePageShows(example: Example) async throws {
        let call = try Self.call(example.command)
        let outcome = try await Program.run(call.arguments, input: call.input)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let difference = try Self.difference(JSON(parsing: example.output), outcome.json, at: "output")
        #expect(difference == nil, "the program printed \(outcome.output)")
    }

    @Test func thePagesHaveExamples() throws {
        for page in ["gaussian-posterior", "frequentist", "always-valid", "sample-ratio", "best-arm"] {
            #expect(try !Self.examples(in: "docs/methods/\(page).md").isEmpty, "\(page)")
        }
        #expect(try Self.allExamples().count >= 12)
    }

    @Test func differencesAreSeen() throws {
        func differ(_ shown: JSON, _ printed: JSON) -> Bool { Self.difference(shown, printed, at: "") != nil }
        #expect(!differ(["a": .number(1), "b": [.null]], ["b": [.null], "a": 1]))
        #expect(!differ(["a": .number(0.1)], ["a": .number(0.1 * (1 + 1e-13))]))
        #expect(differ(["a": .number(0.1)], ["a": .number(0.1 * (1 + 1e-11))]))
        #expect(differ(["a": .number(0)], ["a": .number(1e-300)]))
        #expect(differ(["a": 1], ["a": 1, "b": 1]) && differ(["a": 1, "b": 1], ["a": 1]))
        #expect(differ([1, 2], [1]) && differ([1, 2], [2, 1]))
        #expect(differ(["a": "1"], ["a": 1]) && differ(["a": .null], ["a": 0]))
    }
}
