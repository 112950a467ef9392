internal import ArgumentParser
internal import Experiments
internal import Foundation
internal import MetricSources
internal import Workspace
internal import WorkspaceClient

/// Which workspace a command works on, and how it prints.
struct WorkspaceOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(parsing: .unconditional, help: "The workspace's SQLite file.", completion: .file())
    var workspace: String?

    @Option(parsing: .unconditional, help: "A running workspace's address, such as http://127.0.0.1:3000.")
    var server: String?

    @Option(help: "How to print the answer.")
    var format = Format.text

    static let defaultFolderHint = "$XDG_DATA_HOME/experiment-workspace/workspace.sqlite (~/.local/share/…)"

    /// - Parameter isCreating: makes the file where there is none.
    func open(isCreating: Bool = false) throws -> any WorkspaceService {
        guard workspace == nil || server == nil else {
            throw WorkspaceError.invalid("give either --workspace or --server, not both", code: "two_workspaces")
        }
        let environment = ProcessInfo.processInfo.environment
        if let url = server ?? (workspace == nil ? environment["SYNC_API_URL"].nonEmpty : nil) {
            return try RemoteWorkspace(url: url)
        }
        let user = environment["USER"].nonEmpty ?? environment["LOGNAME"].nonEmpty
        return try SQLiteWorkspace(
            path: path(environment), isCreating: isCreating,
            surroundings: .program(actor: user.map { "command \($0)" } ?? "command"))
    }

    /// The file, for commands that work on files only.
    func path(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
        if let named = workspace ?? environment["EXPERIMENT_WORKSPACE"].nonEmpty {
            return try Self.absolute(named, home: environment["HOME"].nonEmpty)
        }
        let home = environment["XDG_DATA_HOME"].nonEmpty ?? environment["HOME"].nonEmpty.map { $0 + "/.local/share" }
        guard let home else {
            throw WorkspaceError.invalid("there is no home folder; name a file with --workspace", code: "no_workspace")
        }
        return home + "/experiment-workspace/workspace.sqlite"
    }

    /// A path that means the same to the file system and to SQLite, which reads `:memory:` and `file:` in its own way.
    static func absolute(
        _ path: String, of flag: String = "--workspace", home: String? = ProcessInfo.processInfo.environment["HOME"]
    ) throws -> String {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw WorkspaceError.invalid("\(flag) is given without a path", code: "no_workspace")
        }
        if path.hasPrefix("/") { return path }
        if path.hasPrefix("~/"), let home { return home + path.dropFirst() }
        return FileManager.default.currentDirectoryPath + "/" + path
    }
}

extension SQLiteWorkspace.Surroundings {
    /// What this program gives a workspace: the sources and flag systems that it can reach, with secrets from its environment.
    static func program(actor: String) -> Self {
        let secrets = SecretReader { ProcessInfo.processInfo.environment[$0] }
        return .init(
            actor: actor, sources: { try MetricSources.source($0, secrets: secrets) },
            pushers: { try MetricSources.pusher($0, secrets: secrets) })
    }
}

extension String? {
    /// nil for an empty text, as a variable that is set to nothing has.
    fileprivate var nonEmpty: String? { self?.isEmpty == true ? nil : self }
}
