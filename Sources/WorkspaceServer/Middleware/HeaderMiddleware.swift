internal import HTTPTypes
internal import Hummingbird

/// Tells the browser what our pages may do: load our own stylesheet, script and images, talk to us, send forms to us,
/// and nothing else.
struct HeaderMiddleware: RouterMiddleware {
    typealias Context = BasicRequestContext

    private static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'"

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // A drawing of its own brings a narrower policy.
        if response.headers[.contentSecurityPolicy] == nil { response.headers[.contentSecurityPolicy] = Self.policy }
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }
}
