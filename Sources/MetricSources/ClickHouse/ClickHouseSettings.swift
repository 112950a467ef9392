internal import Experiments
internal import Foundation

/// Where a ClickHouse is and how it is asked, from a source's configuration.
struct ClickHouseSettings: Sendable, Equatable {
    /// `http://host:8123`, without anything after it.
    var url: String
    /// nil for the user's own.
    var database: String?
    var user: String
    var timeoutSeconds = 300
    var maximumRows = 100_000

    init(_ configuration: SourceConfiguration) throws {
        func fault(_ what: String) -> WorkspaceError {
            .invalid("The source \"\(configuration.name)\": \(what).", code: "invalid_source")
        }
        let given = (configuration.url ?? "").trimmed
        let text = given.contains("://") ? given : "http://\(given)"
        guard let url = URLComponents(string: text), let scheme = url.scheme, let host = url.host, !host.isEmpty,
            ["http", "https"].contains(scheme)
        else { throw fault("url takes the address of the HTTP interface, such as https://lake.example:8443") }
        guard url.user == nil, url.password == nil, url.query == nil, url.fragment == nil else {
            throw fault("url takes an address alone. Give user, database and the secret's place on their own")
        }
        self.url =
            "\(scheme)://\(host):\(url.port ?? (scheme == "https" ? 8443 : 8123))"
            + (url.path == "/" ? "" : url.path)
        database = configuration.database.flatMap { $0.isEmpty ? nil : $0 }
        user = configuration.user.flatMap { $0.isEmpty ? nil : $0 } ?? "default"
        var allowsPlain = false
        for (name, value) in configuration.settings {
            switch name {
            case "timeout_seconds":
                guard let number = value.wholeNumber, (1...3600).contains(number) else {
                    throw fault("timeout_seconds takes a whole number from 1 to 3600")
                }
                timeoutSeconds = number
            case "max_rows":
                guard let number = value.wholeNumber, (1...10_000_000).contains(number) else {
                    throw fault("max_rows takes a whole number from 1 to 10000000")
                }
                maximumRows = number
            case "allow_http":
                guard let flag = value.bool else { throw fault("allow_http takes true or false") }
                allowsPlain = flag
            default: throw fault(configuration.fault(ofOption: name))
            }
        }
        let hasSecret = configuration.secretEnv != nil || configuration.secretFile != nil
        if hasSecret, !allowsPlain, let danger = ServiceAddress.danger(of: scheme, to: host) {
            throw fault("it \(danger)")
        }
    }
}
