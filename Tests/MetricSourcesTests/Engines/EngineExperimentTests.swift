import Experiments
import TestSupport
import Testing

/// Two published experiments on every engine, collected to the facts that everybody finds in them.
@Suite(.serialized, .enabled(if: EngineTools.areAsked))
struct EngineExperimentTests {
    @Test func postgres() async throws {
        try await collect(on: PostgresBench(time: .zoned, layout: .own))
    }

    @Test func clickHouseOnOneNode() async throws {
        try await collect(on: ClickHouseBench(time: .seconds, isSharded: false))
    }

    @Test func clickHouseOnTwoShards() async throws {
        try await collect(on: ClickHouseBench(time: .milliseconds, isSharded: true))
    }

    @Test func duckDB() async throws {
        try await collect(on: DuckDBBench(format: .parquet))
    }

    @Test func embedded() async throws {
        try await collect(on: EmbeddedBench())
    }

    private func collect(on bench: some SourceBench) async throws {
        for experiment in [try RealExperiment.cookieCats.get(), try RealExperiment.hillstrom.get()] {
            let (source, query) = try await bench.load(experiment.rows)(experiment.query)
            let answer = try await source.collect(query)
            let differences = AnswerComparison.differences(
                answer.data, expected: experiment.expected, magnitudes: experiment.magnitudes)
            #expect(differences.isEmpty, "\(bench.name), \(experiment.name): \(differences.joined(separator: "; "))")
            #expect(answer.usersInSeveralVariants == 0)
        }
    }
}
