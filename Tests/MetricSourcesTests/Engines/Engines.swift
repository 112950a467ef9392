import Experiments
import Foundation

/// The real engines, each started once for all tests.
actor Engines {
    static let shared = Engines()

    private var postgresServer: Task<PostgresServer, any Error>?
    private var clickHouseServers: Task<[ClickHouseServer], any Error>?
    private var number = 0

    func postgres() async throws -> PostgresServer {
        let task = postgresServer ?? Task { try await PostgresServer.start() }
        postgresServer = task
        return try await task.value
    }

    /// Two nodes that know each other as shards; each serves alone as well.
    func clickHouse() async throws -> [ClickHouseServer] {
        let task = clickHouseServers ?? Task { try await ClickHouseServer.startPair() }
        clickHouseServers = task
        return try await task.value
    }

    /// DuckDB's own program.
    nonisolated func duckDB() throws -> String { try EngineTools.program("duckdb") }

    /// A number that no other table or folder of this run has.
    func nextNumber() -> Int {
        number += 1
        return number
    }
}
