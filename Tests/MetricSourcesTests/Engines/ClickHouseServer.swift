import AsyncHTTPClient
import Experiments
import Foundation
import NIOCore
import NIOHTTP1

/// A ClickHouse node of this test run, in a time zone that is not UTC.
struct ClickHouseServer: Sendable {
    /// The cluster of both nodes, as the tables of type Distributed call it.
    static let cluster = "pair"
    static let user = "reader"
    static let password = "pass'word of tests"

    let port: Int
    let server: EngineServer

    var url: String { "http://127.0.0.1:\(port)" }

    /// Two nodes that know each other as shards.
    static func startPair() async throws -> [ClickHouseServer] {
        let ports = try EngineTools.freePorts(6)
        let nodes = [Array(ports[0..<3]), Array(ports[3..<6])]
        let servers = try nodes.map { try start(ports: $0, shards: nodes.map { $0[1] }) }
        for node in servers {
            try await node.server.waitUntilReady { (try? await node.run("SELECT 1")) == "1\n" }
        }
        return servers
    }

    private static func start(ports: [Int], shards: [Int]) throws -> ClickHouseServer {
        let program = try EngineTools.program("clickhouse-server")
        let folder = try EngineTools.newFolder("clickhouse")
        for name in ["data", "tmp", "files", "format"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        let members = shards.map { port in
            "<shard><replica><host>127.0.0.1</host><port>\(port)</port></replica></shard>"
        }
        let configuration = """
            <yandex>
                <logger><level>warning</level><console>1</console></logger>
                <listen_host>127.0.0.1</listen_host>
                <http_port>\(ports[0])</http_port>
                <tcp_port>\(ports[1])</tcp_port>
                <interserver_http_port>\(ports[2])</interserver_http_port>
                <interserver_http_host>127.0.0.1</interserver_http_host>
                <path>\(folder)/data/</path>
                <tmp_path>\(folder)/tmp/</tmp_path>
                <user_files_path>\(folder)/files/</user_files_path>
                <format_schema_path>\(folder)/format/</format_schema_path>
                <users_config>users.xml</users_config>
                <default_profile>default</default_profile>
                <default_database>default</default_database>
                <timezone>America/New_York</timezone>
                <mark_cache_size>67108864</mark_cache_size>
                <max_concurrent_queries>50</max_concurrent_queries>
                <remote_servers><\(cluster)>\(members.joined())</\(cluster)></remote_servers>
            </yandex>
            """
        let users = """
            <yandex>
                <profiles>
                    <default><max_memory_usage>2000000000</max_memory_usage></default>
                    <readonly><readonly>2</readonly></readonly>
                </profiles>
                <quotas><default></default></quotas>
                <users>
                    <default>
                        <password></password><networks><ip>127.0.0.1</ip></networks>
                        <profile>default</profile><quota>default</quota>
                    </default>
                    <\(user)>
                        <password>\(password)</password><networks><ip>127.0.0.1</ip></networks>
                        <profile>default</profile><quota>default</quota>
                    </\(user)>
                </users>
            </yandex>
            """
        try configuration.write(toFile: folder + "/config.xml", atomically: false, encoding: .utf8)
        try users.write(toFile: folder + "/users.xml", atomically: false, encoding: .utf8)
        let server = try EngineServer(
            "clickhouse", command: [program, "--config-file=\(folder)/config.xml"], folder: folder, signal: "KILL")
        return ClickHouseServer(port: ports[0], server: server)
    }

    private static let client = HTTPClient()

    /// A statement, with the rows of an INSERT after it.
    @discardableResult
    func run(_ statement: String, rows: String = "", parameters: String = "") async throws -> String {
        var request = HTTPClientRequest(url: url + "/" + parameters)
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: rows.isEmpty ? statement : statement + "\n" + rows))
        let response = try await Self.client.execute(request, timeout: .seconds(60))
        let text = String(buffer: try await response.body.collect(upTo: 64 << 20))
        guard response.status == .ok else { throw EngineFailure("ClickHouse: \(text.prefix(1000))") }
        return text
    }

    /// Rows for FORMAT TabSeparated.
    static func rows(_ rows: [[String?]]) -> String {
        rows.map { $0.map(PostgresServer.field).joined(separator: "\t") + "\n" }.joined()
    }
}
