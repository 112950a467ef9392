import Experiments
import TestSupport
import Testing

@testable import Workspace

/// Rows that were sent to a workspace, each load to a file of its own.
struct EmbeddedBench: SourceBench {
    /// Collects after a half of the rows, so that the answer is made from what was kept and what is new.
    var isIncremental = false

    var name: String { isIncremental ? "embedded, in two steps" : "embedded" }
    var hasEnvironments: Bool { false }
    var knowsIdentifiers: Bool { true }

    func load(_ rows: ContractRows) async throws -> LoadedRows {
        let folder = try TemporaryFolder()
        let workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
        let elements = elements(of: rows)
        let split = isIncremental ? elements.count / 2 : elements.count
        try await Self.send(elements[..<split], to: workspace)
        return { query in
            // The folder lives as long as the source.
            _ = folder
            let source = try workspace.metricSource(nil)
            if isIncremental {
                _ = try await source.collect(query)
                try await Self.send(elements[split...], to: workspace)
            }
            return (source, query)
        }
    }

    /// Exposures and events one by one and mixed, so that each half has some of both.
    private func elements(of rows: ContractRows) -> [TrackedElement] {
        let exposures = rows.exposures.map {
            TrackedElement(
                user: $0.user, exposures: [.init(flag: $0.flag, variant: $0.variant, at: $0.instant)])
        }
        let events = rows.events.map {
            TrackedElement(user: $0.user, events: [.init(name: $0.name, at: $0.instant, value: $0.value, id: $0.id)])
        }
        var elements: [TrackedElement] = []
        for index in 0..<max(exposures.count, events.count) {
            if events.indices.contains(index) { elements.append(events[index]) }
            if exposures.indices.contains(index) { elements.append(exposures[index]) }
        }
        return elements
    }

    private static func send(_ elements: ArraySlice<TrackedElement>, to workspace: SQLiteWorkspace) async throws {
        guard !elements.isEmpty else { return }
        _ = try await workspace.perform(Track(elements: Array(elements)))
    }
}

struct EmbeddedContractTests {
    @Test(arguments: ContractCase.all)
    func whatWasWorkedOutByHand(contractCase: ContractCase) async throws {
        try await ContractSuite.check(contractCase, on: EmbeddedBench())
    }

    @Test(arguments: ContractCase.all)
    func whatWasWorkedOutByHandInTwoSteps(contractCase: ContractCase) async throws {
        try await ContractSuite.check(contractCase, on: EmbeddedBench(isIncremental: true))
    }

    @Test func whatTheReferenceGives() async throws {
        try await ContractSuite.compareWithReference(seeds: 1...500, on: EmbeddedBench())
    }
}
