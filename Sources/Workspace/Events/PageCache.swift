internal import GRDB

/// How much of the file a connection keeps in memory.
enum PageCache {
    /// Runs a long piece of work with 32 MB of pages, and gives them back.
    static func enlarged<Value>(in database: Database, _ body: () throws -> Value) throws -> Value {
        let size = try Int.fetchOne(database, sql: "PRAGMA cache_size") ?? -2000
        try database.execute(sql: "PRAGMA cache_size = -32000")
        defer {
            try? database.execute(sql: "PRAGMA cache_size = \(size)")
            database.releaseMemory()
        }
        return try body()
    }
}
