internal import AsyncHTTPClient
internal import Experiments
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Asks one ClickHouse over HTTP.
struct ClickHouseClient: Sendable {
    struct Rows: Sendable {
        var cells: [[String?]]
        /// Rows that the server read for them.
        var read: Int?
    }

    let name: String
    let settings: ClickHouseSettings
    let password: String?

    private static let maximumAnswer = 64 << 20
    /// Lives as long as the process.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(10)
        return HTTPClient(configuration: configuration)
    }()

    /// The rows of a statement.
    ///
    /// A cancelled task, and one that has waited too long, end the query on the server before this returns.
    /// - Parameter parameters: the server's settings for this query.
    /// - Throws: `WorkspaceError` of the source; `CancellationError`.
    func rows(_ statement: String, _ parameters: [(name: String, value: String)] = []) async throws -> Rows {
        let id = "experiment-\(UUID().uuidString)"
        let named = [("query_id", id), ("wait_end_of_query", "1")] + parameters.map { ($0.name, $0.value) }
        let reply: (status: Int, body: [UInt8])
        do {
            reply = try await send(statement + "\nFORMAT JSONCompact", named, seconds: settings.timeoutSeconds + 5)
        } catch {
            // A query that nobody waits for would go on.
            if Task.isCancelled || error is TooLate || error is HTTPClientError {
                await Task { _ = try? await send("KILL QUERY WHERE query_id = '\(id)' ASYNC", [], seconds: 5) }.value
            }
            if Task.isCancelled { throw CancellationError() }
            throw failure(of: error)
        }
        return try rows(of: reply)
    }

    private struct TooLate: Error {}

    private func send(
        _ statement: String, _ parameters: [(String, String)], seconds: Int
    ) async throws -> (status: Int, body: [UInt8]) {
        let database = settings.database.map { [("database", $0)] } ?? []
        let query = (database + parameters).map { "\($0.percentEncoded)=\($1.percentEncoded)" }.joined(separator: "&")
        var request = HTTPClientRequest(url: "\(settings.url)/\(query.isEmpty ? "" : "?")\(query)")
        request.method = .POST
        request.headers.add(name: "X-ClickHouse-User", value: settings.user)
        if let password { request.headers.add(name: "X-ClickHouse-Key", value: password) }
        request.body = .bytes(ByteBuffer(string: statement))
        let reply = try await value(within: .seconds(seconds)) { [request] in
            let response = try await Self.client.execute(request, deadline: .distantFuture)
            let body = try await response.body.collect(upTo: Self.maximumAnswer)
            return (status: Int(response.status.code), body: Array(buffer: body))
        }
        guard let reply else { throw TooLate() }
        return reply
    }

    /// The answer is whole only where it is one JSON value that counts its own rows: a failure on the way leaves half a
    /// value, or the failure's text after it, under the status 200.
    private func rows(of reply: (status: Int, body: [UInt8])) throws -> Rows {
        guard reply.status == 200, let json = try? JSON(parsing: reply.body), let list = json["data"]?.array,
            json["rows"]?.wholeNumber == list.count
        else {
            throw ClickHouseError(status: reply.status, body: String(decoding: reply.body, as: UTF8.self))
                .workspaceError(name, settings)
        }
        return Rows(
            cells: list.map { row in
                (row.array ?? []).map { $0 == .null ? nil : $0.text ?? $0.serialized() }
            }, read: json["statistics"]?["rows_read"]?.wholeNumber)
    }

    private func failure(of error: any Error) -> WorkspaceError {
        if error is TooLate { return ClickHouseError.tooLong(name, settings) }
        if let error = error as? HTTPClientError, error == .remoteConnectionClosed {
            return SourceFailure.answer.error(
                name,
                "\(settings.url) ended the connection before its answer was whole. Try again; if it stays so, look at "
                    + "the server's log.")
        }
        if error is NIOTooManyBytesError {
            return SourceFailure.answer.error(
                name, "the answer from \(settings.url) is larger than any summary. Check url and the tables.")
        }
        return SourceFailure.unreachable.error(
            name,
            "nothing that can be talked to listens at \(settings.url). Check url (the HTTP port is usually 8123, with "
                + "TLS 8443), and that the server runs.")
    }
}
