internal import Experiments
internal import Foundation

/// Where a service listens, checked: a secret goes only over https, or to this machine.
struct ServiceAddress: Sendable {
    /// Without a slash at the end.
    let base: String
    /// Host and port, for sentences.
    let place: String

    /// - Throws: `WorkspaceError`, `invalid` (code `invalid_source`).
    init(of configuration: SourceConfiguration, allowsPlain: Bool) throws {
        func fault(_ what: String) -> WorkspaceError {
            .invalid("The source \"\(configuration.name)\" \(what)", code: "invalid_source")
        }
        guard let url = configuration.url?.trimmed, !url.isEmpty else {
            throw fault("needs a url, such as https://flags.example")
        }
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty,
            let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http"
        else { throw fault("needs a url that begins with https:// or http:// and names a host.") }
        guard parts.user == nil, parts.password == nil else {
            throw fault("has a user or password in its url. Name the secret with secretEnv or secretFile instead.")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw fault("has a ? or # in its url; give the address alone.")
        }
        if !allowsPlain, let danger = Self.danger(of: scheme, to: host) { throw fault("\(danger).") }
        base = String(url.reversed().drop { $0 == "/" }.reversed())
        place = host + (parts.port.map { ":\($0)" } ?? "")
    }

    /// Why a secret may not go there, as the end of a sentence; nil for https, and for this machine.
    static func danger(of scheme: String, to host: String) -> String? {
        guard scheme != "https", !isLoopback(host) else { return nil }
        return
            "would send its secret unprotected to \(host). Give an https:// address, or, in a network that you trust, "
            + "the option {\"allow_http\":true}"
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host == "[::1]"
            || host.wholeMatch(of: /127\.\d{1,3}\.\d{1,3}\.\d{1,3}/) != nil
    }
}
