import Experiments
import Foundation
import MetricSources
import TestSupport

/// Rows in files or a database for DuckDB, each load in a folder of its own.
struct DuckDBBench: SourceBench {
    enum Format: String, CaseIterable {
        /// Times in ISO 8601, in the times of several places.
        case csv
        /// Times in milliseconds, an object a line.
        case jsonl
        /// The same with times as in CSV.
        case jsonlOfTexts
        /// Times as TIMESTAMP, in several files.
        case parquet
        /// Times as TIMESTAMPTZ, in the tables of a database file.
        case database
    }

    var format: Format

    var name: String { "DuckDB, \(format.rawValue)" }

    func load(_ rows: ContractRows) async throws -> LoadedRows {
        let program = try Engines.shared.duckDB()
        let folder = try EngineTools.newFolder("duckdb")
        let time = format == .csv || format == .jsonlOfTexts ? text : { instant, _ in String(instant.milliseconds) }
        let exposures = rows.exposures.enumerated().map { index, row in
            [row.user, row.flag, row.variant, time(row.instant, index), row.env]
        }
        let events = rows.events.enumerated().map { index, row in
            [row.user, row.name, time(row.instant, index), row.value.map { "\($0)" }, row.env]
        }
        let names = [
            ("exposures", ["user_key", "flag_key", "variant", "timestamp", "env_id"], exposures),
            ("events", ["user_key", "event_name", "timestamp", "value", "env_id"], events),
        ]
        for (name, columns, rows) in names {
            let file = "\(folder)/\(name)"
            if format == .jsonl || format == .jsonlOfTexts {
                try write(Self.lines(columns, rows), to: "\(file).jsonl")
                continue
            }
            try write(Self.csv([columns] + rows), to: "\(file).csv")
            guard format != .csv else { continue }
            let types = columns.map { column in
                "'\(column)': '\(column == "timestamp" ? "BIGINT" : column == "value" ? "DOUBLE" : "VARCHAR")'"
            }
            let read =
                "SELECT * REPLACE (make_timestamp\(format == .database ? "tz" : "")(timestamp * 1000) AS timestamp) "
                + "FROM read_csv('\(file).csv', header = true, columns = {\(types.joined(separator: ", "))})"
            try await EngineTools.run(
                [program, "-bail", "-no-init", format == .database ? "\(folder)/data.duckdb" : ":memory:"],
                input: format == .database
                    ? "SET TimeZone = 'Asia/Kolkata'; CREATE TABLE \(name) AS \(read);"
                    : "COPY (\(read) WHERE timestamp % 2 = 0) TO '\(file)-1.parquet'; "
                        + "COPY (\(read) WHERE timestamp % 2 = 1) TO '\(file)-2.parquet';")
            try FileManager.default.removeItem(atPath: "\(file).csv")
        }
        let source = try Self.source(
            path: format == .database ? "\(folder)/data.duckdb" : folder, program: program)
        return { [format] query in
            var query = query
            let isParted = format == .parquet
            query.exposures = .table(isParted ? "exposures-*.parquet" : nil, columns: ["env_id": "env_id"])
            query.events = .table(isParted ? "events-*.parquet" : nil, columns: ["env_id": "env_id"])
            return (source, query)
        }
    }

    /// The source of a folder or database, as a user configures it.
    static func source(
        path: String, program: String, change: (inout SourceConfiguration) -> Void = { _ in }
    ) throws -> any MetricSource {
        var configuration = SourceConfiguration()
        configuration.name = "files"
        configuration.kind = .duckdb
        configuration.path = path
        configuration.options = JSON.object(["program": .string(program)]).serialized()
        change(&configuration)
        return try MetricSources.source(configuration, secrets: SecretReader { _ in nil })
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    private static func csv(_ rows: [[String?]]) -> String {
        rows.map { row in
            row.map { $0.map { "\"\($0.replacing("\"", with: "\"\""))\"" } ?? "" }.joined(separator: ",") + "\n"
        }.joined()
    }

    private static func lines(_ columns: [String], _ rows: [[String?]]) -> String {
        rows.map { row in
            var object = JSONObject()
            for (column, cell) in zip(columns, row) {
                guard let cell else { continue }
                let isNumber = column == "timestamp" || column == "value"
                object[column] = (isNumber ? Double(cell) : nil).map(JSON.number) ?? .string(cell)
            }
            return JSON.object(object).serialized() + "\n"
        }.joined()
    }

    private func text(_ instant: Instant, _ index: Int) -> String {
        let places: [(minutes: Int64, offset: String)] = [(0, "Z"), (330, "+05:30"), (-480, "-08:00")]
        let place = places[index % places.count]
        let local = Instant(milliseconds: instant.milliseconds + place.minutes * 60_000)
        return local.jsonText.dropLast() + place.offset
    }
}
