import Experiments
import Foundation
import TestSupport
import Testing

@testable import MetricSources

/// Files about which DuckDB would guess wrong.
@Suite(.serialized, .enabled(if: EngineTools.areAsked))
struct EngineDuckDBTests {
    private static let header = "user_key,flag_key,variant,timestamp\n"
    private static let events = "user_key,event_name,timestamp\nu1,buy,2026-03-02T00:20:00Z\n"

    private func source(_ files: [String: String], in folder: TemporaryFolder) throws -> any MetricSource {
        for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name))) }
        return try DuckDBBench.source(path: folder.path, program: Engines.shared.duckDB())
    }

    private static func object(_ user: String, _ time: String) -> String {
        #"{"user_key":"\#(user)","flag_key":"flag","variant":"control","timestamp":"\#(time)"}"# + "\n"
    }

    /// The window begins at midnight UTC, the exposure of u2 an hour before it. The rows before are more than DuckDB looks at.
    @Test(arguments: [
        (
            "exposures.csv", header + "u1,flag,control,2026-03-02T00:10:00\n",
            "u0,flag,control,2026-01-01T00:00:00\n", "u2,flag,control,2026-03-02T01:00:00+02:00\n"
        ),
        (
            "exposures.csv", header + "u1,flag,control,2026-03-03\n", "u0,flag,control,2026-01-01\n",
            "u2,flag,control,2026-03-02T01:00:00+02:00\n"
        ),
        (
            "exposures.jsonl", object("u1", "2026-03-02T00:10:00"), object("u0", "2026-01-01T00:00:00"),
            object("u2", "2026-03-02T01:00:00+02:00")
        ),
        (
            "exposures.jsonl", object("u1", "2026-03-03"), object("u0", "2026-01-01"),
            object("u2", "2026-03-02T01:00:00+02:00")
        ),
    ])
    func anOffsetCountsHoweverLateItComes(name: String, first: String, early: String, last: String) async throws {
        let folder = try TemporaryFolder()
        let rows = first + String(repeating: early, count: 30_000) + last
        let source = try source([name: rows, "events.csv": Self.events], in: folder)
        let answer = try await source.collect(.asking(.proportion("buy"), to: 3000))
        #expect(answer.data.metrics[0].variants["control"]?.n == 1)
    }

    @Test func aTimeThatIsNotISOIsRefused() async throws {
        let folder = try TemporaryFolder()
        let source = try source(
            ["exposures.csv": Self.header + "u1,flag,control,13/03/2026 10:00:00\n", "events.csv": Self.events],
            in: folder)
        let error = await failure { try await source.collect(.asking(.proportion("buy"))) }
        #expect(error?.kind == .unreachable, "\(String(describing: error))")
    }

    /// Without these rules DuckDB would take the quotes for part of the keys, or a row for a comment, and say nothing.
    @Test(arguments: ["\"v1,flag,control,2026-03-02T00:10:00Z\n", "#1,flag,control,2026-03-02T00:10:00Z,\n"])
    func aBrokenLineIsRefused(line: String) async throws {
        let folder = try TemporaryFolder()
        let good = (0..<20).map { "\"u\($0)\",flag,control,2026-03-02T00:10:00Z\n" }.joined()
        let source = try source(["exposures.csv": Self.header + good, "events.csv": Self.events], in: folder)
        let answer = try await source.collect(.asking(.proportion("buy")))
        #expect(answer.data.metrics[0].variants["control"] == .part(1, of: 20))
        let broken = try self.source(["exposures.csv": Self.header + line + good], in: folder)
        let error = await failure { try await broken.collect(.asking(.proportion("buy"))) }
        #expect(error?.kind == .unreachable, "\(String(describing: error))")
    }
}
