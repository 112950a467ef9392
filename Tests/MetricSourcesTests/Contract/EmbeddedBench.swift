import Experiments
import TestSupport
import Testing

@testable import Workspace

/// The events of a workspace of its own, sent to it as a client would.
struct EmbeddedBench: SourceBench {
    /// Sends every second row first, and collects before the rest comes: an answer that goes on from there must be the
    /// same as one that never did.
    var isInParts = false

    var name: String { isInParts ? "embedded, in parts" : "embedded" }
    var hasEnvironments: Bool { false }
    var knowsIdentifiers: Bool { true }

    func load(_ rows: ContractRows) async throws -> LoadedRows {
        guard isInParts else {
            let opened = try await OpenedWorkspace(rows)
            return { (try opened.source(), $0) }
        }
        let parts = Self.halves(of: rows)
        return { query in
            let opened = try await OpenedWorkspace(parts.0)
            var before = query
            let length = query.window.end.milliseconds - query.window.start.milliseconds
            before.window.end.milliseconds -= length / 3
            before.asOf = before.window.end
            _ = try await opened.source().collect(before)
            try await opened.send(parts.1)
            return (try opened.source(), query)
        }
    }

    private static func halves(of rows: ContractRows) -> (ContractRows, ContractRows) {
        func half<Row>(_ list: [Row], _ rest: Int) -> [Row] {
            list.indices.filter { $0 % 2 == rest }.map { list[$0] }
        }
        // Of two events with one id the first counts: both must be in order.
        let events =
            rows.events.contains { $0.id != nil } ? (rows.events, []) : (half(rows.events, 1), half(rows.events, 0))
        return (
            ContractRows(exposures: half(rows.exposures, 1), events: events.0),
            ContractRows(exposures: half(rows.exposures, 0), events: events.1)
        )
    }

    /// Keeps the folder as long as the source is asked.
    private final class OpenedWorkspace: Sendable {
        private let folder: TemporaryFolder
        private let workspace: SQLiteWorkspace

        init(_ rows: ContractRows) async throws {
            folder = try TemporaryFolder()
            workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
            try await send(rows)
        }

        func send(_ rows: ContractRows) async throws {
            let exposures = rows.exposures.map { row in
                TrackedElement(
                    user: row.user, exposures: [.init(flag: row.flag, variant: row.variant, at: row.instant)])
            }
            let events = rows.events.map { row in
                TrackedElement(
                    user: row.user, events: [.init(name: row.name, at: row.instant, value: row.value, id: row.id)])
            }
            _ = try await workspace.perform(Track(elements: exposures + events))
        }

        func source() throws -> any MetricSource { try workspace.metricSource(nil) }
    }
}

struct EmbeddedContractTests {
    @Test(arguments: [false, true], ContractCase.all)
    func whatWasWorkedOutByHand(isInParts: Bool, contractCase: ContractCase) async throws {
        try await ContractSuite.check(contractCase, on: EmbeddedBench(isInParts: isInParts))
    }

    @Test(arguments: [false, true])
    func rowsFromSeeds(isInParts: Bool) async throws {
        try await ContractSuite.compareWithReference(
            seeds: isInParts ? 1...40 : 1...300, on: EmbeddedBench(isInParts: isInParts))
    }

    /// Two published experiments, collected to the facts that everybody finds in them.
    @Test func realExperiments() async throws {
        for experiment in [try RealExperiment.cookieCats.get(), try RealExperiment.hillstrom.get()] {
            let (source, query) = try await EmbeddedBench().load(experiment.rows)(experiment.query)
            let answer = try await source.collect(query)
            let differences = AnswerComparison.differences(
                answer.data, expected: experiment.expected, magnitudes: experiment.magnitudes)
            #expect(differences.isEmpty, "\(experiment.name): \(differences.joined(separator: "; "))")
            #expect(answer.usersInSeveralVariants == 0)
        }
    }
}
