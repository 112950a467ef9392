internal import ArgumentParser
internal import Experiments

/// A command that performs one verb and prints its one answer, as text or as JSON.
protocol VerbCommand: AsyncParsableCommand {
    associatedtype Performed: Verb
    var options: WorkspaceOptions { get }
    func verb() throws -> Performed
    func text(_ output: Performed.Output) -> String
}

extension VerbCommand {
    func run() async throws {
        try await options.perform(verb, text: text)
    }
}

extension WorkspaceOptions {
    /// Performs a verb on the chosen workspace and prints the answer; warnings go to standard error.
    ///
    /// - Parameter isCreating: makes the workspace's file where there is none.
    func perform<V: Verb>(
        isCreating: Bool = false, _ verb: () throws -> V, text: (V.Output) -> String
    ) async throws {
        do {
            let verb = try verb()
            let output = try await open(isCreating: isCreating).perform(verb)
            if let result = output as? AnalysisResult {
                for warning in result.warnings { StandardError.write("Warning: \(warning.message)") }
            }
            try StandardOutput.write(format == .json ? output.json.serialized() : text(output))
        } catch let error as WorkspaceError {
            throw CommandFailure(error: error, isJSON: format == .json)
        }
    }
}
