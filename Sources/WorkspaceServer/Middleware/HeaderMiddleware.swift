internal import HTTPTypes
internal import Hummingbird

/// Tells the browser what our pages may do: load our own stylesheet and images, send forms to us, and nothing else.
struct HeaderMiddleware: RouterMiddleware {
    typealias Context = BasicRequestContext

    private static let policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] = Self.policy
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }
}
