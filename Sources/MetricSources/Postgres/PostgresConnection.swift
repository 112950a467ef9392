internal import Experiments

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A connection to one server, and what may be asked over it: single statements, answered as the server's text.
///
/// Every call blocks until the server has answered, the time is over, or `stop` is asked: never call one on a thread of
/// Swift's own pool.
final class PostgresConnection {
    private let library: LibPQ
    private let handle: LibPQ.Connection
    private let stop: PostgresStop
    private let timeoutSeconds: Int
    private let maximumRows: Int

    private static let connectSeconds = 10
    /// What the server gets on top of its own timeout, to say that the time is over.
    private static let graceSeconds = 10
    /// How long a stop may go unseen.
    private static let pollMilliseconds: CInt = 50

    /// - Throws: `PostgresError`; `CancellationError` where `stop` was asked.
    init(_ settings: PostgresSettings, password: String?, library: LibPQ, stop: PostgresStop) throws {
        let words = settings.connectionWords(password: password)
        let handle = Self.withCStrings(words.map(\.name)) { names in
            Self.withCStrings(words.map(\.value)) { values in library.connectStartParams(names, values, 0) }
        }
        guard let handle else { throw PostgresError.connection("out of memory") }
        self.library = library
        self.handle = handle
        self.stop = stop
        timeoutSeconds = settings.timeoutSeconds
        maximumRows = settings.maximumRows
        // libpq would print the server's notices.
        _ = library.setNoticeProcessor(handle, { _, _ in }, nil)
        try connect(within: min(Self.connectSeconds, timeoutSeconds))
    }

    deinit { library.finish(handle) }

    var serverVersion: String {
        let number = Int(library.serverVersion(handle))
        return number >= 100_000
            ? "\(number / 10_000).\(number % 10_000)" : "\(number / 10_000).\(number / 100 % 100).\(number % 100)"
    }

    /// Runs one statement; the server refuses several in one.
    ///
    /// - Returns: its rows; none for a statement that gives none.
    /// - Throws: `PostgresError`; `CancellationError` where `stop` was asked, after the statement has ended on the server.
    @discardableResult
    func execute(_ statement: String, _ parameters: [String?] = []) throws -> [[String?]] {
        // A C string ends there, and half a statement may be one too.
        guard !statement.utf8.contains(0), !parameters.contains(where: { $0?.utf8.contains(0) == true }) else {
            throw PostgresError.server(
                code: "22021", message: "a text holds a zero byte, which PostgreSQL cannot store")
        }
        let sent = Self.withCStrings(parameters) { values in
            library.sendQueryParams(handle, statement, CInt(parameters.count), nil, values, nil, nil, 0)
        }
        guard sent == 1 else { throw lost() }
        _ = library.setSingleRowMode(handle)

        let deadline = ContinuousClock.now.advanced(by: .seconds(timeoutSeconds + Self.graceSeconds))
        var rows: [[String?]] = []
        var failure: PostgresError?
        while let result = try nextResult(until: deadline) {
            defer { library.clear(result) }
            switch library.resultStatus(result) {
            case Status.oneRow:
                guard rows.count < maximumRows else {
                    cancel()
                    throw PostgresError.tooManyRows(limit: maximumRows)
                }
                rows.append(row(of: result))
            case Status.endOfRows, Status.done: break
            default: failure = failure ?? reason(of: result)
            }
        }
        if let failure { throw failure }
        return rows
    }

    // MARK: - Waiting

    private func connect(within seconds: Int) throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        guard library.status(handle) != ConnectionStatus.bad else { throw refusal }
        // The message alone tells what went wrong here: let it hold the server's code.
        _ = library.setErrorVerbosity(handle, 2)
        var next = Polling.writing
        while next != Polling.done {
            let events = next == Polling.reading ? Int16(POLLIN) : Int16(POLLOUT)
            while !isReady(for: events) {
                if stop.isAsked { throw CancellationError() }
                guard ContinuousClock.now < deadline else { throw PostgresError.timeout(seconds: seconds) }
            }
            next = library.connectPoll(handle)
            if next == Polling.failed { throw refusal }
        }
    }

    /// The next result of the statement that runs; nil after its last.
    private func nextResult(until deadline: ContinuousClock.Instant) throws -> LibPQ.Result? {
        while library.isBusy(handle) == 1 {
            if isReady(for: Int16(POLLIN)) {
                guard library.consumeInput(handle) == 1 else { throw lost() }
                continue
            }
            if stop.isAsked {
                cancel()
                throw CancellationError()
            }
            guard ContinuousClock.now < deadline else {
                cancel()
                throw PostgresError.timeout(seconds: timeoutSeconds)
            }
        }
        return library.getResult(handle)
    }

    /// Ends what runs on the server, and waits a little for its word that it ended.
    private func cancel() {
        guard let key = library.getCancel(handle) else { return }
        defer { library.freeCancel(key) }
        var message = [CChar](repeating: 0, count: 256)
        guard library.cancel(key, &message, CInt(message.count)) == 1 else { return }
        let deadline = ContinuousClock.now.advanced(by: .seconds(5))
        while ContinuousClock.now < deadline {
            if library.isBusy(handle) == 0 {
                guard let result = library.getResult(handle) else { return }
                library.clear(result)
            } else if isReady(for: Int16(POLLIN)), library.consumeInput(handle) == 0 {
                return
            }
        }
    }

    private func isReady(for events: Int16) -> Bool {
        var descriptor = pollfd(fd: library.socket(handle), events: events, revents: 0)
        // An error of the socket counts as ready: libpq then reads it, and says what it is.
        return poll(&descriptor, 1, Self.pollMilliseconds) > 0
    }

    // MARK: - Reading

    private func row(of result: LibPQ.Result) -> [String?] {
        (0..<library.columnCount(result)).map { column in
            guard library.isNull(result, 0, column) == 0, let text = library.value(result, 0, column) else {
                return nil
            }
            return String(cString: text)
        }
    }

    private func reason(of result: LibPQ.Result) -> PostgresError {
        guard let code = field("C", of: result) else { return lost() }
        return .server(code: code, message: PostgresError.oneLine(field("M", of: result) ?? ""))
    }

    private func field(_ name: Unicode.Scalar, of result: LibPQ.Result) -> String? {
        library.resultErrorField(result, CInt(name.value)).map { String(cString: $0) }
    }

    private var message: String { library.errorMessage(handle).map { String(cString: $0) } ?? "" }

    private var refusal: PostgresError { PostgresError(connecting: message) }

    private func lost() -> PostgresError { .connection(PostgresError.oneLine(message)) }

    private static func withCStrings<R>(
        _ texts: [String?], _ body: (UnsafePointer<LibPQ.CString?>) throws -> R
    ) rethrows -> R {
        let copies = texts.map { $0.flatMap { strdup($0) } }
        defer { copies.forEach { free($0) } }
        // libpq reads names and values up to the first NULL.
        let pointers = copies.map { $0.map { UnsafePointer($0) } } + [nil]
        return try body(pointers)
    }

    // Values of libpq-fe.h, which cannot change without another name of the library.
    private enum ConnectionStatus {
        static let bad: CInt = 1
    }

    private enum Polling {
        static let failed: CInt = 0
        static let reading: CInt = 1
        static let writing: CInt = 2
        static let done: CInt = 3
    }

    private enum Status {
        static let done: CInt = 1
        static let endOfRows: CInt = 2
        static let oneRow: CInt = 9
    }
}
