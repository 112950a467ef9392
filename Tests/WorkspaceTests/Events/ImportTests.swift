import Experiments
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Workspace

@Suite struct ImportTests {
    private let folder: TemporaryFolder
    private let workspace: SQLiteWorkspace

    init() throws {
        folder = try TemporaryFolder()
        workspace = try SQLiteWorkspace(path: folder.file(), isCreating: true)
    }

    @discardableResult private func run(
        _ text: String, _ kind: ImportRequest.Kind = .events, name: String = "rows.csv", map: [String] = [],
        skipBad: Bool = false, takeLastLine: Bool = false
    ) throws -> ImportReport {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
        return try workspace.importEvents(
            ImportRequest(
                path: folder.file(name), kind: kind, map: map, skipsBadRows: skipBad, takesUnendedLine: takeLastLine)
        ) { _ in }
    }

    private func events() throws -> [String] {
        try workspace.connections.read {
            try String.fetchAll(
                $0,
                sql: """
                    SELECT u.key || '|' || n.name || '|' || at || '|' || coalesce(value, '-') || '|' || coalesce(m.id, '-')
                    FROM MetricEvent AS m JOIN EventUser AS u ON u.id = m.user JOIN EventName AS n ON n.id = m.event
                    ORDER BY sequence
                    """)
        }
    }

    private func exposures() throws -> [String] {
        try workspace.connections.read {
            try String.fetchAll(
                $0,
                sql: """
                    SELECT u.key || '|' || f.name || '|' || v.name || '|' || at FROM Exposure
                    JOIN EventUser AS u ON u.id = user JOIN EventName AS f ON f.id = flag
                    JOIN EventName AS v ON v.id = variant ORDER BY sequence
                    """)
        }
    }

