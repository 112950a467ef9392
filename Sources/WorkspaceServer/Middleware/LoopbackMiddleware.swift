internal import Experiments
internal import HTTPTypes
internal import Hummingbird

/// Keeps foreign web pages out.
///
/// A page of another site can make a browser send requests to this server, and by rebinding a name of its own to
/// 127.0.0.1 even read the answers. Such requests carry the other site's Host or Origin.
struct LoopbackMiddleware: RouterMiddleware {
    typealias Context = BasicRequestContext

    private static let loopbackHosts: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let authority = request.head.authority, Self.loopbackHosts.contains(Self.host(of: authority)) else {
            throw WorkspaceError(
                .forbidden, code: "foreign_host",
                "This server answers only to localhost, 127.0.0.1 and [::1], not to \(request.head.authority ?? "no host")."
            )
        }
        if let origin = request.headers[.origin], origin != "http://\(authority)" {
            throw WorkspaceError(
                .forbidden, code: "foreign_origin", "Pages of \(origin) may not use this workspace.")
        }
        // A picture or a script of another page's sends no Origin; a link that somebody follows is welcome.
        if Self.header("Sec-Fetch-Site", of: request) == "cross-site",
            request.uri.path.hasPrefix("/api/") || Self.header("Sec-Fetch-Mode", of: request) != "navigate"
        {
            throw WorkspaceError(
                .forbidden, code: "foreign_origin", "Pages of other sites may not use this workspace.")
        }
        return try await next(request, context)
    }

    private static func header(_ name: String, of request: Request) -> String? {
        HTTPField.Name(name).flatMap { request.headers[$0] }
    }

    private static func host(of authority: String) -> String {
        guard let colon = authority.lastIndex(of: ":"), authority[colon...].dropFirst().allSatisfy(\.isNumber) else {
            return authority.lowercased()
        }
        return authority[..<colon].lowercased()
    }
}
