import Experiments
import TestSupport
import Testing

/// The suite on the real engines; with the environment EXPERIMENT_ENGINE_TESTS=1.
///
/// One after the other: the engines share two cores with everything else.
@Suite(.serialized, .enabled(if: EngineTools.areAsked))
struct EngineContractTests {
    private static let seeds: ClosedRange<UInt64> = 1...300

    @Test(arguments: [
        PostgresBench(time: .zoned, layout: .own), PostgresBench(time: .local, layout: .mapped),
        PostgresBench(time: .milliseconds, layout: .queries),
    ])
    func postgres(bench: PostgresBench) async throws {
        try await run(bench, seeds: Self.seeds)
    }

    @Test(arguments: [
        ClickHouseBench(time: .seconds, isSharded: false), ClickHouseBench(time: .milliseconds, isSharded: false),
        ClickHouseBench(time: .seconds, isSharded: true), ClickHouseBench(time: .milliseconds, isSharded: true),
    ])
    func clickHouse(bench: ClickHouseBench) async throws {
        try await run(bench, seeds: Self.seeds)
    }

    /// A process for each question takes its time, so fewer of them.
    @Test(arguments: DuckDBBench.Format.allCases)
    func duckDB(format: DuckDBBench.Format) async throws {
        try await run(DuckDBBench(format: format), seeds: 1...40)
    }

    private func run(_ bench: some SourceBench, seeds: ClosedRange<UInt64>) async throws {
        for contractCase in ContractCase.all { try await ContractSuite.check(contractCase, on: bench) }
        try await ContractSuite.compareWithReference(seeds: seeds, on: bench)
    }
}
