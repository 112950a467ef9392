import Experiments
import TestSupport

/// A kind of source with what it reads from, for the suite to run on.
protocol SourceBench: Sendable {
    /// How the suite calls it.
    var name: String { get }
    /// What its source declares; stated here once more, so that a source cannot drop something unseen.
    var capabilities: SourceCapabilities { get }
    /// The steps of its time columns, in milliseconds.
    var resolution: Int64 { get }
    /// Whether its rows have an environment.
    var hasEnvironments: Bool { get }
    /// Whether it knows an event that was sent twice by its id.
    var knowsIdentifiers: Bool { get }
    /// Whether it counts the users who were seen in several variants.
    var reportsUsersInSeveralVariants: Bool { get }
    /// Whether it sees single events, and can name those that it does not have.
    var seesEvents: Bool { get }

    /// Stores rows where no others are, and gives for a query a source that reads them, and the query with whatever
    /// leads to them, such as table names.
    func load(_ rows: ContractRows) async throws -> LoadedRows
}

typealias LoadedRows = @Sendable (SourceQuery) async throws -> (source: any MetricSource, query: SourceQuery)

extension SourceBench {
    var capabilities: SourceCapabilities { .all }
    var resolution: Int64 { 1 }
    var hasEnvironments: Bool { true }
    var knowsIdentifiers: Bool { false }
    var reportsUsersInSeveralVariants: Bool { true }
    var seesEvents: Bool { reportsUsersInSeveralVariants }
}

/// The suite on the reference itself: the cases' answers were worked out by hand, so it is checked like any other.
struct ReferenceBench: SourceBench {
    let name = "reference"
    let knowsIdentifiers = true

    func load(_ rows: ContractRows) -> LoadedRows { { (ReferenceSource(rows), $0) } }
}
