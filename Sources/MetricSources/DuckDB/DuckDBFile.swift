internal import Experiments
internal import Foundation

/// A file, or several of one pattern, in the place of a table.
struct DuckDBFile {
    enum Format: Sendable {
        case parquet, csv, json

        /// - Returns: nil for a name with none of the endings.
        init?(name: String) {
            var parts = name.lowercased().split(separator: ".").dropFirst()
            if parts.last == "gz" || parts.last == "zst" { parts.removeLast() }
            switch parts.last {
            case "parquet", "pq": self = .parquet
            case "csv", "tsv": self = .csv
            case "json", "jsonl", "ndjson": self = .json
            default: return nil
            }
        }
    }

    let path: String
    let format: Format

    private static let endings = ["parquet", "csv", "csv.gz", "tsv", "json", "jsonl", "ndjson", "json.gz", "jsonl.gz"]

    /// The file of a name: below one of the folders, or in the first one under the name with an ending.
    ///
    /// - Returns: nil where the name can only be a table's.
    /// - Throws: `WorkspaceError`, `invalid`, for a file outside of the folders; of the source, where a folder alone is
    ///   given and has no such file.
    init?(name: String, settings: DuckDBSettings, source: String) throws {
        if let format = Format(name: name) {
            guard let folder = settings.folders.first else {
                throw WorkspaceError.invalid(
                    "\(source): \"\(name)\" is a file, and the source has only a database. Give its folder in the source's "
                        + "options: {\"folders\":[\"…\"]}.", code: "invalid_source")
            }
            let path = name.hasPrefix("/") ? name : "\(folder.hasSuffix("/") ? folder : folder + "/")\(name)"
            let steps = path.split(separator: "/")
            guard !steps.contains(".."),
                settings.folders.contains(where: { steps.starts(with: $0.split(separator: "/")) })
            else {
                throw WorkspaceError.invalid(
                    "\(source): \"\(name)\" is outside of \(settings.folders.joined(separator: ", ")). Name a file below, or "
                        + "add its folder to the source's options.", code: "invalid_source")
            }
            self.path = path
            self.format = format
            return
        }
        guard settings.database == nil, let folder = settings.folders.first else { return nil }
        let found = Self.endings.filter { FileManager.default.fileExists(atPath: "\(folder)/\(name).\($0)") }
        guard let ending = found.first, let format = Format(name: "\(name).\(ending)") else {
            throw SourceFailure.missing.error(
                source,
                "\(folder) has no file \(name).parquet, .csv or .json. Put it there, or name another in the "
                    + "experiment's dataSource, such as \"\(name)/*.parquet\".")
        }
        guard found.count == 1 else {
            throw WorkspaceError.invalid(
                "\(source): \(folder) has \(found.map { "\(name).\($0)" }.joined(separator: " and ")). Name the one to read in "
                    + "the experiment's dataSource.", code: "invalid_source")
        }
        path = "\(folder)/\(name).\(ending)"
        self.format = format
    }

    private var isEmpty: Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) == 0
    }

    private static let instant = "TIMESTAMP WITH TIME ZONE"

    /// A column that DuckDB has guessed, with the type that `source` gives it.
    ///
    /// Keys in CSV and JSON are the texts that they are: DuckDB would guess a number from `007`, and a UUID from text. What
    /// it guesses to be a TIMESTAMP may have offsets from UTC, which it would drop without a word.
    func typed(_ guessed: SQLColumns.Column) -> SQLColumns.Column {
        guard format != .parquet else { return guessed }
        var column = guessed
        switch column.name {
        case "timestamp":
            let time = SQLTime(type: column.type, in: .duckdb)
            if time != .milliseconds, time != .text { column.type = Self.instant }
        case "value": column.type = "DOUBLE"
        default: column.type = "VARCHAR"
        }
        return column
    }

    /// What stands after FROM.
    ///
    /// - Parameters:
    ///   - columns: our names to theirs.
    ///   - types: by our names, of the columns that are read; without it times are read as DuckDB guesses, and so is all of
    ///     JSON.
    ///   - readsValue: whether a metric is made of values.
    func source(columns: [String: String], types: [String: String]?, readsValue: Bool) throws -> String {
        let dialect = SQLDialect.duckdb
        /// Instants are read as texts, so that none loses its offset.
        func list(_ types: [String: String]) throws -> String {
            try types.sorted { $0.key < $1.key }.compactMap { name, type in
                let type = type == Self.instant ? "VARCHAR" : type
                return try columns[name].map { "\(try dialect.text($0)): \(try dialect.text(type))" }
            }.joined(separator: ", ")
        }
        func castingInstants(_ rows: String) throws -> String {
            guard types?["timestamp"] == Self.instant, let theirs = columns["timestamp"] else { return rows }
            let time = try dialect.identifier(theirs)
            return "(SELECT * REPLACE (\(time)::TIMESTAMPTZ AS \(time)) FROM \(rows))"
        }
        let file = try dialect.text(path)
        switch format {
        case .parquet: return "read_parquet(\(file), union_by_name = true)"
        case .csv:
            let keys = ["user_key", "flag_key", "variant", "event_name", "env_id"].map { ($0, "VARCHAR") }
            let value = readsValue ? [("value", "DOUBLE")] : []
            let types = try list(types ?? Dictionary(uniqueKeysWithValues: keys + value))
            // Quotes are not left to DuckDB's guess, by which one broken line would make them part of every key.
            return try castingInstants(
                "read_csv(\(file), header = true, union_by_name = true, quote = '\"', escape = '\"', comment = '', "
                    + "types = {\(types)})")
        case .json where isEmpty:
            // DuckDB finds no columns in it.
            let nothing = try columns.sorted { $0.key < $1.key }.map { ours, theirs in
                let type = ours == "timestamp" ? "BIGINT" : ours == "value" ? "DOUBLE" : "VARCHAR"
                return "NULL::\(type) AS \(try dialect.identifier(theirs))"
            }
            return "(SELECT \(nothing.joined(separator: ", ")) WHERE false)"
        case .json:
            guard let types else { return "read_json(\(file), union_by_name = true)" }
            return try castingInstants("read_json(\(file), columns = {\(try list(types))})")
        }
    }
}
