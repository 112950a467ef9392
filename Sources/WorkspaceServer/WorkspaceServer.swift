package import Experiments
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import UnixSignals

/// The API and the pages over any workspace, on the loopback addresses.
package struct WorkspaceServer<Workspace: WorkspaceService>: Sendable {
    private let workspace: Workspace
    private let port: Int
    private let logger: Logger
    private let background: (@Sendable () async throws -> Void)?
    private let onReady: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - port: 0 takes a free one.
    ///   - background: runs beside the server, and is cancelled when that ends.
    ///   - onReady: called once with the port when 127.0.0.1 accepts connections.
    package init(
        workspace: Workspace, port: Int, logger: Logger, background: (@Sendable () async throws -> Void)? = nil,
        onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.workspace = workspace
        self.port = port
        self.logger = logger
        self.background = background
        self.onReady = onReady
    }

    /// Serves until SIGTERM or SIGINT; requests in flight are completed.
    ///
    /// - Throws: `WorkspaceError` (kind `invalid`, code `port_in_use`) when another program listens on the port.
    package func run() async throws {
        let responder = try router().buildResponder()
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let main = Application(
            responder: responder, server: Self.http,
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                let bound = channel.localAddress?.port ?? port
                announce.yield(bound)
                announce.finish()
                await onReady(bound)
            }, logger: logger)
        let second = SecondListener(ports: ports, logger: logger) { bound in
            Application(
                responder: responder, server: Self.http,
                configuration: .init(address: .hostname("::1", port: bound)), logger: logger)
        }
        let services: [any Service] = [main, second] + (background.map { [BackgroundService(body: $0)] } ?? [])
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw WorkspaceError.invalid(
                "Port \(port) is in use by another program. Choose another with --port.", code: "port_in_use")
        } catch let error as IOError where error.errnoCode == EACCES {
            throw WorkspaceError.invalid(
                "Port \(port) is not for this user. Choose one above 1023 with --port.", code: "port_not_allowed")
        }
    }

    /// Seconds without a byte after which an idle connection is closed.
    private static var http: HTTPServerBuilder {
        .http1(
            configuration: .init(additionalChannelHandlers: [EarlyAnswerHandler()], idleTimeout: .seconds(60)))
    }

    private func router() throws -> Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        let pages = try PageRenderer()
        router.add(middleware: HeaderMiddleware())
        router.add(middleware: ErrorMiddleware(pages: pages))
        router.add(middleware: LoopbackMiddleware())
        VerbRoutes(workspace: workspace).add(to: router)
        StreamRoutes(workspace: workspace, hub: ChangeHub(workspace: workspace)).add(to: router)
        let door = PageDoor(workspace: workspace, renderer: pages, antiForgery: AntiForgery())
        AssetRoutes.add(to: router)
        PageRoutes(door: door).add(to: router)
        SourceRoutes(door: door).add(to: router)
        ExperimentRoutes(door: door).add(to: router)
        return router
    }
}

/// The listener on ::1, on the port that 127.0.0.1 got. A machine without IPv6 does without it.
private struct SecondListener<Main: ApplicationProtocol>: Service {
    let ports: AsyncStream<Int>
    let logger: Logger
    let application: @Sendable (Int) -> Main

    func run() async throws {
        for await port in ports.cancelOnGracefulShutdown() {
            do {
                try await application(port).run()
            } catch let error as IOError where error.errnoCode != EADDRINUSE {
                logger.notice("Not listening on ::1; 127.0.0.1 serves alone")
            }
        }
        try await gracefulShutdown()
    }
}

/// What runs beside the server until it ends.
private struct BackgroundService: Service {
    let body: @Sendable () async throws -> Void

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown(body)
        } catch is CancellationError {
            // It was told to end.
        }
    }
}
