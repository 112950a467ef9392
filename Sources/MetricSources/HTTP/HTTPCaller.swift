internal import AsyncHTTPClient
internal import Experiments
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Calls a service: waits where it asks for patience, and says in words what went wrong.
///
/// Redirects are not followed: they would carry the secret to another place.
struct HTTPCaller: Sendable {
    /// How people call the service.
    let name: String
    /// Where it is, for sentences.
    let place: String
    /// Never in a sentence, whoever wrote it.
    let secret: String?
    let timeout: Int
    let surroundings: CallSurroundings
    /// What a failure means for whoever asked.
    var consequence = "Nothing was stored."
    /// The answers that mean to come back later.
    var patience: Set<Int> = [202, 429, 503]

    private static let maximumAnswer = 16 << 20
    /// Lives as long as the process. A refused connection is an answer, not a reason to try for a minute.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(5)
        return HTTPClient(configuration: configuration)
    }()

    /// Sends, and sends again while the service asks for patience.
    ///
    /// - Parameter call: makes the request anew for each attempt, since a signature holds its time.
    /// - Returns: any other answer; `requireSuccess` reads its status.
    /// - Throws: `WorkspaceError`, `unreachable`.
    func send(_ call: @Sendable () throws -> HTTPCall) async throws -> HTTPReply {
        var backoff = Backoff()
        while true {
            let reply = try await exchange(call())
            guard patience.contains(reply.status) else { return reply }
            let asked = Backoff.pause(retryAfter: reply.retryAfter, now: surroundings.now())
            guard let pause = backoff.next(asked: asked) else {
                throw failure(.notReady, notReady(reply.status, asked, after: backoff))
            }
            try await surroundings.sleep(pause)
        }
    }

    /// - Parameter words: what a status means for this service, where that is not what it means for all.
    /// - Throws: `WorkspaceError`, `unreachable`, for every status but 2xx.
    func requireSuccess(_ reply: HTTPReply, _ words: [Int: (SourceFailure, String)] = [:]) throws {
        guard !reply.isSuccess else { return }
        let theirs = theirWords(reply).map { " It says: \($0)" } ?? ""
        if let (kind, sentence) = words[reply.status] { throw failure(kind, sentence + theirs) }
        switch reply.status {
        case 300..<400:
            throw failure(
                .answer,
                "It answers with a redirect (status \(reply.status))\(reply.location.map { " to \($0)" } ?? ""), which is "
                    + "not followed: it would carry the secret elsewhere. Give the final address as the source's url.")
        case 401, 403:
            throw failure(
                .refused,
                "It refused the secret (status \(reply.status)). Check what secretEnv or secretFile holds, and what it "
                    + "may do there.\(theirs)")
        case 404:
            throw failure(.missing, "Nothing is there (status 404). Check url, path and envId.\(theirs)")
        case 500...:
            throw failure(.unreachable, "It failed (status \(reply.status)). Try again later.\(theirs)")
        default:
            throw failure(.answer, "It does not accept the request (status \(reply.status)).\(theirs)")
        }
    }

    func failure(_ kind: SourceFailure, _ sentence: String) -> WorkspaceError {
        var sentence = sentence
        if let secret, !secret.isEmpty { sentence.replace(secret, with: "(secret)") }
        return kind.error(name, sentence, consequence: consequence)
    }

    private func exchange(_ call: HTTPCall) async throws -> HTTPReply {
        guard let reply = try await value(within: .seconds(timeout), of: { try await transfer(call) }) else {
            throw failure(
                .timeout,
                "No whole answer from \(place) within \(timeout) s. Try again later, or set timeout_s in its options (at "
                    + "most 60).")
        }
        return reply
    }

    private func transfer(_ call: HTTPCall) async throws -> HTTPReply {
        var request = HTTPClientRequest(url: call.url)
        request.method = HTTPMethod(rawValue: call.method)
        request.headers.add(name: "Accept", value: "application/json")
        for (name, value) in call.headers { request.headers.add(name: name, value: value) }
        if let body = call.body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        var isAnswering = false
        do {
            let response = try await Self.client.execute(request, deadline: .distantFuture)
            isAnswering = true
            let body = try await response.body.collect(upTo: Self.maximumAnswer)
            return HTTPReply(
                status: Int(response.status.code), body: Array(buffer: body),
                retryAfter: response.headers.first(name: "Retry-After"),
                location: response.headers.first(name: "Location"))
        } catch {
            try Task.checkCancellation()
            throw transportFailure(error, isAnswering: isAnswering)
        }
    }

    private func transportFailure(_ error: any Error, isAnswering: Bool) -> WorkspaceError {
        switch error {
        case let error as HTTPClientError where error == .connectTimeout:
            return failure(.timeout, "No connection to \(place) within 5 s. Check the address.")
        case is NIOTooManyBytesError:
            return failure(.answer, "Its answer is larger than 16 MiB. Check the address.")
        case let error as NIOConnectionError where error.connectionErrors.isEmpty:
            return failure(.unreachable, "The host of \(place) is not known. Check the address.")
        case is NIOConnectionError:
            return failure(.unreachable, "Nothing answers at \(place). Check the address, and that it runs.")
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return failure(.unreachable, "Nothing answers at \(place). Check the address, and that it runs.")
        case _ where isAnswering:
            return failure(.answer, "The connection broke in the middle of its answer. Try again.")
        default:
            // Of a refused certificate only the error itself tells. The client's own errors quote headers.
            let detail = error is IOError || error is HTTPClientError ? "" : " (\(error))"
            return failure(.unreachable, "The connection to \(place) broke before it answered\(detail). Try again.")
        }
    }

    private func notReady(_ status: Int, _ asked: Duration?, after backoff: Backoff) -> String {
        let reason =
            switch status {
            case 202: "It has no answer yet"
            case 429: "It takes no more requests now"
            default: "It is not available"
            }
        let wish = asked.map { ", and asks to wait \($0.components.seconds) s" } ?? ""
        let tried =
            "asked \(NumberFormat.count(backoff.retries + 1, of: "time")), waiting \(backoff.waited.components.seconds) s"
        return "\(reason) (status \(status)\(wish); \(tried)). Try again later."
    }

    /// What the answer says in words, in one short line; nil where it has none.
    private func theirWords(_ reply: HTTPReply) -> String? {
        guard let object = reply.json?.object else { return nil }
        let errors = object["errors"]?.array?.compactMap(\.text).joined(separator: ", ")
        let text = object["error"]?.text ?? object["message"]?.text ?? errors ?? ""
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ").trimmed
        return line.isEmpty ? nil : "\"\(line.prefix(200))\"."
    }
}
