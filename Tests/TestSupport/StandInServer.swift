package import Experiments
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// A server on a free port of this machine that answers as the test says, and keeps what it was sent.
package final class StandInServer: Sendable {
    package struct Request: Sendable {
        package var method: String
        /// Without the query, still encoded.
        package var path: String
        package var query: [String: String]
        package var headers: Headers
        package var body: [UInt8]

        package var json: JSON? { try? JSON(parsing: body) }
    }

    package struct Headers: Sendable {
        fileprivate var fields: [(name: String, value: String)]

        /// Every value of a header, by its name in any case.
        package subscript(name: String) -> [String] {
            fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        }
    }

    package enum Reply: Sendable {
        case json(Int, JSON, headers: [String: String] = [:])
        /// A head that promises more than what follows.
        case half(String)
        /// A head that promises more than what follows, and then a byte now and again without end.
        case drip(String)
        /// The same without the bytes.
        case stall(String)
        /// Closes the connection without a word.
        case drop
        /// Never answers.
        case silence
    }

    private let channel: any Channel
    private let kept: Kept
    package let url: String

    private final class Kept: Sendable {
        let requests = Mutex<[Request]>([])
    }

    /// - Parameter respond: is given the request and how many came before it.
    package init(_ respond: @escaping @Sendable (Request, Int) -> Reply) async throws {
        let kept = Kept()
        self.kept = kept
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        Handler { request in
                            let before = kept.requests.withLock { requests in
                                requests.append(request)
                                return requests.count - 1
                            }
                            return respond(request, before)
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
    }

    deinit { channel.close(promise: nil) }

    package var requests: [Request] { kept.requests.withLock(\.self) }

    /// Stops listening, for tests of a server that is down.
    package func stop() async throws { try await channel.close().get() }
}

private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let respond: @Sendable (StandInServer.Request) -> StandInServer.Reply
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ respond: @escaping @Sendable (StandInServer.Request) -> StandInServer.Reply) { self.respond = respond }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(let buffer): body += Array(buffer.readableBytesView)
        case .end:
            guard let head else { return }
            let parts = head.uri.split(separator: "?", maxSplits: 1).map(String.init)
            let request = StandInServer.Request(
                method: head.method.rawValue, path: parts[0], query: query(parts.count > 1 ? parts[1] : ""),
                headers: .init(fields: head.headers.map { ($0.name, $0.value) }), body: body)
            (self.head, body) = (nil, [])
            write(respond(request), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func write(_ reply: StandInServer.Reply, _ context: ChannelHandlerContext) {
        switch reply {
        case .json(let status, let json, let headers):
            let bytes = json.serializedBytes()
            var fields = HTTPHeaders(headers.map { ($0, $1) })
            fields.add(name: "Content-Type", value: "application/json")
            fields.add(name: "Content-Length", value: String(bytes.count))
            send(status, fields, bytes, context)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .half(let text):
            send(200, ["Content-Length": String(text.utf8.count * 2)], Array(text.utf8), context)
            context.flush()
            context.close(promise: nil)
        case .drip(let text), .stall(let text):
            send(200, ["Content-Length": "1000000"], Array(text.utf8), context)
            context.flush()
            guard case .drip = reply else { break }
            let channel = context.channel
            context.eventLoop.scheduleRepeatedTask(initialDelay: .milliseconds(100), delay: .milliseconds(100)) {
                task in
                guard channel.isActive else { return task.cancel() }
                let byte = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: " ")))
                channel.writeAndFlush(byte, promise: nil)
            }
        case .drop: context.close(promise: nil)
        case .silence: break
        }
    }

    private func send(_ status: Int, _ headers: HTTPHeaders, _ body: [UInt8], _ context: ChannelHandlerContext) {
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
    }

    private func query(_ text: String) -> [String: String] {
        Dictionary(
            text.split(separator: "&").compactMap { pair in
                let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
                return parts.count == 2 ? (parts[0], parts[1]) : nil
            }
        ) { first, _ in first }
    }
}
