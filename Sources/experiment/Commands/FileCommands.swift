internal import ArgumentParser
internal import Experiments
internal import Workspace

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copies the workspace to a new file, also while others write to it.",
        discussion: """
            The copy is checked before it gets its name. An existing file is never overwritten.

            EXAMPLE
              experiment backup ~/backups/workspace-2026-03-14.sqlite
            """)

    @Argument(help: "The new file.", completion: .file())
    var path: String

    @OptionGroup var options: FileOptions

    func run() throws {
        try options.withFile { workspace in
            try workspace.backUp(to: WorkspaceOptions.absolute(path))
            return (["path": .string(path)], "Copied to \(path), and the copy is whole.")
        }
    }
}

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Puts a backup in the place of everything in the workspace.",
        discussion: """
            The workspace as it is now is kept first, beside its file. The backup must be whole and of this version;
            what another program wrote into its records is told.

            EXAMPLE
              experiment restore ~/backups/workspace-2026-03-14.sqlite
            """)

    @Argument(help: "The backup.", completion: .file())
    var path: String

    @OptionGroup var options: FileOptions

    func run() throws {
        try options.withFile(isCreating: true, reading: path) { workspace in
            let kept = try options.path() + ".before-restore-" + Self.stamp()
            let report = try workspace.restore(from: WorkspaceOptions.absolute(path), keeping: kept)
            let note = report.isSound ? [] : ["Note: \(VerifyCommand.text(of: report.history))"]
            return (
                ["path": .string(path), "kept": .string(kept), "history": report.history.json],
                (["Restored from \(path). What was there before is kept in \(kept)."] + note).joined(separator: "\n")
            )
        }
    }

    /// `2026-03-14T12-00-00.000`, fit for a file's name.
    private static func stamp() -> String {
        SQLiteWorkspace.Surroundings.systemTime().jsonText.replacing(":", with: "-").replacing("Z", with: "")
    }
}

struct CheckFileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-file", abstract: "Looks whether the workspace's file and its history are whole.",
        discussion: """
            Ends with exit code 1 where they are not.

            EXAMPLE
              experiment check-file
            """)

    @OptionGroup var options: FileOptions

    func run() throws {
        var isSound = true
        try options.withFile { workspace in
            let report = try workspace.checkFile()
            isSound = report.isSound
            let lines =
                [report.damage.isEmpty ? "The file is whole." : "The file is DAMAGED:"] + report.damage
                + report.dangling.map { "Note: \($0)." } + [VerifyCommand.text(of: report.history)]
            return (report.json, lines.joined(separator: "\n"))
        }
        if !isSound { throw ExitCode(1) }
    }
}

/// Which file a command works on that knows no server, and how it prints.
struct FileOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "The workspace's SQLite file.", completion: .file())
    var workspace: String?

    @Option(help: "How to print the answer.")
    var format = WorkspaceOptions.Format.text

    func path() throws -> String {
        var options = WorkspaceOptions()
        options.workspace = workspace
        return try options.path()
    }

    /// Runs a command and prints its answer.
    fileprivate func withFile(
        isCreating: Bool = false, reading other: String? = nil,
        _ body: (SQLiteWorkspace) throws -> (json: JSON, text: String)
    ) throws {
        do {
            if let other { try SQLiteWorkspace.requireFile(at: WorkspaceOptions.absolute(other)) }
            let workspace = try SQLiteWorkspace(
                path: path(), isCreating: isCreating, surroundings: .init(actor: "command"))
            let answer = try body(workspace)
            try workspace.close()
            try StandardOutput.write(format == .json ? answer.json.serialized() : answer.text)
        } catch let error as WorkspaceError {
            throw CommandFailure(error: error, isJSON: format == .json)
        }
    }
}
