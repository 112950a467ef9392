import Experiments
import Foundation
import MetricSources
import TestSupport
import Testing

extension EngineFailureTests {
    private static let secrets = SecretReader { _ in nil }
    private static let exposures = """
        SELECT 'anna' AS user_key, 'flag' AS flag_key, 'control' AS variant, TIMESTAMP '2026-03-02 00:10:00' AS timestamp
        UNION ALL SELECT 'ben', 'flag', 'treatment', TIMESTAMP '2026-03-02 00:10:00'
        """
    private static let events =
        "SELECT 'anna' AS user_key, 'buy' AS event_name, TIMESTAMP '2026-03-02 00:20:00' AS timestamp, 3.0 AS value"
    /// Rows that take hours to read, none of which is of the experiment.
    private static let endless = """
        SELECT (range % 7)::VARCHAR AS user_key, (range % 5)::VARCHAR AS flag_key, 'control' AS variant,
            make_timestamp(range) AS timestamp FROM range(1000000000000)
        """

    private func configuration(
        _ path: String, change: (inout SourceConfiguration) -> Void = { _ in }
    ) throws -> SourceConfiguration {
        var configuration = SourceConfiguration()
        configuration.name = "files"
        configuration.kind = .duckdb
        configuration.path = path
        configuration.options = JSON.object(["program": .string(try Engines.shared.duckDB())]).serialized()
        change(&configuration)
        return configuration
    }

    /// A database's file of views.
    private func database(_ folder: TemporaryFolder, exposures: String, events: String) async throws -> String {
        let path = folder.file("data-\(UUID().uuidString.prefix(8)).duckdb")
        try await EngineTools.run(
            [try Engines.shared.duckDB(), "-bail", "-no-init", path],
            input: "CREATE VIEW exposures AS \(exposures);\nCREATE VIEW events AS \(events);\n")
        return path
    }

    @Test func duckDBWithoutWhatTheQueryNeeds() async throws {
        let folder = try TemporaryFolder()
        let good = try await database(folder, exposures: Self.exposures, events: Self.events)
        let collection = try await FailingCollection(try configuration(good), secrets: Self.secrets)
        let cases = [
            ("no column", Self.exposures.replacing("AS variant", with: "AS arm"), Self.events, "variant"),
            ("text as time", Self.exposures.replacing("TIMESTAMP '2026", with: "'soon"), Self.events, "timestamp"),
            ("text as value", Self.exposures, Self.events.replacing("3.0", with: "'much'"), "value"),
            ("list as value", Self.exposures, Self.events.replacing("3.0", with: "[3.0]"), "value"),
        ]
        for (name, exposures, events, word) in cases {
            let path = try await database(folder, exposures: exposures, events: events)
            try await collection.expectFailure(
                of: try configuration(path), as: name, code: .missing, .answer, saying: word)
        }
        let empty = folder.file("empty")
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
        try await collection.expectFailure(
            of: try configuration(empty), as: "no files", code: .missing, saying: "exposures")
        try await collection.expectFailure(
            of: try configuration(folder.file("nowhere")), as: "no folder", code: .missing, saying: "nowhere")
    }

    @Test func duckDBWithHalfAFile() async throws {
        let folder = try TemporaryFolder()
        let good = try await database(folder, exposures: Self.exposures, events: Self.events)
        let collection = try await FailingCollection(try configuration(good), secrets: Self.secrets)
        let lake = folder.file("lake")
        try FileManager.default.createDirectory(atPath: lake, withIntermediateDirectories: true)
        try await EngineTools.run(
            [try Engines.shared.duckDB(), "-bail", "-no-init"],
            input: """
                COPY (\(Self.exposures)) TO '\(lake)/exposures.parquet';
                COPY (\(Self.events)) TO '\(lake)/events.parquet';
                """)
        try await collection.add(try configuration(lake), as: "whole")
        try await collection.collect(from: "whole")
        let file = URL(fileURLWithPath: "\(lake)/events.parquet")
        let bytes = try Data(contentsOf: file)
        for part in [0, bytes.count / 2, bytes.count - 1] {
            try bytes.prefix(part).write(to: file)
            try await collection.expectFailure(
                of: try configuration(lake), as: "\(part) bytes", code: .missing, .answer)
        }
        try Data((0..<512).map { UInt8(truncatingIfNeeded: $0 * 37) }).write(
            to: URL(fileURLWithPath: folder.file("noise.duckdb")))
        try await collection.expectFailure(
            of: try configuration(folder.file("noise.duckdb")), as: "noise", code: .missing, .answer)
    }

    @Test func duckDBThatTakesTooLong() async throws {
        let folder = try TemporaryFolder()
        let good = try await database(folder, exposures: Self.exposures, events: Self.events)
        let slow = try await database(folder, exposures: Self.endless, events: Self.events)
        let collection = try await FailingCollection(try configuration(good), secrets: Self.secrets)
        let program = try Engines.shared.duckDB()
        try await collection.expectFailure(
            of: try configuration(slow) {
                $0.options = JSON.object(["program": .string(program), "timeout_seconds": 1]).serialized()
            }, as: "slow", code: .timeout)
        #expect(processes(with: slow).isEmpty)
    }

    @Test func duckDBThatIsCancelledOrKilledLeavesNoProcess() async throws {
        let folder = try TemporaryFolder()
        let good = try await database(folder, exposures: Self.exposures, events: Self.events)
        let slow = try await database(folder, exposures: Self.endless, events: Self.events)
        let source = try MetricSources.source(try configuration(slow), secrets: Self.secrets)
        let task = Task { try await source.collect(.asking(.proportion("buy"))) }
        _ = try await firstValue { processes(with: slow).first }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        _ = try await firstValue { processes(with: slow).isEmpty ? true : nil }

        let collection = try await FailingCollection(try configuration(good), secrets: Self.secrets)
        let configuration = try configuration(slow)
        async let outcome: WorkspaceError? = collection.expectFailure(of: configuration, as: "killed", code: .answer)
        // The first process asks for the types of the columns; the one that stays is at work.
        kill(try await lastingProcess(with: slow), SIGKILL)
        _ = try await outcome
    }

    private func lastingProcess(with word: String) async throws -> pid_t {
        try await firstValue {
            guard let process = processes(with: word).first else { return nil }
            try await Task.sleep(for: .milliseconds(500))
            return processes(with: word).contains(process) ? process : nil
        }
    }

    /// The processes whose command line has a word.
    private func processes(with word: String) -> [pid_t] {
        let numbers = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
        return numbers.filter { number in
            guard let line = FileManager.default.contents(atPath: "/proc/\(number)/cmdline") else { return false }
            return String(decoding: line, as: UTF8.self).contains(word)
        }
    }
}
