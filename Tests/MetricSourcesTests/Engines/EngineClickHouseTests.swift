import Experiments
import TestSupport
import Testing

@testable import MetricSources

/// What a real ClickHouse reads otherwise than the other engines.
@Suite(.serialized, .enabled(if: EngineTools.areAsked))
struct EngineClickHouseTests {
    /// A SELECT of ClickHouse 18.16 takes a table's column for what it calls so itself.
    @Test(arguments: [
        ["at_ms", "place", "unit_key", "value"], ["timestamp", "seen", "one", "event_value"],
        ["start_ms", "arm", "user_key", "event_place"], ["t", "variant_key", "users", "events"],
        ["user_start_ms", "user_arm", "several", "epoch"],
    ])
    func columnsMayHaveNamesThatTheStatementUses(names: [String]) async throws {
        let node = try await Engines.shared.clickHouse()[0]
        let database = "case_\(await Engines.shared.nextNumber())"
        let (time, word, user, value) = (names[0], names[1], names[2], names[3])
        try await node.run("CREATE DATABASE \(database)")
        try await node.run(
            "CREATE TABLE \(database).flag_evaluations (flag_key String, `\(user)` String, `\(word)` String, "
                + "`\(time)` Int64) ENGINE = Memory")
        try await node.run(
            "CREATE TABLE \(database).metric_events (`\(word)` String, `\(user)` String, `\(value)` Float64, "
                + "`\(time)` Int64) ENGINE = Memory")
        let (seen, bought) = (Instant.at(10).milliseconds, Instant.at(20).milliseconds)
        try await node.run(
            "INSERT INTO \(database).flag_evaluations VALUES ('flag', 'anna', 'control', \(seen)), "
                + "('flag', 'ben', 'treatment', \(seen))")
        try await node.run("INSERT INTO \(database).metric_events VALUES ('buy', 'anna', 3, \(bought))")
        var query = SourceQuery.asking(.valued("buys", .sum, event: "buy"))
        query.exposures = .table(nil, columns: ["user_key": user, "variant": word, "timestamp": time])
        query.events = .table(
            nil, columns: ["user_key": user, "event_name": word, "value": value, "timestamp": time])
        let source = try node.source(database: database)
        let answer = try await source.collect(query)
        #expect(answer.data.metrics[0].variants == ["control": .sums(1, 3, 9), "treatment": .sums(1, 0, 0)])
        let report = try await source.test(query)
        #expect(report.isFine, "\(report.findings)")
    }
}
