internal import Experiments
internal import GRDB

/// The exposures and events that the workspace itself keeps.
struct EmbeddedSource: MetricSource {
    let connections: any DatabaseWriter

    var capabilities: SourceCapabilities { .all }

    func collect(_ query: SourceQuery) async throws -> SourceAnswer {
        throw SourceFailure.missing.error(SourceConfiguration.embedded, "the workspace keeps no events yet.")
    }

    func statement(for query: SourceQuery) -> String? { nil }

    func test(_ query: SourceQuery?) async throws -> SourceReport { SourceReport() }
}
