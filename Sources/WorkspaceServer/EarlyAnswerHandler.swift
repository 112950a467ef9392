internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Reads on where an answer was given before its request had been read, up to a bound, and then closes the connection.
///
/// Many clients write all of a body before they read. On a connection that ends with its request nobody else would read
/// the rest, and such a client would wait without ever seeing why it was refused.
final class EarlyAnswerHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private static let maximumRest = 64 << 20
    private static let maximumTime = TimeAmount.seconds(10)

    private enum State {
        case idle
        /// A request is being read, after which the connection ends.
        case reading
        /// It has its answer: so many bytes of the rest may still come.
        case draining(Int)
    }

    private var state = State.idle

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (state, unwrapInboundIn(data)) {
        case (.idle, .head(let head)) where head.headerFields[.connection]?.lowercased() == "close":
            state = .reading
        case (.reading, .end):
            state = .idle
        case (.draining(let rest), .body(let buffer)) where buffer.readableBytes <= rest:
            state = .draining(rest - buffer.readableBytes)
            return
        case (.draining, _):
            context.close(promise: nil)
            return
        default: break
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if case .draining = state { context.read() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.write(data, promise: promise)
        guard case .reading = state, case .end = unwrapOutboundIn(data) else { return }
        state = .draining(Self.maximumRest)
        context.flush()
        context.read()
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.maximumTime) { channel.close(promise: nil) }
    }
}
