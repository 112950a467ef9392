internal import Experiments

/// A service that takes signed requests: an endpoint of data, or a webhook of weights.
struct SignedService: Sendable {
    var caller: HTTPCaller
    let url: String
    private let signature: RequestSignature

    /// - Throws: `WorkspaceError`, `invalid`.
    init(
        _ configuration: SourceConfiguration, secrets: SecretReader, surroundings: CallSurroundings,
        options: SourceOptions
    ) throws {
        let address = try ServiceAddress(of: configuration, allowsPlain: options.flag("allow_http"))
        let path = configuration.path ?? ""
        guard path.isEmpty || path.hasPrefix("/"), path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw WorkspaceError.invalid(
                "The source \"\(configuration.name)\" needs a path that begins with / and is percent-encoded, not "
                    + "\"\(path)\".", code: "invalid_source")
        }
        let secret = try secrets.requiredSecret(of: configuration)
        signature = RequestSignature(secret: secret)
        url = address.base + path
        caller = HTTPCaller(
            name: configuration.name, place: address.place, secret: secret,
            timeout: try options.number("timeout_s", in: 1...60) ?? 15, surroundings: surroundings)
    }

    /// Signs each attempt at its own time, and gives all of them one request id.
    ///
    /// - Parameter headers: more of them.
    func post(_ message: JSON, headers: [(name: String, value: String)] = []) async throws -> HTTPReply {
        let body = message.serializedBytes()
        let request = caller.surroundings.newIdentifier()
        return try await caller.send {
            HTTPCall(
                method: "POST", url: url,
                headers: [("X-FeatBit-Schema", "1"), ("X-FeatBit-Request-Id", request)]
                    + signature.headers(for: body, at: caller.surroundings.now()) + headers,
                body: body)
        }
    }
}
