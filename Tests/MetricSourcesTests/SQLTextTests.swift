import Experiments
import TestSupport
import Testing

@testable import MetricSources

/// Names, texts and queries before they reach an engine.
struct SQLTextTests {
    @Test(arguments: [
        (SQLDialect.postgres, "it's", "'it''s'"), (.postgres, "a\\'b", "E'a\\\\''b'"), (.postgres, "a\nb", "E'a\\nb'"),
        (.clickhouse, "it's", "'it\\'s'"), (.clickhouse, "a\\'b\0", "'a\\\\\\'b\\0'"),
        (.duckdb, "a\\'b", "E'a\\\\''b'"), (.duckdb, "é'\u{301}", "'é''\u{301}'"),
    ])
    func texts(dialect: SQLDialect, text: String, literal: String) throws {
        #expect(try Array(dialect.text(text).unicodeScalars) == Array(literal.unicodeScalars))
    }

    @Test func textsThatAnEngineCannotHold() {
        #expect(failure { try SQLDialect.postgres.text("a\0b") }?.code == "invalid_value")
        #expect(failure { try SQLDialect.duckdb.text("a\0b") }?.code == "invalid_value")
    }

    @Test(arguments: [
        (SQLDialect.postgres, "shop.Events", "\"shop\".\"Events\""), (.postgres, "a\"b", "\"a\"\"b\""),
        (.clickhouse, "a`b\\c", "`a\\`b\\\\c`"), (.duckdb, "select", "\"select\""),
    ])
    func names(dialect: SQLDialect, name: String, quoted: String) throws {
        #expect(try dialect.table(name) == quoted)
    }

    @Test(arguments: ["", "a..b", ".a", "a\nb", "a\0b", "a.b.c.d", String(repeating: "x", count: 64)])
    func namesThatAreNone(name: String) {
        #expect(failure { try SQLDialect.postgres.table(name) }?.code == "invalid_name")
    }

    @Test(arguments: [
        "SELECT user_key FROM t", "with a as (select 1) select * from a", "SELECT ';)--' AS \"a;b\" FROM t",
        "SELECT a - -1 FROM t",
    ])
    func queries(query: String) throws {
        #expect(try SQLQueryText.checked(query, of: "events", dialect: .postgres) == query)
    }

    @Test(arguments: [
        "DELETE FROM t", "SELECT 1; SELECT 2", "SELECT 1;", "SELECT 1 -- x", "SELECT /* x */ 1",
        "SELECT 1) AS t, (SELECT 2",
        "SELECT (1", "SELECT 'a", "SELECT $$a$$", "SELECT 'a\\' || '", "SELECT `a`", "SELECT 1 # x", "SELECT 1;\u{301}",
        "SELECT 'a\nb'", "",
    ])
    func queriesThatAreRefused(query: String) {
        #expect(failure { try SQLQueryText.checked(query, of: "events", dialect: .postgres) }?.code == "invalid_query")
    }

    /// A column of values without values is guessed to be text, and is no fault where nothing is made of it.
    @Test(
        arguments: [(nil, true), (MetricDefinition.Kind.proportion, true), (.sum, false)]
            as [(
                MetricDefinition.Kind?, Bool
            )])
    func aValueIsWantedOnlyWhereItIsRead(kind: MetricDefinition.Kind?, isFine: Bool) async throws {
        let query = kind.map { kind in
            SourceQuery(
                experiment: "e", flagKey: "flag", variants: ["a", "b"],
                window: .init(start: Instant(milliseconds: 0), end: Instant(milliseconds: 1)),
                asOf: Instant(milliseconds: 1), metrics: [MetricRequest(name: "m", kind: kind, event: "paid")])
        }
        let tables = try SQLTables(exposures: nil, events: nil, dialect: .duckdb, defaults: .duckdb)
        var report = SQLReport(.duckdb, tables, source: "files") { statement in
            guard statement.contains("typeof") else { return [["a", "1"], ["b", "1"]] }
            return [[statement.contains("\"timestamp\"") ? "TIMESTAMP" : "VARCHAR"]]
        }
        let found = try await report.report(on: query)
        #expect(found.isFine == isFine, "\(found.findings.map(\.sentence))")
    }
}
