internal import Experiments
internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Turns every error into the one JSON form, or into a page for a browser. An error without a sentence of its own is
/// logged and shown as internal.
struct ErrorMiddleware: RouterMiddleware {
    typealias Context = BasicRequestContext

    let pages: PageRenderer

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let shown = shownError(error, request, context)
            let wantsPage =
                !request.uri.path.hasPrefix("/api") && request.headers[.accept]?.contains("text/html") == true
            var response =
                wantsPage
                ? Response(html: pages.error(shown), status: shown.kind.httpStatus)
                : Response(json: shown.json, status: shown.kind.httpStatus)
            if shown.kind == .busy { response.headers[.retryAfter] = "1" }
            return response
        }
    }

    private func shownError(_ error: any Error, _ request: Request, _ context: Context) -> WorkspaceError {
        switch error {
        case let error as WorkspaceError:
            if error.kind == .internal { log(error.cause ?? error.message, request, context) }
            return error
        case let error as HTTPError where error.status == .notFound:
            return .notFound("There is nothing at \(request.uri.path).")
        case let error as HTTPError where error.status.kind == .clientError:
            return .invalid(error.body ?? "The request is malformed.")
        default:
            log(String(reflecting: error), request, context)
            return .unknown(error)
        }
    }

    private func log(_ cause: String, _ request: Request, _ context: Context) {
        context.logger.error(
            "Request failed",
            metadata: [
                "method": .string(request.method.rawValue), "path": .string(request.uri.path),
                "error": .string(cause),
            ])
    }
}
