internal import Experiments
internal import Foundation
internal import Hummingbird
internal import NIOCore

/// A verb's arguments as an HTTP request carries them: in path, query and body.
struct RequestArguments {
    let declaration: VerbDeclaration
    /// Bytes; larger bodies are refused with 413.
    static let maximumBody = 4 << 20

    func read(from request: Request, parameters: Parameters) async throws -> JSONObject {
        var arguments =
            declaration.method.hasBody ? try await body(of: request) : try query(of: request)
        for name in declaration.pathParameters {
            if arguments[name] != nil, declaration.otherKeys != .ignored {
                throw WorkspaceError.invalid("\"\(name)\" belongs to the path alone", code: "unknown_field")
            }
            arguments[name] = .string(try decoded(parameters[Substring(name)] ?? ""))
        }
        return arguments
    }

    private func query(of request: Request) throws -> JSONObject {
        var arguments = JSONObject()
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try decodedForm(parts[0])
            let text = try parts.count > 1 ? decodedForm(parts[1]) : ""
            guard arguments[name] == nil else {
                throw WorkspaceError.invalid("the query gives \"\(name)\" twice", code: "duplicate_key")
            }
            let kind = declaration.parameters.first { $0.name == name }?.kind ?? .text
            arguments[name] = kind.value(ofFlag: text)
        }
        return arguments
    }

    private func body(of request: Request) async throws -> JSONObject {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > Self.maximumBody {
            throw Self.tooLarge
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: Self.maximumBody)
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge
        }
        guard buffer.readableBytes > 0 else { return [:] }
        let type = request.headers[.contentType]?.split(separator: ";").first.map { String($0).trimmed.lowercased() }
        guard type == "application/json" else {
            throw WorkspaceError(
                .unsupportedMediaType, code: "unsupported_media_type",
                "The body must be JSON, sent with Content-Type: application/json; found \(type ?? "none").")
        }
        let json = try JSON(parsing: buffer.readableBytesView)
        if let name = declaration.wholeBody { return [name: json] }
        guard let object = json.object else {
            throw WorkspaceError.invalid("the body must be a JSON object, not \(json.typeName)", code: "wrong_type")
        }
        return object
    }

    static var tooLarge: WorkspaceError {
        WorkspaceError(
            .tooLarge, code: "body_too_large",
            "The body is larger than \(maximumBody >> 20) MiB. Send it in several parts, and summaries instead of raw rows."
        )
    }

    private func decoded(_ text: some StringProtocol) throws -> String {
        guard let decoded = text.removingPercentEncoding else {
            throw WorkspaceError.invalid(
                "the address holds a broken percent-encoding: \(text)", code: "malformed_address")
        }
        return decoded
    }

    /// In a query, `+` is a space, as for the replaced system.
    private func decodedForm(_ text: Substring) throws -> String {
        try decoded(text.replacing("+", with: " "))
    }
}
