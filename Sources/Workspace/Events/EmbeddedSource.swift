internal import Experiments
internal import GRDB

/// The exposures and events that the workspace itself keeps.
struct EmbeddedSource: MetricSource {
    let connections: any DatabaseWriter

    var capabilities: SourceCapabilities { .all }

    /// Reads and keeps its totals in one transaction, so that a state never speaks of rows that another process sees
    /// otherwise.
    func collect(_ query: SourceQuery) async throws -> SourceAnswer {
        try await connections.write { database in
            try PageCache.enlarged(in: database) {
                var collection = try LogCollection(query, in: database)
                let totals = try collection.totals()
                var answer = SourceAnswer(data: try collection.query.inputData(totals))
                answer.usersInSeveralVariants = totals.several
                answer.rows = collection.rowsRead
                answer.missingEvents = try collection.query.missingEvents(in: database)
                if !answer.missingEvents.isEmpty { answer.presentEvents = try EmbeddedContents.events(in: database) }
                return answer
            }
        }
    }

    /// The logs are walked row by row, since no one statement could go on from the totals of the last collection.
    func statement(for query: SourceQuery) -> String? { nil }

    func test(_ query: SourceQuery?) async throws -> SourceReport {
        try await connections.read { try EmbeddedContents($0).report(on: query) }
    }
}
