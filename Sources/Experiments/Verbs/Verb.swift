/// One thing that the workspace can do, as a value with an output.
///
/// A verb is declared here once. Its HTTP route, the remote client's call and its place in other doors follow from the
/// declaration; each implementation of `WorkspaceService` performs it.
package protocol Verb<Output>: Sendable {
    associatedtype Output: VerbOutput
    static var declaration: VerbDeclaration { get }
    /// Reads the verb from arguments already checked against the declaration.
    init(_ arguments: VerbArguments) throws
    /// What `init` reads, so that another process can perform the verb.
    var arguments: JSONObject { get }
}

/// What a verb answers. Most answer with one status; an upsert tells by it whether it created.
package protocol VerbOutput: JSONConvertible {
    init(json: JSON, httpStatus: Int) throws
    func httpStatus(declared: Int) -> Int
    /// The file that the call asked for instead of JSON; nil for JSON, as nearly always.
    var document: VerbDocument? { get }
}

/// A text for people, to be kept as a file.
package struct VerbDocument: Sendable {
    package var text: String
    /// The media type, without its character set, which is UTF-8.
    package var type: String
    package var name: String
}

extension VerbOutput {
    package init(json: JSON, httpStatus: Int) throws { try self.init(json: json) }
    package func httpStatus(declared: Int) -> Int { declared }
    package var document: VerbDocument? { nil }
}

extension Array: VerbOutput where Element: JSONConvertible {}
extension Project: VerbOutput {}
extension Activity: VerbOutput {}
extension Experiment: VerbOutput {}
extension AnalysisResult: VerbOutput {}

/// The two real workspaces, a file and a server, are behind this one method.
package protocol WorkspaceService: Sendable {
    /// - Throws: `WorkspaceError` for everything that a caller can act on.
    func perform<V: Verb>(_ verb: V) async throws -> V.Output
}

/// How a verb is called from outside.
package struct VerbDeclaration: Sendable {
    package enum Access: String, Sendable {
        case read, write, admin
    }

    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"

        /// Arguments that the path does not hold travel in the body, else in the query.
        package var hasBody: Bool { self == .post || self == .put }
    }

    package struct Parameter: Sendable {
        package var name: String
        package var kind: ValueKind
        package var isRequired: Bool
        package var summary: String

        package init(_ name: String, _ kind: ValueKind = .text, required: Bool = false, summary: String) {
            self.name = name
            self.kind = kind
            isRequired = required
            self.summary = summary
        }
    }

    /// What becomes of arguments that no parameter declares.
    package enum OtherKeys: Sendable {
        case refused
        /// As the replaced system did.
        case ignored
        /// They are the verb's own matter to check.
        case passed
    }

    package var name: String
    package var access: Access
    package var method: Method
    /// Such as `/api/projects/{project}/stage`; the names in braces are parameters.
    package var path: String
    package var summary: String
    package var parameters: [Parameter]
    package var otherKeys: OtherKeys
    package var successStatus: Int
    /// Seconds that another process waits for the answer; more where the verb itself waits for a source.
    package var patience: Int
    /// The parameter that is the whole body, of any JSON type; it is the verb's own matter to check.
    package var wholeBody: String?

    package init(
        _ name: String, _ access: Access, _ method: Method, _ path: String, _ summary: String,
        parameters: [Parameter] = [], otherKeys: OtherKeys = .refused, successStatus: Int = 200,
        patience: Int = 60, wholeBody: String? = nil
    ) {
        self.name = name
        self.access = access
        self.method = method
        self.path = path
        self.summary = summary
        self.parameters = parameters
        self.otherKeys = otherKeys
        self.successStatus = successStatus
        self.patience = patience
        self.wholeBody = wholeBody
    }

    /// The parameters that the path holds.
    package var pathParameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }
}

/// A verb's arguments, checked against its declaration.
package struct VerbArguments: Sendable {
    package private(set) var object = JSONObject()

    /// - Throws: `WorkspaceError` (kind `invalid`) naming the argument that is unknown, missing or of another type.
    package init(_ given: JSONObject, for declaration: VerbDeclaration) throws {
        for (name, value) in given {
            if let parameter = declaration.parameters.first(where: { $0.name == name }) {
                let isPassed = value == .null || name == declaration.wholeBody
                object[name] = isPassed ? value : try parameter.kind.admit(value, for: name)
                continue
            }
            switch declaration.otherKeys {
            case .refused:
                let known = declaration.parameters.map(\.name).joined(separator: ", ")
                throw WorkspaceError.invalid(
                    "\(declaration.name) takes no \"\(name)\"; it takes: \(known.isEmpty ? "nothing" : known)",
                    code: "unknown_field")
            case .ignored: break
            case .passed: object[name] = value
            }
        }
        for parameter in declaration.parameters where parameter.isRequired {
            guard let value = object[parameter.name], value != .null, value.text?.isEmpty != true else {
                throw WorkspaceError.invalid("\(parameter.name) is required", code: "missing_field")
            }
        }
    }

    /// The argument's text; empty where it is absent, which a required one never is.
    package func text(_ name: String) -> String { object[name]?.text ?? "" }

    package func optionalText(_ name: String) -> String? { object[name]?.text }

    package func flag(_ name: String) -> Bool { object[name]?.bool ?? false }
}

/// A verb on one experiment that takes nothing else.
package protocol ExperimentVerb: Verb {
    var project: String { get }
    var slug: String { get }
    init(project: String, slug: String)
}

extension ExperimentVerb {
    package init(_ arguments: VerbArguments) {
        self.init(project: arguments.text("project"), slug: arguments.text("slug"))
    }

    package var arguments: JSONObject { ["project": .string(project), "slug": .string(slug)] }
}

extension Verb {
    /// The verb from untrusted arguments.
    package init(arguments: JSONObject) throws {
        try self.init(VerbArguments(arguments, for: Self.declaration))
    }
}

extension VerbDeclaration.Parameter {
    package static let project = Self("project", required: true, summary: "the project's id")
    package static let slug = Self("slug", required: true, summary: "the experiment's slug")
    package static let changeReason = Self(
        "changeReason", summary: "why a definition changes after data, or a closed experiment is opened again")
}
