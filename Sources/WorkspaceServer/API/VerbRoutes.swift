internal import Experiments
internal import HTTPTypes
internal import Hummingbird

/// The HTTP API: one route for each verb of the table, and 405 for the other methods of its path.
struct VerbRoutes<Workspace: WorkspaceService> {
    let workspace: Workspace

    func add(to router: Router<BasicRequestContext>) {
        var methodsOfPath: [String: [HTTPRequest.Method]] = [:]
        for verb in VerbTable.all {
            add(verb, to: router)
            let declaration = verb.declaration
            methodsOfPath[declaration.path, default: []].append(declaration.method.http)
        }
        for (path, methods) in methodsOfPath { router.refuseOtherMethods(than: methods, of: path) }
    }

    private func add<V: Verb>(_ type: V.Type, to router: Router<BasicRequestContext>) {
        let declaration = V.declaration
        router.on(RouterPath(declaration.path), method: declaration.method.http) { request, context in
            let arguments = try await RequestArguments(declaration: declaration)
                .read(from: request, parameters: context.parameters)
            let output = try await workspace.perform(V(arguments: arguments))
            if let document = output.document { return Response(document: document) }
            return Response(json: output.json, status: output.httpStatus(declared: declaration.successStatus))
        }
    }
}

extension Router<BasicRequestContext> {
    /// Answers 405 to the methods that a path does not take. Where it takes GET, it takes HEAD too.
    func refuseOtherMethods(than allowed: [HTTPRequest.Method], of path: String) {
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
        let taken = allowed.contains(.get) ? allowed + [.head] : allowed
        let names = taken.map(\.rawValue).sorted().joined(separator: ", ")
        for method in methods where !taken.contains(method) {
            on(RouterPath(path), method: method) { _, _ -> Response in
                let error = WorkspaceError(
                    .methodNotAllowed, code: "method_not_allowed",
                    "\(method.rawValue) is not allowed here; \(path) takes \(names).")
                var response = Response(json: error.json, status: error.kind.httpStatus)
                response.headers[.allow] = names
                return response
            }
        }
    }
}

extension VerbDeclaration.Method {
    fileprivate var http: HTTPRequest.Method {
        switch self {
        case .get: .get
        case .post: .post
        case .put: .put
        case .delete: .delete
        }
    }
}

extension Response {
    init(json: JSON, status: Int) {
        self.init(
            buffer: ByteBuffer(bytes: json.serializedBytes()), type: "application/json; charset=utf-8", status: status)
    }

    /// To be kept, not shown: a page that brings its own style is no page of this server.
    init(document: VerbDocument) {
        self.init(text: document.text, type: document.type + "; charset=utf-8", status: 200)
        headers[.contentDisposition] = "attachment; filename*=UTF-8''\(document.name.percentEncoded)"
    }

    init(html: String, status: Int = 200) {
        self.init(text: html, type: "text/html; charset=utf-8", status: status)
    }

    init(text: String, type: String, status: Int) {
        self.init(buffer: ByteBuffer(string: text), type: type, status: status)
    }

    private init(buffer: ByteBuffer, type: String, status: Int) {
        self.init(
            status: HTTPResponse.Status(code: status),
            headers: [.contentType: type, .contentLength: String(buffer.readableBytes)],
            body: ResponseBody(byteBuffer: buffer))
    }
}
