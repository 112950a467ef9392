internal import ArgumentParser
internal import Experiments
internal import Foundation

@main
struct Main {
    static func main() async {
        do {
            try CommandNames.check(CommandLine.arguments.dropFirst())
            var command = try ExperimentCommand.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(Failure.report(error))
        }
    }
}

/// The one place where an error becomes words on standard error and an exit code.
enum Failure {
    static func report(_ error: any Error) -> Int32 {
        switch error {
        case let failure as CommandFailure:
            let shown = failure.isJSON ? failure.error.json.serialized() : "Error: \(failure.error.message)"
            StandardError.write(shown)
            if let cause = failure.error.cause { StandardError.write("Cause: \(cause)") }
            return failure.error.kind.exitCode
        case let error as WorkspaceError:
            StandardError.write("Error: \(error.message)")
            return error.kind.exitCode
        default:
            let code = ExperimentCommand.exitCode(for: error)
            let message = ExperimentCommand.fullMessage(for: error)
            if code.isSuccess {
                print(message)
                return 0
            }
            guard code == .validationFailure || error is ExitCode else {
                return report(CommandFailure(error: .unknown(error), isJSON: false))
            }
            if !message.isEmpty { StandardError.write(message) }
            return code == .validationFailure ? WorkspaceError.Kind.invalid.exitCode : code.rawValue
        }
    }
}

/// A verb's error, with the form in which the user asked for answers.
struct CommandFailure: Error {
    var error: WorkspaceError
    var isJSON: Bool
}

enum StandardError {
    /// Chatter: where it cannot be written, the answer and the exit code still say what happened.
    static func write(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
}

enum StandardOutput {
    /// The answer itself.
    ///
    /// - Throws: `WorkspaceError` (kind `storage`, code `output_failed`), so that a lost answer is not taken for success.
    static func write(_ text: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
        } catch {
            throw WorkspaceError(
                .storage, code: "output_failed",
                "The answer could not be written to standard output. What was asked for has been done.")
        }
    }
}
