internal import Experiments
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle

/// The events of one project, for pages that stay up to date: `changed` with the history's sequence.
struct StreamRoutes {
    let workspace: any WorkspaceService
    let hub: ChangeHub

    private static let path = "/api/projects/{project}/stream"

    func add(to router: Router<BasicRequestContext>) {
        router.get(RouterPath(Self.path), use: stream)
        router.refuseOtherMethods(than: [.get], of: Self.path)
    }

    @Sendable private func stream(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let project = try context.parameters.decoded("project")
        _ = try await workspace.perform(GetOverview(project: project, limit: 0))
        let headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        guard request.method == .get else { return Response(status: .ok, headers: headers) }
        let changes = await hub.changes(of: project)
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                // The first bytes tell the browser that the stream is open, and how soon to come back when it breaks.
                try await writer.write(ByteBuffer(string: "retry: 2000\n: open\n\n"))
                for await change in changes.cancelOnGracefulShutdown() {
                    let text =
                        switch change {
                        case .changed(let sequence): "id: \(sequence)\nevent: changed\ndata: \(sequence)\n\n"
                        case .silence: ": still here\n\n"
                        }
                    try await writer.write(ByteBuffer(string: text))
                }
                try await writer.finish(nil)
            })
    }
}
