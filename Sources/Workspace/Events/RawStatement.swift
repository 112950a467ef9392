internal import GRDB
internal import GRDBSQLite

/// A statement that is bound and stepped without boxing its values, which would cost most of the time of a long import.
struct RawStatement {
    private let statement: Statement
    private let handle: OpaquePointer
    private let connection: OpaquePointer?

    init(_ database: Database, _ sql: String) throws {
        statement = try database.makeStatement(sql: sql)
        handle = statement.sqliteStatement
        connection = database.sqliteConnection
    }

    func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, value) }

    func bind(_ value: Double?, at index: Int32) {
        if let value { sqlite3_bind_double(handle, index, value) } else { sqlite3_bind_null(handle, index) }
    }

    /// Text, which must stay where it is until the statement has been run; nil is null.
    func bind(_ bytes: UnsafeRawBufferPointer?, at index: Int32) {
        guard let bytes, let start = bytes.baseAddress else {
            sqlite3_bind_null(handle, index)
            return
        }
        sqlite3_bind_text(handle, index, start.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil)
    }

    /// Runs a statement without rows.
    ///
    /// - Returns: whether it changed a row.
    func run() throws -> Bool {
        guard try !step() else { return false }
        reset()
        return sqlite3_changes(connection) > 0
    }

    /// - Returns: whether there is a row to read.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let message = connection.map { String(cString: sqlite3_errmsg($0)) }
            sqlite3_reset(handle)
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
    }

    func reset() { sqlite3_reset(handle) }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func number(_ column: Int32) -> Double? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_double(handle, column)
    }

    var lastInsertedKey: Int64 { sqlite3_last_insert_rowid(connection) }
}
