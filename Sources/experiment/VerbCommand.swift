internal import ArgumentParser
internal import Experiments

/// A command that performs one verb and prints its one answer, as text or as JSON.
protocol VerbCommand: AsyncParsableCommand {
    associatedtype Performed: Verb
    var options: WorkspaceOptions { get }
    func verb() throws -> Performed
    func text(_ output: Performed.Output) -> String
    /// Whether the answer, printed as any other, ends the command with exit code 1.
    func isFinding(_ output: Performed.Output) -> Bool
}

extension VerbCommand {
    func isFinding(_ output: Performed.Output) -> Bool { false }

    func run() async throws {
        let output = try await options.perform(verb, text: text)
        if isFinding(output) { throw ExitCode(1) }
    }
}

extension WorkspaceOptions {
    /// Performs a verb on the chosen workspace and prints the answer; warnings go to standard error.
    ///
    /// - Parameters:
    ///   - isCreating: makes the workspace's file where there is none.
    ///   - text: the answer as text, for which it may ask the workspace more.
    /// - Returns: what was printed.
    @discardableResult func perform<V: Verb>(
        isCreating: Bool = false, _ verb: () throws -> V,
        text: (V.Output, any WorkspaceService) async throws -> String
    ) async throws -> V.Output {
        do {
            let verb = try verb()
            let workspace = try open(isCreating: isCreating)
            let output = try await workspace.perform(verb)
            if let result = (output as? AnalysisOutcome)?.ab {
                for warning in result.warnings { StandardError.write("Warning: \(warning.message)") }
            }
            try StandardOutput.write(format == .json ? output.json.serialized() : await text(output, workspace))
            return output
        } catch let error as WorkspaceError {
            throw CommandFailure(error: error, isJSON: format == .json)
        }
    }

    @discardableResult func perform<V: Verb>(
        isCreating: Bool = false, _ verb: () throws -> V, text: (V.Output) -> String
    ) async throws -> V.Output {
        try await perform(isCreating: isCreating, verb) { output, _ in text(output) }
    }
}
