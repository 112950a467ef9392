import Experiments
import Foundation
import GRDB
import Testing
import Workspace

/// All rows of a table as text with the SQLite type of each value, in the order of rowid.
func dump(_ path: String, table: String, columns: [String]) throws -> [[String]] {
    let queue = try DatabaseQueue(path: path)
    return try queue.read { database in
        let list = columns.map { "typeof(\"\($0)\") || ':' || coalesce(quote(\"\($0)\"), '')" }.joined(separator: ", ")
        return try Row.fetchAll(database, sql: "SELECT \(list) FROM \"\(table)\" ORDER BY rowid")
            .map { row in columns.indices.map { row[$0] as String } }
    }
}
