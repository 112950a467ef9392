import Experiments
import Foundation

/// A PostgreSQL cluster of this test run, with a time zone in which summer time begins and ends.
struct PostgresServer: Sendable {
    static let user = "experiment"
    static let password = "pass'word \\ of tests"
    static let database = "shop"

    let port: Int
    let server: EngineServer
    private let psql: String

    static func start() async throws -> PostgresServer {
        let folders = EngineTools.postgresFolders()
        let (initdb, postgres) = (
            try EngineTools.program("initdb", in: folders), try EngineTools.program("postgres", in: folders)
        )
        let folder = try EngineTools.newFolder("postgres")
        let secret = folder + "/password"
        try password.write(toFile: secret, atomically: false, encoding: .utf8)
        if geteuid() == 0 {
            for path in [folder, secret] {
                guard chown(path, 65534, 65534) == 0 else { throw EngineFailure("\(path) cannot be given away") }
            }
        }
        let unprivileged = try EngineTools.unprivileged()
        let data = folder + "/data"
        try await EngineTools.run(
            unprivileged + [
                initdb, "-D", data, "-U", user, "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8", "--locale",
                "C.UTF-8", "--no-sync",
            ])
        let port = try EngineTools.freePorts(1)[0]
        let settings = [
            "listen_addresses=127.0.0.1", "port=\(port)", "unix_socket_directories=", "fsync=off",
            "shared_buffers=64MB", "max_connections=60", "timezone=Europe/Berlin",
        ]
        let server = try EngineServer(
            "postgres", command: unprivileged + [postgres, "-D", data] + settings.flatMap { ["-c", $0] },
            folder: folder, signal: "INT")
        let started = PostgresServer(
            port: port, server: server, psql: try EngineTools.program("psql", in: EngineTools.postgresFolders()))
        try await server.waitUntilReady {
            (try? await started.run("CREATE DATABASE \(database);", in: "postgres")) != nil
        }
        return started
    }

    /// Statements and what follows a COPY, as psql takes them.
    @discardableResult
    func run(_ script: String, in database: String = Self.database) async throws -> String {
        try await EngineTools.run(
            [
                psql, "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", String(port), "-U",
                Self.user, "-d", database, "-f", "-",
            ], input: script, environment: ["PGPASSWORD": Self.password, "PGCLIENTENCODING": "UTF8"])
    }

    /// A text as a field of COPY.
    static func field(_ text: String?) -> String {
        guard let text else { return "\\N" }
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") }) else { return text }
        var field = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": field += "\\\\"
            case "\t": field += "\\t"
            case "\n": field += "\\n"
            case "\r": field += "\\r"
            default: field.unicodeScalars.append(scalar)
            }
        }
        return field
    }

    static func copy(_ table: String, _ rows: [[String?]]) -> String {
        guard !rows.isEmpty else { return "" }
        let lines = rows.map { $0.map(field).joined(separator: "\t") }
        return "COPY \(table) FROM STDIN;\n\(lines.joined(separator: "\n"))\n\\.\n"
    }
}
