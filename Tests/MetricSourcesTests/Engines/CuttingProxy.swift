import NIOCore
import NIOPosix
import Synchronization

/// Stands between a source and its server, and ends the connection when the server has said so many bytes.
final class CuttingProxy: Sendable {
    private let channel: any Channel
    private let meter: Meter

    var port: Int { channel.localAddress?.port ?? 0 }

    /// How many bytes the server has said since the last `cut`.
    var bytesSaid: Int { meter.said.withLock { $0 } }

    init(to port: Int) async throws {
        let meter = Meter()
        self.meter = meter
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { client in
                ClientBootstrap(group: client.eventLoop).connect(host: "127.0.0.1", port: port).flatMap { server in
                    client.eventLoop.makeCompletedFuture {
                        try client.pipeline.syncOperations.addHandler(Relay(to: server) { $0 })
                        try server.pipeline.syncOperations.addHandler(Relay(to: client, meter.passing))
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    deinit { channel.close(promise: nil) }

    /// From now on the server may say so many bytes over all connections; nil for all it likes.
    func cut(after limit: Int?) {
        meter.limit.withLock { $0 = limit }
        meter.said.withLock { $0 = 0 }
    }

    private final class Meter: Sendable {
        let limit = Mutex<Int?>(nil)
        let said = Mutex(0)

        /// How many of so many bytes may pass.
        @Sendable func passing(_ count: Int) -> Int {
            let limit = limit.withLock { $0 }
            return said.withLock { said in
                let passing = limit.map { min(count, max(0, $0 - said)) } ?? count
                said += passing
                return passing
            }
        }
    }

    private final class Relay: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let peer: any Channel
        private let passing: @Sendable (Int) -> Int

        init(to peer: any Channel, _ passing: @escaping @Sendable (Int) -> Int) {
            self.peer = peer
            self.passing = passing
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            let count = passing(buffer.readableBytes)
            let written = peer.writeAndFlush(buffer.getSlice(at: buffer.readerIndex, length: count) ?? ByteBuffer())
            guard count < buffer.readableBytes else { return }
            let own = context.channel
            written.whenComplete { [peer] _ in
                peer.close(promise: nil)
                own.close(promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) { peer.close(promise: nil) }
    }
}
