package import Experiments

/// Every kind of source outside the workspace, by its configuration.
package enum MetricSources {
    /// - Parameter secrets: reads the variable or file that a configuration names.
    /// - Throws: `WorkspaceError`, `invalid`, for a configuration that cannot work, and for a kind that gives no data.
    package static func source(
        _ configuration: SourceConfiguration, secrets: SecretReader, surroundings: CallSurroundings = .system
    ) throws -> any MetricSource {
        switch configuration.kind {
        case .postgres: return try PostgresSource(configuration, secrets: secrets)
        case .clickhouse: return try ClickHouseSource(configuration, secrets: secrets)
        case .duckdb: return try DuckDBSource(configuration)
        case .featbit: return try FeatBitSource(configuration, secrets: secrets, surroundings: surroundings)
        case .endpoint: return try EndpointSource(configuration, secrets: secrets, surroundings: surroundings)
        case .file: return try FileSource(configuration)
        case .webhook:
            throw WorkspaceError.invalid(
                "\"\(configuration.name)\" is a \(configuration.kind.rawValue), which gives no data.",
                code: "gives_no_data")
        }
    }

    /// The system of flags that a configuration describes.
    ///
    /// - Throws: `WorkspaceError`, `invalid`, for a configuration that cannot work, and for a kind that takes no weights.
    package static func pusher(
        _ configuration: SourceConfiguration, secrets: SecretReader, surroundings: CallSurroundings = .system
    ) throws -> any FlagPusher {
        switch configuration.kind {
        case .featbit: try FeatBitPusher(configuration, secrets: secrets, surroundings: surroundings)
        case .webhook: try WebhookPusher(configuration, secrets: secrets, surroundings: surroundings)
        case .postgres, .clickhouse, .duckdb, .endpoint, .file:
            throw WorkspaceError.invalid(
                "\"\(configuration.name)\" is a \(configuration.kind.rawValue), which takes no weights. Name a source of the "
                    + "kind featbit or webhook.", code: "takes_no_weights")
        }
    }
}
