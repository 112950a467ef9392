internal import Experiments

/// A FeatBit server as seen by whoever holds one of its tokens.
struct FeatBitService: Sendable {
    var caller: HTTPCaller
    let base: String
    /// The environment of the configuration.
    let envId: String?
    private let authorization: String

    /// - Throws: `WorkspaceError`, `invalid`.
    init(
        _ configuration: SourceConfiguration, secrets: SecretReader, surroundings: CallSurroundings,
        options: SourceOptions
    ) throws {
        let address = try ServiceAddress(of: configuration, allowsPlain: options.flag("allow_http"))
        let token = try secrets.requiredSecret(of: configuration)
        base = address.base
        envId = configuration.envId
        caller = HTTPCaller(
            name: configuration.name, place: address.place, secret: token,
            timeout: try options.number("timeout_s", in: 1...60) ?? 15, surroundings: surroundings)
        // FeatBit's own access tokens begin with "api-" and stand alone in the header; others are bearer tokens.
        let form = try options.word("authorization", of: ["bearer", "token"])
        let isAlone = form.map { $0 == "token" } ?? token.hasPrefix("api-")
        authorization = isAlone ? token : "Bearer \(token)"
    }

    /// - Parameter path: below the environment, encoded.
    /// - Throws: `WorkspaceError`, `invalid`, without an environment.
    func url(envId: String?, path: String) throws -> String {
        guard let environment = envId ?? self.envId, !environment.isEmpty else {
            throw WorkspaceError.invalid(
                "The source \"\(caller.name)\" needs the id of an environment: give --envId when you add it, or envId in "
                    + "the experiment's dataSource.", code: "invalid_source")
        }
        return "\(base)/api/v1/envs/\(environment.percentEncoded)/\(path)"
    }

    func call(_ method: String = "GET", url: String, body: JSON? = nil) -> HTTPCall {
        HTTPCall(
            method: method, url: url, headers: [("Authorization", authorization)],
            body: body.map { $0.serializedBytes() })
    }

    /// What an answer holds, without the envelope that FeatBit puts around it.
    ///
    /// - Parameter what: what was asked, for the sentence.
    /// - Throws: `WorkspaceError`, `unreachable`, for what is no whole JSON, or says that it failed.
    func data(of reply: HTTPReply, _ what: String) throws -> JSON {
        guard let json = reply.json else {
            throw caller.failure(.answer, "Its answer \(what) is not whole, or no JSON. Try again.")
        }
        guard let isSuccess = json["success"]?.bool else { return json }
        guard isSuccess, let data = json["data"] else {
            let errors = json["errors"]?.array?.compactMap(\.text).joined(separator: ", ") ?? ""
            throw caller.failure(.answer, "It says that it failed \(what)\(errors.isEmpty ? "" : ": \(errors)").")
        }
        return data
    }
}
