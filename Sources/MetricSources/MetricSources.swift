package import Experiments

/// Every kind of source outside the workspace, by its configuration.
package enum MetricSources {
    /// - Parameter secrets: reads the variable or file that a configuration names.
    /// - Throws: `WorkspaceError`, `invalid`, for a configuration that cannot work, and for a kind that gives no data.
    package static func source(
        _ configuration: SourceConfiguration, secrets: SecretReader
    ) throws -> any MetricSource {
        switch configuration.kind {
        case .clickhouse: return try ClickHouseSource(configuration, secrets: secrets)
        case .duckdb: return try DuckDBSource(configuration)
        case .postgres, .featbit, .endpoint, .file, .webhook:
            throw WorkspaceError.invalid(
                "\"\(configuration.name)\" is a \(configuration.kind.rawValue), which gives no data.",
                code: "gives_no_data")
        }
    }
}
