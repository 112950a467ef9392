internal import ArgumentParser
internal import Experiments
internal import Logging
internal import Workspace
internal import WorkspaceServer

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves the web pages and the HTTP API until interrupted.",
        discussion: """
            Makes the workspace's file where there is none yet. Listens on 127.0.0.1 and ::1 only.

            EXAMPLE
              experiment serve --port 3000
            """)

    @Option(help: "The loopback address; others need access tokens, which this version does not have.")
    var host = "localhost"

    @Option(help: "The port; 0 takes a free one.")
    var port = 3000

    @Option(parsing: .unconditional, help: "The workspace's SQLite file.", completion: .file())
    var workspace: String?

    func run() async throws {
        guard ["localhost", "127.0.0.1", "::1"].contains(host) else {
            throw WorkspaceError.invalid(
                "--host \(host) is not the loopback; other addresses need access tokens, which this version does not have",
                code: "not_loopback")
        }
        var options = WorkspaceOptions()
        options.workspace = workspace
        let path = try options.path()
        try await Self.serve(
            SQLiteWorkspace(path: path, use: .server, isCreating: true, surroundings: .program(actor: "server")),
            path: path, port: port)
    }

    /// Serves a workspace until SIGTERM or SIGINT, then closes it.
    static func serve(_ workspace: SQLiteWorkspace, path: String, port: Int) async throws {
        guard (0...65_535).contains(port) else {
            throw WorkspaceError.invalid("--port takes a number from 0 to 65535", code: "invalid_value")
        }
        var logger = Logger(label: "experiment") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let server = WorkspaceServer(workspace: workspace, port: port, logger: logger) { [logger] in
            try await workspace.runReweightLoops { slug, turn in
                switch turn {
                case .success(let answer): logger.notice("\(slug): \(answer.outcome.rawValue). \(answer.reason)")
                case .failure(let error): logger.error("\(slug): the turn failed and will be taken again: \(error)")
                }
            }
        } onReady: { bound in
            StandardError.write("Serving \(path) at http://localhost:\(bound)/projects until interrupted (Ctrl-C).")
        }
        try await server.run()
        try workspace.close()
    }
}
