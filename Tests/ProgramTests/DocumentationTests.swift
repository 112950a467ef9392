import ArgumentParser
import Experiments
import Foundation
import Testing

@testable import experiment

/// Every command that the documentation shows parses with the program as it is.
@Suite struct DocumentationTests {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let documents = [
        "README.md", "docs/api.md", "docs/analysis.md", "docs/architecture.md", "docs/lifecycle.md", "docs/bandits.md",
        "docs/sources.md", "docs/pages.md", "CONTRIBUTING.md",
    ]

    static func methodsPages() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("docs/methods").path)
            .filter { $0.hasSuffix(".md") }.sorted().map { "docs/methods/\($0)" }
    }

    static func commands(in document: String) throws -> [String] {
        let text = try String(contentsOf: root.appendingPathComponent(document), encoding: .utf8)
        return text.matches(of: /(?ms)^ *```sh\n(.*?)^ *```/).flatMap { commands(inBlock: String($0.1)) }
    }

    static func commands(inBlock text: String) -> [String] {
        text.replacing("\\\n", with: " ").split(separator: "\n").map(String.init)
            .compactMap { line in
                // What follows a pipe is another program's; what precedes one feeds ours.
                let own = line.components(separatedBy: " | ").first {
                    $0.trimmingCharacters(in: .whitespaces).hasPrefix("experiment ")
                }
                return own?.trimmingCharacters(in: .whitespaces)
            }
    }

    /// A shell's words: single and double quotes, and the variables of the examples.
    static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word?.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == " " {
                if let complete = word { words.append(complete) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }

    @Test(arguments: try documents + methodsPages()) func everyCommandParses(document: String) throws {
        for line in try Self.commands(in: document) { try Self.parse(line) }
    }

    /// Reads a line as the program does, its fields too.
    static func parse(_ line: String) throws {
        let command = try ExperimentCommand.parseAsRoot(Array(words(line).dropFirst()))
        if let upsert = command as? UpsertExperimentCommand {
            _ = try FieldFlags(
                upsert.fields, known: ExperimentChange.settableFields + ["changeReason"],
                of: UpsertExperimentCommand.self, options: upsert.options)
        }
        if let update = command as? UpdateStateCommand {
            _ = try FieldFlags(
                update.fields, known: Project.stateFields, of: UpdateStateCommand.self, options: update.options)
        }
    }

    @Test func theDocumentsShowCommands() throws {
        #expect(try Self.commands(in: "README.md").count >= 8)
        #expect(try Self.commands(in: "docs/analysis.md").count >= 2)
    }

    /// Every call is documented, and nothing else; `…` stands for the path of a project's experiments.
    @Test func theCallsOfTheAPIAreDocumented() throws {
        func shape(_ path: some StringProtocol) -> String { String(path).replacing(/\{[^}]*\}/, with: "{}") }
        let text = try String(contentsOf: Self.root.appendingPathComponent("docs/api.md"), encoding: .utf8)
        let documented = text.matches(of: /`(GET|POST|PUT|DELETE) ((?:\/|…)[^`?]*)/).map { match in
            "\(match.1) \(shape(match.2.replacing("…", with: "/api/projects/{project}/experiments")))"
        }
        let routes = VerbTable.all.map { "\($0.declaration.method.rawValue) \(shape($0.declaration.path))" }
        let stream = "GET /api/projects/{}/stream"
        #expect(Set(routes).subtracting(documented).sorted() == [])
        #expect(Set(documented).subtracting(routes).sorted() == [stream])
    }

    @Test func linksLeadSomewhere() throws {
        for document in try Self.documents + Self.methodsPages() {
            let file = Self.root.appendingPathComponent(document)
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /\]\((?!https?:|#)([^)#\s]+)/) {
                let target = file.deletingLastPathComponent().appendingPathComponent(String(match.1))
                #expect(FileManager.default.fileExists(atPath: target.path), "\(document) links to \(match.1)")
            }
        }
    }
}
