internal import ArgumentParser
internal import Experiments
internal import Foundation

@main
struct Main {
    static func main() async {
        do {
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
            } else if !message.isEmpty {
                StandardError.write(message)
            }
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
    static func write(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
