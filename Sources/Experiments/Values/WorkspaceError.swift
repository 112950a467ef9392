/// What went wrong, in one sentence that says what to do, with a stable code.
///
/// Every door shows the same error: `kind` decides the HTTP status and the exit code, `message` is the sentence.
package struct WorkspaceError: Error, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, CaseIterable {
        case invalid, methodNotAllowed, tooLarge, unsupportedMediaType
        case unauthorized, forbidden, ruleBroken, dataNotSane
        case notFound
        case busy, rateLimited, unreachable
        case storage, storageFull
        case `internal`
    }

    package var kind: Kind
    /// Stable, in snake case, for programs.
    package var code: String
    /// What was found and what to do next, for people.
    package var message: String
    /// Further members of the error's JSON form, such as the list of all faults.
    package var details: JSONObject
    /// What lies behind an internal error; for the log, never in an answer.
    package var cause: String?

    package init(_ kind: Kind, code: String, _ message: String, details: JSONObject = [:], cause: String? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.details = details
        self.cause = cause
    }

    package var description: String { message }

    package static func invalid(_ message: String, code: String = "invalid_request") -> WorkspaceError {
        WorkspaceError(.invalid, code: code, message)
    }

    /// A refusal by one of the numbered rules of an experiment's life.
    package static func broken(rule: Int, code: String, _ message: String) -> WorkspaceError {
        WorkspaceError(.ruleBroken, code: code, "\(message) (Rule \(rule).)")
    }

    package static func notFound(_ message: String, code: String = "not_found") -> WorkspaceError {
        WorkspaceError(.notFound, code: code, message)
    }

    /// For what has no sentence of its own: nothing of the cause is told.
    package static func unknown(_ cause: any Error) -> WorkspaceError {
        WorkspaceError(
            .internal, code: "internal", "Something failed inside the workspace; its log says more.",
            cause: String(reflecting: cause))
    }
}

extension WorkspaceError.Kind {
    package var httpStatus: Int {
        switch self {
        case .invalid: 400
        case .methodNotAllowed: 405
        case .tooLarge: 413
        case .unsupportedMediaType: 415
        case .unauthorized: 401
        case .forbidden: 403
        case .ruleBroken: 409
        case .dataNotSane: 422
        case .notFound: 404
        case .busy: 503
        case .rateLimited: 429
        case .unreachable: 502
        case .storage, .internal: 500
        case .storageFull: 507
        }
    }

    package var exitCode: Int32 {
        switch self {
        case .invalid, .methodNotAllowed, .tooLarge, .unsupportedMediaType: 2
        case .unauthorized, .forbidden, .ruleBroken, .dataNotSane, .storage, .storageFull: 1
        case .notFound: 3
        case .busy, .rateLimited, .unreachable: 4
        case .internal: 70
        }
    }
}

extension WorkspaceError: JSONConvertible {
    package var json: JSON {
        var object: JSONObject = ["error": .string(message), "code": .string(code)]
        for (key, value) in details { object[key] = value }
        return .object(object)
    }

    package init(json: JSON) throws {
        try self.init(json: json, httpStatus: 500)
    }

    /// Reads an error as a server answered it: the status gives the kind, and the code tells the two kinds of 500 apart.
    package init(json: JSON, httpStatus: Int) throws {
        guard var members = json.object, let message = members["error"]?.text else {
            throw WorkspaceError.invalid("expected an object with \"error\"", code: "wrong_type")
        }
        let code = members["code"]?.text ?? "http_\(httpStatus)"
        let kinds = Kind.allCases.filter { $0.httpStatus == httpStatus }
        members["error"] = nil
        members["code"] = nil
        self.init(
            code == "internal" ? .internal : kinds.first ?? .internal, code: code, message, details: members)
    }
}
