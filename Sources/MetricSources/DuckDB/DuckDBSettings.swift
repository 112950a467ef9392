internal import Experiments
internal import Foundation

/// What DuckDB reads and how its program is run, from a source's configuration.
struct DuckDBSettings: Sendable, Equatable {
    /// A database's file, read only; nil where all data are files of other kinds.
    var database: String?
    /// The folders below which files may be read; names without a leading slash are below the first.
    var folders: [String] = []
    /// The program's name or path.
    var program = "duckdb"
    var timeoutSeconds = 300
    /// nil for DuckDB's own: most of the machine's memory.
    var memoryLimit: String?
    var threads: Int?

    init(_ configuration: SourceConfiguration) throws {
        func fault(_ what: String) -> WorkspaceError {
            .invalid("The source \"\(configuration.name)\": \(what).", code: "invalid_source")
        }
        guard let path = configuration.path, !path.isEmpty else {
            throw fault("path takes a folder with Parquet, CSV or JSON files, or the file of a DuckDB database")
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw SourceFailure.missing.error(
                configuration.name, "there is nothing at \(path). Correct path: a folder, or the file of a database.")
        }
        if isFolder.boolValue {
            folders.append(Self.absolute(path))
        } else {
            guard DuckDBFile.Format(name: path) == nil else {
                throw fault(
                    "path takes the folder of \(path); name the file in the experiment's dataSource, "
                        + "{\"events\":{\"table\":\"…\"}}")
            }
            database = Self.absolute(path)
        }
        for (name, value) in configuration.settings {
            switch name {
            case "program":
                guard let text = value.text, !text.isEmpty else { throw fault("program takes a name or a path") }
                program = text
            case "folders":
                guard let list = value.array, list.allSatisfy({ $0.text?.isEmpty == false }) else {
                    throw fault("folders takes a list of paths")
                }
                folders += list.compactMap(\.text).map(Self.absolute)
            case "timeout_seconds":
                guard let number = value.wholeNumber, (1...3600).contains(number) else {
                    throw fault("timeout_seconds takes a whole number from 1 to 3600")
                }
                timeoutSeconds = number
            case "memory_limit":
                guard let text = value.text, text.wholeMatch(of: /[0-9]{1,6}(MB|GB|MiB|GiB)/) != nil else {
                    throw fault("memory_limit takes a size such as 4GB")
                }
                memoryLimit = text
            case "threads":
                guard let number = value.wholeNumber, (1...1024).contains(number) else {
                    throw fault("threads takes a whole number from 1 to 1024")
                }
                threads = number
            default: throw fault(configuration.fault(ofOption: name))
            }
        }
    }

    /// As DuckDB compares it with the folders that it may read: from the root, without steps up.
    private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}

extension DuckDBSettings {
    /// What is said before a statement, so that nothing but the given files can be read and nothing written.
    ///
    /// - Parameter temporary: an empty folder for what does not fit into memory.
    func preparation(temporary: String) throws -> String {
        let text = SQLDialect.duckdb.text
        var lines = ["SET TimeZone = 'UTC'", "SET temp_directory = \(try text(temporary))"]
        if let memoryLimit { lines.append("SET memory_limit = \(try text(memoryLimit))") }
        if let threads { lines.append("SET threads = \(threads)") }
        let folders = try folders.map { try text($0.hasSuffix("/") ? $0 : $0 + "/") }.joined(separator: ", ")
        lines += [
            "SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false",
            "SET allowed_directories = [\(folders)]", "SET enable_external_access = false",
            "SET lock_configuration = true",
        ]
        return lines.map { "\($0);\n" }.joined()
    }
}
