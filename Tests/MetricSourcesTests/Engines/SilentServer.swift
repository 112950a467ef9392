import NIOCore
import NIOPosix

/// Takes connections and never says a word.
final class SilentServer: Sendable {
    private let channel: any Channel

    init() throws {
        channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).wait()
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    deinit { channel.close(promise: nil) }
}
