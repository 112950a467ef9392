import Experiments
import MetricSources
import TestSupport

/// Rows in a ClickHouse of this test run, each load in a database of its own.
struct ClickHouseBench: SourceBench {
    enum Time: String {
        /// Whole seconds, in the time of a place that is neither ours nor the server's.
        case seconds = "DateTime('Asia/Kolkata')"
        case milliseconds = "Int64"
    }

    var time: Time
    /// Rows on two nodes, whichever user they are of, behind tables of type Distributed.
    var isSharded: Bool

    var name: String {
        "ClickHouse, \(time == .seconds ? "DateTime" : "Int64"), \(isSharded ? "two shards" : "one node")"
    }
    var resolution: Int64 { time == .seconds ? 1000 : 1 }

    func load(_ rows: ContractRows) async throws -> LoadedRows {
        let nodes = Array(try await Engines.shared.clickHouse().prefix(isSharded ? 2 : 1))
        let database = "case_\(await Engines.shared.nextNumber())"
        for (index, node) in nodes.enumerated() {
            try await node.run("CREATE DATABASE \(database)")
            let suffix = isSharded ? "_local" : ""
            try await create("flag_evaluations", exposureColumns, "(env_id, flag_key, user_key)", in: database, node)
            try await create("metric_events", eventColumns, "(env_id, event_name, user_key)", in: database, node)
            func own<Row>(_ rows: [Row]) -> [Row] {
                rows.enumerated().filter { $0.offset % nodes.count == index }.map(\.element)
            }
            try await insert(
                "\(database).flag_evaluations\(suffix)",
                own(rows.exposures).map { [$0.env, $0.flag, $0.user, $0.variant, text($0.instant)] }, node)
            try await insert(
                "\(database).metric_events\(suffix)",
                own(rows.events).map { [$0.env, $0.name, $0.user, $0.value.map { "\($0)" }, text($0.instant)] }, node)
        }
        let source = try nodes[0].source(database: database)
        return { (source, $0) }
    }

    private var exposureColumns: String {
        "env_id String, flag_key String, user_key String, variant String, timestamp \(time.rawValue)"
    }

    private var eventColumns: String {
        "env_id String, event_name String, user_key String, numeric_value Nullable(Float64), timestamp \(time.rawValue)"
    }

    private func create(
        _ table: String, _ columns: String, _ order: String, in database: String, _ node: ClickHouseServer
    ) async throws {
        let suffix = isSharded ? "_local" : ""
        try await node.run(
            "CREATE TABLE \(database).\(table)\(suffix) (\(columns)) ENGINE = MergeTree ORDER BY \(order)")
        guard isSharded else { return }
        try await node.run(
            "CREATE TABLE \(database).\(table) (\(columns)) "
                + "ENGINE = Distributed(\(ClickHouseServer.cluster), \(database), \(table)_local, rand())")
    }

    private func insert(_ table: String, _ rows: [[String?]], _ node: ClickHouseServer) async throws {
        guard !rows.isEmpty else { return }
        try await node.run("INSERT INTO \(table) FORMAT TabSeparated", rows: ClickHouseServer.rows(rows))
    }

    private func text(_ instant: Instant) -> String {
        String(time == .seconds ? instant.milliseconds / 1000 : instant.milliseconds)
    }
}

extension ClickHouseServer {
    /// The source of this node, as a user configures it.
    func source(
        database: String, password: String = Self.password, change: (inout SourceConfiguration) -> Void = { _ in }
    ) throws -> any MetricSource {
        try MetricSources.source(
            configuration(database: database, change: change), secrets: SecretReader { _ in password })
    }

    func configuration(
        database: String, change: (inout SourceConfiguration) -> Void = { _ in }
    ) -> SourceConfiguration {
        var configuration = SourceConfiguration()
        configuration.name = "lake"
        configuration.kind = .clickhouse
        configuration.url = url
        configuration.user = Self.user
        configuration.database = database
        configuration.secretEnv = "LAKE_PASSWORD"
        change(&configuration)
        return configuration
    }
}
