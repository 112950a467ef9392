internal import AsyncHTTPClient
package import Experiments
internal import NIOCore
internal import NIOHTTP1

/// A workspace behind a server: performs each verb as the HTTP request that its declaration describes.
package struct RemoteWorkspace: WorkspaceService {
    private let baseURL: String
    private static let maximumAnswer = 256 << 20
    /// Lives as long as the process. A refused connection is an answer, not a reason to try for a minute.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(5)
        return HTTPClient(configuration: configuration)
    }()

    /// - Parameter url: the server's address, such as `http://127.0.0.1:3000`.
    /// - Throws: `WorkspaceError` (kind `invalid`) for an address that is not `http` or `https`.
    package init(url: String) throws {
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw WorkspaceError.invalid(
                "the server's address must begin with http:// or https://, not \"\(url)\"", code: "invalid_server")
        }
        baseURL = url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    package func perform<V: Verb>(_ verb: V) async throws -> V.Output {
        let call = VerbCall(verb)
        var request = HTTPClientRequest(url: baseURL + call.path)
        request.method = HTTPMethod(rawValue: V.declaration.method.rawValue)
        request.headers.add(name: "Accept", value: "application/json")
        if let body = call.body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let (status, bytes) = try await send(request, patience: V.declaration.patience)
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw notAWorkspace(status)
        }
        guard (200..<300).contains(status) else {
            guard let refusal = try? WorkspaceError(json: json, httpStatus: status) else { throw notAWorkspace(status) }
            throw refusal
        }
        do {
            return try V.Output(json: json, httpStatus: status)
        } catch {
            throw notAWorkspace(status)
        }
    }

    private func send(
        _ request: HTTPClientRequest, patience: Int
    ) async throws -> (status: Int, body: [UInt8]) {
        do {
            let response = try await Self.client.execute(request, timeout: .seconds(Int64(patience)))
            let body = try await response.body.collect(upTo: Self.maximumAnswer)
            return (Int(response.status.code), Array(buffer: body))
        } catch {
            throw WorkspaceError(
                .unreachable, code: "server_unreachable",
                "The server at \(baseURL) \(Self.isTimeout(error) ? "did not answer in time" : "cannot be reached"). Check the "
                    + "address, and that `experiment serve` runs there.")
        }
    }

    private static func isTimeout(_ error: any Error) -> Bool {
        guard let error = error as? HTTPClientError else { return false }
        return [.deadlineExceeded, .readTimeout, .connectTimeout].contains(error)
    }

    private func notAWorkspace(_ status: Int) -> WorkspaceError {
        WorkspaceError(
            .unreachable, code: "not_a_workspace_server",
            "The server at \(baseURL) answered (status \(status)), but not as an experiment workspace does. Check the address."
        )
    }
}
