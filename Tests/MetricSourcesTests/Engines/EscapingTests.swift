import Experiments
import TestSupport
import Testing

@testable import MetricSources

/// Random texts through the escaping functions and back from the real engines, byte by byte.
@Suite(.serialized, .enabled(if: EngineTools.areAsked))
struct EscapingTests {
    /// What has a meaning somewhere, and what is longer than one byte or than one scalar.
    private static let pieces: [Unicode.Scalar] = [
        "'", "\"", "`", "\\", "\n", "\r", "\t", "\u{8}", "\u{1A}", "\u{7F}", "$", "%", "_", "-", "/", "*", ";", "#",
        "?", "{",
        "}", "(", ")", ":", "@", "&", " ", "a", "b", "n", "x", "E", "N", "0", "1", "\u{A0}", "é", "\u{301}", "ß", "İ",
        "漢",
        "\u{200D}", "👩", "\u{FEFF}", "\u{2028}", "\u{10FFFF}",
    ]

    private static let texts: [String] = (0..<2000).map { run in
        var random = RandomSource(seed: 7, cell: "escaping", run: run)
        let length = Int(random.uniform() * 12)
        var text = String.UnicodeScalarView()
        for _ in 0..<length { text.append(pieces[Int(random.uniform() * Double(pieces.count)) % pieces.count]) }
        return String(text)
    }

    private func hex(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test(arguments: [true, false])
    func postgres(standardStrings: Bool) async throws {
        let values = try Self.texts.map { "(\(try SQLDialect.postgres.text($0)))" }.joined(separator: ",\n")
        let output = try await Engines.shared.postgres().run(
            "SET standard_conforming_strings = \(standardStrings ? "on" : "off"); SET escape_string_warning = off; "
                + "SELECT encode(convert_to(t, 'UTF8'), 'hex') FROM (VALUES \(values)) AS v(t);")
        #expect(output == Self.texts.map { hex($0) + "\n" }.joined())
    }

    @Test func clickHouse() async throws {
        let texts = Self.texts + ["\0", "a\0'b", "\\0\0"]
        let values = try texts.map { try SQLDialect.clickhouse.text($0) }.joined(separator: ",\n")
        let output = try await Engines.shared.clickHouse()[0].run(
            "SELECT lower(hex(t)) FROM (SELECT arrayJoin([\(values)]) AS t) FORMAT TabSeparated")
        #expect(output == texts.map { hex($0) + "\n" }.joined())
    }

    @Test func duckDB() async throws {
        let values = try Self.texts.map { "(\(try SQLDialect.duckdb.text($0)))" }.joined(separator: ",\n")
        let output = try await EngineTools.run(
            [try Engines.shared.duckDB(), "-noheader", "-list", "-bail", "-no-init"],
            input: "SELECT lower(hex(encode(t))) FROM (VALUES \(values)) AS v(t);\n")
        #expect(output == Self.texts.map { hex($0) + "\n" }.joined())
    }

    /// Names of columns, as many as a query's result has.
    @Test(arguments: SQLDialect.allCases)
    func names(dialect: SQLDialect) async throws {
        let names = Self.texts.filter { text in
            !text.isEmpty && text.utf8.count <= 63 && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }.prefix(dialect == .clickhouse ? 300 : 30)
        for name in names {
            let quoted = try dialect.identifier(name)
            let statement = "SELECT \(quoted) FROM (SELECT 'x' AS \(quoted)) AS t"
            let output =
                switch dialect {
                case .postgres: try await Engines.shared.postgres().run(statement)
                case .clickhouse: try await Engines.shared.clickHouse()[0].run(statement + " FORMAT TabSeparated")
                case .duckdb:
                    try await EngineTools.run(
                        [try Engines.shared.duckDB(), "-noheader", "-list", "-bail", "-no-init"],
                        input: statement + ";\n")
                }
            #expect(output == "x\n", "\(name)")
        }
    }
}
