import Experiments
import Foundation
import GRDB
import Testing
import Workspace

/// A folder of its own for one test, removed with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/workspace-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String = "workspace.sqlite") -> String { path + "/" + name }

    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}

/// The domain error that a body throws; records an issue when it throws none or another.
func failure<T>(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> T
) async -> WorkspaceError? {
    do {
        _ = try await body()
        Issue.record("expected an error", sourceLocation: sourceLocation)
    } catch let error as WorkspaceError {
        return error
    } catch {
        Issue.record("expected a WorkspaceError, got \(error)", sourceLocation: sourceLocation)
    }
    return nil
}

/// All rows of a table as text with the SQLite type of each value, in the order of rowid.
func dump(_ path: String, table: String, columns: [String]) throws -> [[String]] {
    let queue = try DatabaseQueue(path: path)
    return try queue.read { database in
        let list = columns.map { "typeof(\"\($0)\") || ':' || coalesce(quote(\"\($0)\"), '')" }.joined(separator: ", ")
        return try Row.fetchAll(database, sql: "SELECT \(list) FROM \"\(table)\" ORDER BY rowid")
            .map { row in columns.indices.map { row[$0] as String } }
    }
}
