#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// PostgreSQL's C library, loaded when the first PostgreSQL source is used: neither build nor program needs it before.
///
/// Names are those of https://www.postgresql.org/docs/current/libpq.html without their prefix `PQ`.
struct LibPQ: Sendable {
    typealias Connection = OpaquePointer
    typealias Result = OpaquePointer
    typealias CString = UnsafePointer<CChar>

    let connectStartParams:
        @convention(c) @Sendable (UnsafePointer<CString?>, UnsafePointer<CString?>, CInt) -> Connection?
    let connectPoll: @convention(c) @Sendable (Connection) -> CInt
    let finish: @convention(c) @Sendable (Connection) -> Void
    let status: @convention(c) @Sendable (Connection) -> CInt
    let socket: @convention(c) @Sendable (Connection) -> CInt
    let serverVersion: @convention(c) @Sendable (Connection) -> CInt
    let errorMessage: @convention(c) @Sendable (Connection) -> CString?
    let setErrorVerbosity: @convention(c) @Sendable (Connection, CInt) -> CInt
    let setNoticeProcessor:
        @convention(c) @Sendable (
            Connection, (@convention(c) (UnsafeMutableRawPointer?, CString?) -> Void)?, UnsafeMutableRawPointer?
        ) -> OpaquePointer?

    let sendQueryParams:
        @convention(c) @Sendable (
            Connection, CString, CInt, UnsafePointer<CUnsignedInt>?, UnsafePointer<CString?>?, UnsafePointer<CInt>?,
            UnsafePointer<CInt>?, CInt
        ) -> CInt
    let setSingleRowMode: @convention(c) @Sendable (Connection) -> CInt
    let consumeInput: @convention(c) @Sendable (Connection) -> CInt
    let isBusy: @convention(c) @Sendable (Connection) -> CInt
    let getResult: @convention(c) @Sendable (Connection) -> Result?

    let resultStatus: @convention(c) @Sendable (Result) -> CInt
    let resultErrorField: @convention(c) @Sendable (Result, CInt) -> CString?
    let rowCount: @convention(c) @Sendable (Result) -> CInt
    let columnCount: @convention(c) @Sendable (Result) -> CInt
    let isNull: @convention(c) @Sendable (Result, CInt, CInt) -> CInt
    let value: @convention(c) @Sendable (Result, CInt, CInt) -> CString?
    let clear: @convention(c) @Sendable (Result) -> Void

    let getCancel: @convention(c) @Sendable (Connection) -> OpaquePointer?
    let cancel: @convention(c) @Sendable (OpaquePointer, UnsafeMutablePointer<CChar>, CInt) -> CInt
    let freeCancel: @convention(c) @Sendable (OpaquePointer) -> Void

    /// Loaded once for the process; nil where no libpq is installed.
    static let shared = LibPQ(names: defaultNames)

    static let defaultNames = [
        "libpq.so.5", "libpq.so", "libpq.5.dylib", "/opt/homebrew/opt/libpq/lib/libpq.5.dylib",
        "/usr/local/opt/libpq/lib/libpq.5.dylib",
        "/Applications/Postgres.app/Contents/Versions/latest/lib/libpq.5.dylib",
    ]

    /// - Parameter names: files to look for; the first that can be loaded and has all functions is taken.
    init?(names: [String]) {
        for name in names {
            guard let file = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
            if let library = try? LibPQ(Functions(file: file)) {
                self = library
                return
            }
            dlclose(file)
        }
        return nil
    }

    private init(_ function: Functions) throws {
        connectStartParams = try function("PQconnectStartParams")
        connectPoll = try function("PQconnectPoll")
        finish = try function("PQfinish")
        status = try function("PQstatus")
        socket = try function("PQsocket")
        serverVersion = try function("PQserverVersion")
        errorMessage = try function("PQerrorMessage")
        setErrorVerbosity = try function("PQsetErrorVerbosity")
        setNoticeProcessor = try function("PQsetNoticeProcessor")
        sendQueryParams = try function("PQsendQueryParams")
        setSingleRowMode = try function("PQsetSingleRowMode")
        consumeInput = try function("PQconsumeInput")
        isBusy = try function("PQisBusy")
        getResult = try function("PQgetResult")
        resultStatus = try function("PQresultStatus")
        resultErrorField = try function("PQresultErrorField")
        rowCount = try function("PQntuples")
        columnCount = try function("PQnfields")
        isNull = try function("PQgetisnull")
        value = try function("PQgetvalue")
        clear = try function("PQclear")
        getCancel = try function("PQgetCancel")
        cancel = try function("PQcancel")
        freeCancel = try function("PQfreeCancel")
    }

    /// The functions of a loaded file by name; the property that takes one says its type.
    private struct Functions {
        struct Missing: Error {}

        let file: UnsafeMutableRawPointer

        func callAsFunction<F>(_ name: String) throws -> F {
            guard let address = dlsym(file, name) else { throw Missing() }
            return unsafeBitCast(address, to: F.self)
        }
    }
}
