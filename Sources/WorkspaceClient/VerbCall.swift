internal import Experiments

/// A verb as an HTTP request: its arguments in path, query and body.
struct VerbCall {
    /// With the query, percent-encoded.
    let path: String
    let body: String?

    init<V: Verb>(_ verb: V) {
        let declaration = V.declaration
        var rest = verb.arguments
        var path = declaration.path
        for name in declaration.pathParameters {
            path.replace("{\(name)}", with: (rest[name]?.text ?? "").percentEncoded)
            rest[name] = nil
        }
        if declaration.method.hasBody {
            self.path = path
            let whole = declaration.wholeBody.map { rest[$0] ?? .null }
            body = whole?.serialized() ?? (rest.isEmpty ? nil : JSON.object(rest).serialized())
        } else {
            let query = rest.map { "\($0.percentEncoded)=\(($1.text ?? $1.serialized()).percentEncoded)" }
            self.path = query.isEmpty ? path : path + "?" + query.joined(separator: "&")
            body = nil
        }
    }
}