    @Test func readsCSV() throws {
        let report = try run(
            "\u{FEFF}event_name,user_key,extra,timestamp,value,id\r\n"
                + "paid,u1,,2026-03-01T12:00:00.250+01:00,12.5,a\r\n"
                + "\"a, \"\"b\"\"\",\"u\n2\",x,1772362800250,,\r\n" + "\n"
                + "paid,ü 3,x,2026-03-01 11:00:00.25,-1e3,b\n" + "paid,u1,,1772362800250,0.1,a\n")
        #expect(report.accepted == 3)
        #expect(report.dropped == 1)
        #expect(
            try events() == [
                "u1|paid|1772362800250|12.5|a", "u\n2|a, \"b\"|1772362800250|-|-", "ü 3|paid|1772362800250|-1000.0|b",
            ])
    }

    @Test func readsExposuresAndMapsColumns() throws {
        let report = try run(
            "uid,flag,v,timestamp\nu1,f,a,2026-03-01\nu1,f,a,2026-03-01T00:00:00Z\nu1,f,b,2026-03-02\n", .exposures,
            map: ["user_key=uid", "flag_key=flag", "variant=v"])
        #expect(report.accepted == 2)
        #expect(report.dropped == 1)
        #expect(try exposures() == ["u1|f|a|1772323200000", "u1|f|b|1772409600000"])
    }

    @Test func readsJSONLines() throws {
        let report = try run(
            """
            {"user_key":"u\\u00fc","event_name":"paid","timestamp":1772362800250,"amount":3,"id":null}
            {"user_key":7,"event_name":"paid","timestamp":"2026-03-01T11:00:00.250Z","id":"x"}

            {"user_key":"last","event_name":"paid","timestamp":1772362800250}
            """, name: "rows.jsonl", map: ["value=amount"])
        #expect(report.accepted == 3)
        #expect(
            try events() == [
                "uü|paid|1772362800250|3.0|-", "7|paid|1772362800250|-|x", "last|paid|1772362800250|-|-",
            ])
    }

    @Test(arguments: [
        ("u1,paid,1772362800250,x", "line 3: value takes a number"),
        ("u1,paid,1772362800250,nan", "line 3: value takes a number"),
        ("u1,paid,1772362800250,1e999", "line 3: value takes a number"),
        ("u1,paid,1772362800250,.", "line 3: value takes a number"),
        ("u1,paid,1772362800,1", "line 3: timestamp takes epoch milliseconds"),
        ("u1,paid,yesterday,1", "line 3: timestamp takes"), (",paid,1772362800250,1", "line 3: user_key is empty"),
        ("u1,paid,1772362800250", "line 3: has 3 fields, and the header 4"),
        ("\"u1\"x,paid,1772362800250,1", "line 3: something follows a closing quote"),
        ("u\u{0}1,paid,1772362800250,1", "line 3: user_key holds a NUL"),
        (String(repeating: "x", count: 600) + ",paid,1772362800250,1", "line 3: user_key has 600 bytes"),
    ])
    func aBadRowIsNamedByItsLine(row: String, says: String) throws {
        let head = "user_key,event_name,timestamp,value\nu0,paid,1772362800250,1\n"
        let error = failure { try run("\(head)\(row)\nu2,paid,1772362800250,2\n") }
        #expect(error?.code == "bad_row")
        #expect(error?.kind.exitCode == 2)
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
        #expect(error?.details["line"] == 3)
        // What is before it is stored; with the line corrected the import goes on there.
        #expect(try events().count == 1)
        let rest = try run("\(head)u1,paid,1772362800250,1.5\nu2,paid,1772362800250,2\n")
        #expect(rest.accepted == 2)
        #expect(rest.linesDoneBefore == 2)
        #expect(try events().map { $0.prefix(2) } == ["u0", "u1", "u2"])
    }

    @Test func badRowsArePassedOverAndCounted() throws {
        let report = try run(
            "user_key,event_name,timestamp,value\nu0,paid,1772362800250,x\n\"u1\"\"\n\",paid,1772362800250,1\nu2\n"
                + "\"u3\"4,paid,1772362800250,1\nu5,paid,1772362800250,5\n", skipBad: true)
        #expect(report.accepted == 2)
        #expect(report.bad == 3)
        #expect(report.firstFault == "line 2 value takes a number such as 12.5, not \"x\"")
        #expect(try events().count == 2)
    }

    /// The next import goes on behind them, and would never speak of them.
    @Test func anImportThatStopsSaysWhatItPassedOver() throws {
        let head = "user_key,event_name,timestamp\nu1,paid,1772362800250\n"
        let cut = "u5,paid,1772362800250"
        for (bad, said) in [
            ("u2,paid,no\n", "1 bad row was passed over; the first: line 3 "),
            ("u2,paid,no\nu3,paid,1772323260\n", "2 bad rows were passed over; the first: line 3 "),
        ] {
            let error = failure { try run(head + bad + cut, skipBad: true) }
            #expect(error?.code == "unended_line" && error?.message.contains(said) == true, "\(error?.message ?? "")")
            #expect(try run(head + bad + cut, skipBad: true, takeLastLine: true).bad == 0)
        }
        #expect(failure { try run(head + cut, skipBad: true) }?.message.contains("passed over") == false)
    }

    @Test func theSameBytesAreNeverStoredTwice() throws {
        let head = "user_key,event_name,timestamp,value\n"
        let rows = (0..<1000).map { "u\($0),paid,1772362800250,\($0)\n" }
        #expect(try run(head + rows.joined()).accepted == 1000)
        let again = try run(head + rows.joined(), name: "other name.csv")
        #expect(again.accepted == 0)
        #expect(again.linesDoneBefore == 1001)
        #expect(again.doneBeforeAt != nil)
        // A file that has grown goes on; the shorter one stays known.
        #expect(try run(head + rows.joined() + "v,paid,1772362800250,1\n").accepted == 1)
        #expect(try run(head + rows.joined()).accepted == 0)
        #expect(try run(head + rows.joined() + "v,paid,1772362800250,1\n").accepted == 0)
        // Other columns give other rows.
        #expect(try run(head + rows.joined(), map: ["event_name=user_key"]).accepted == 1000)
        #expect(try events().count == 2001)
    }

    /// A file that is still being written may end in the middle of a number.
    @Test(arguments: [
        ("u1,paid,1772362800250,12", "u1,paid,1772362800250,123.5\n"), ("u1,paid,1772362", "u1,paid,1772362800250,1\n"),
        ("\"u1\",paid,1772362800250,\"12", "\"u1\",paid,1772362800250,\"12\"\n"),
    ])
    func aLastLineWithoutLineEndWaits(cut: String, whole: String) throws {
        let head = "user_key,event_name,timestamp,value\nu0,paid,1772362800250,1\n"
        for skipBad in [false, true] {
            let error = failure { try run(head + cut, skipBad: skipBad) }
            #expect(error?.code == "unended_line")
            #expect(try events().count == 1)
        }
        #expect(try run(head + whole).accepted == 1)
        #expect(try events().count == 2)
    }

    @Test func aLastLineWithoutLineEndIsTakenWhereItIsWhole() throws {
        let head = "timestamp,user_key,value,event_name\n"
        #expect(failure { try run(head + "1772362800250,u1,5,paid") }?.code == "unended_line")
        #expect(try run(head + "1772362800250,u1,5,paid", takeLastLine: true).accepted == 1)
        #expect(try run(head + "1772362800250,u1,5,\"paid\"").accepted == 1)
        let cut = #"{"user_key":"u","event_name":"e","timestamp":1772362800250,"value":12"#
        #expect(failure { try run(cut, name: "r.jsonl", skipBad: true) }?.code == "unended_line")
        #expect(try run(cut + "3}", name: "r.jsonl", skipBad: true).accepted == 1)
        #expect(try events().last == "u|e|1772362800250|123.0|-")
    }

    /// Records that lie across the reader's buffers, lines longer than it takes, and quotes that never close.
    @Test func readsLongFiles() throws {
        var text = "user_key,event_name,timestamp,value\n"
        for row in 0..<60_000 { text += "\"u\n\(row)\",\"a \"\"quoted\"\" name\",1772362800250,\(row).25\n" }
        let report = try run(text)
        #expect(report.accepted == 60_000)
        let sum = try workspace.connections.read { try Double.fetchOne($0, sql: "SELECT sum(value) FROM MetricEvent") }
        #expect(sum == 1_799_985_000.0)
        let long = String(repeating: "x", count: 3 << 20)
        let rest = try run(
            "user_key,event_name,timestamp\nu1,\(long),1772362800250\nu2,e,1772362800250\n\"u3\(long),e,1772362800250\n"
                + "u4,e,1772362800250\n", skipBad: true)
        #expect(rest.accepted == 2)
        #expect(rest.bad == 2)
    }

    @Test func numbersReadAsTheyAreWritten() throws {
        var random = RandomSource(seed: 1, cell: "numbers", run: 0)
        var text = "user_key,event_name,timestamp,value\n"
        var values: [Double] = []
        for _ in 0..<3000 {
            let digits =
                random.below(Int.max) % [10, 1000, 1_000_000_000, 999_999_999_999_999, Int.max][random.below(5)]
            let decimals = random.below(12)
            let written = String(digits)
            let place = max(1, written.count - decimals)
            let rest = String(written.dropFirst(place))
            let sign = random.uniform() < 0.3 ? "-" : ""
            let number = sign + String(written.prefix(place)) + (rest.isEmpty ? "" : ".\(rest)")
            values.append(Double(number) ?? .nan)
            text += "u,e,1772362800250,\(number)\n"
        }
        try run(text)
        let stored = try workspace.connections.read {
            try Double.fetchAll($0, sql: "SELECT value FROM MetricEvent ORDER BY sequence")
        }
        #expect(stored == values)
    }

    @Test(arguments: [
        ("user_key,event_name\n", [], "no column \"timestamp\""), ("", [], "is empty"),
        (
            "uid,event_name,timestamp\n", ["user_key=id"],
            "no column \"id\". Its columns are: uid, event_name, timestamp"
        ),
        ("user_key,event_name,timestamp,value\ru,paid,1772323200000,12\r", [], "line ends of the old Macintosh"),
        ("user_key,user_key,event_name,timestamp\n", [], "2 columns \"user_key\""),
    ])
    func aHeaderWithoutTheColumnsIsRefused(text: String, map: [String], says: String) {
        let error = failure { try run(text, map: map) }
        #expect(error?.code == "bad_header")
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }

    @Test func wrongMapsAndFilesAreRefused() {
        #expect(failure { try run("", map: ["flag_key=x"]) }?.code == "invalid_value")
        #expect(failure { try run("", map: ["value"]) }?.code == "invalid_value")
        let missing = failure {
            try workspace.importEvents(ImportRequest(path: "/nonexistent/file.csv", kind: .events)) { _ in }
        }
        #expect(missing?.kind == .notFound)
        let aFolder = failure { try workspace.importEvents(ImportRequest(path: folder.path, kind: .events)) { _ in } }
        #expect(aFolder?.code == "not_a_file")
    }

    /// The index of the events is there after an import, and after one that was interrupted whoever needs it makes it.
    @Test func theIndexComesBack() async throws {
        func hasIndex() throws -> Bool {
            try workspace.connections.read {
                try Bool.fetchOne(
                    $0, sql: "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'MetricEvent_user')")
                    ?? false
            }
        }
        #expect(failure { try run("user_key,event_name,timestamp\nu,e,1772362800250\nbad\n") }?.code == "bad_row")
        #expect(try !hasIndex())
        let now = Instant(milliseconds: 1_772_362_900_000)
        let query = SourceQuery(
            experiment: "e", flagKey: "f", variants: ["a"],
            window: .init(start: Instant(milliseconds: 0), end: now), asOf: now,
            metrics: [MetricRequest(name: "e", event: "e")])
        _ = try await workspace.metricSource(nil).collect(query)
        #expect(try hasIndex())
        try run("user_key,event_name,timestamp\nu,e,1772362800250\nu,e,1772362800251\n")
        #expect(try hasIndex())
    }
}
