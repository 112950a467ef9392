internal import ArgumentParser
internal import Experiments

/// The names of the commands. The parser takes an unknown one for a surplus argument, and names no other.
enum CommandNames {
    /// - Throws: `WorkspaceError` (kind `invalid`) for a word in the place of a command that is none.
    static func check(_ arguments: some Sequence<String>) throws {
        var (command, path): (any ParsableCommand.Type, String) = (ExperimentCommand.self, "experiment")
        for word in arguments {
            let commands = command.configuration.subcommands
            guard !commands.isEmpty, command.configuration.defaultSubcommand == nil, !word.hasPrefix("-"),
                word != "help"
            else { return }
            guard let next = commands.first(where: { $0._commandName == word }) else {
                let nearest = commands.map { $0._commandName }.nearest(to: word)
                throw WorkspaceError.invalid(
                    "there is no command \"\(path) \(word)\". "
                        + (nearest.isEmpty ? "" : "Did you mean \(nearest.joined(separator: " or "))? ")
                        + "`\(path) --help` lists them.", code: "unknown_command")
            }
            (command, path) = (next, "\(path) \(word)")
        }
    }
}
