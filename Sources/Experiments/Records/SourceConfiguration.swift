/// How a project reaches a source of data, or a system that it pushes weights to. A secret is named, never held.
package struct SourceConfiguration: WorkspaceRecord {
    package enum Kind: String, Sendable, CaseIterable {
        case postgres, clickhouse, duckdb, featbit, endpoint, file
        /// Takes weights and gives no data.
        case webhook

        /// The keys of `options` that it takes.
        package var options: [String] {
            switch self {
            case .postgres: ["sslmode", "sslrootcert", "schema", "timeout_seconds", "max_rows", "work_mem"]
            case .clickhouse: ["timeout_seconds", "max_rows", "allow_http"]
            case .duckdb: ["program", "folders", "timeout_seconds", "memory_limit", "threads"]
            case .featbit:
                [
                    "timeout_s", "authorization", "allow_http", "split_ranges", "exposed_field", "converted_field",
                    "concurrency",
                ]
            case .endpoint: ["timeout_s", "allow_http", "static_params"]
            case .file: []
            case .webhook: ["timeout_s", "allow_http"]
            }
        }
    }

    package var id = ""
    package var projectId = ""
    package var name = ""
    package var kind = Kind.file
    package var url: String?
    package var user: String?
    package var database: String?
    /// A file or folder, or the path of a request, as the kind means it.
    package var path: String?
    package var envId: String?
    /// The environment variable that holds the password, token or signing key.
    package var secretEnv: String?
    /// The file that holds it.
    package var secretFile: String?
    /// A JSON object of the kind's own settings.
    package var options: String?
    package var createdAt = Instant(milliseconds: 0)

    package init() {}

    package static let table = "MetricSource"
    package static let fields: [Field<SourceConfiguration>] = [
        .text("id", \.id),
        .text("projectId", \.projectId),
        .text("name", \.name),
        .word("kind", \.kind),
        .text("url", \.url),
        .text("user", \.user),
        .text("database", \.database),
        .text("path", \.path),
        .text("envId", \.envId),
        .text("secretEnv", \.secretEnv),
        .text("secretFile", \.secretFile),
        .json("options", \.options),
        .instant("createdAt", \.createdAt),
    ]

    /// What whoever adds a source says of it, beside its name and kind.
    package static let settableFields = [
        "url", "user", "database", "path", "envId", "secretEnv", "secretFile", "options",
    ]

    /// The name of the events that the workspace itself keeps.
    package static let embedded = "embedded"

    /// The kind's own settings; empty where there are none.
    package var settings: JSONObject { options.flatMap { try? JSON(parsing: $0).object } ?? [:] }

    /// What is wrong with it before anything is reached; nil for a good one.
    package var fault: String? {
        if name.trimmed.isEmpty { return "the source needs a name" }
        if name == Self.embedded { return "\"embedded\" is the name of the workspace's own events; take another name" }
        if secretEnv != nil, secretFile != nil { return "give secretEnv or secretFile, not both" }
        if let options, (try? JSON(parsing: options).object) == nil { return "options takes a JSON object" }
        if let key = settings.keys.first(where: { !kind.options.contains($0) }) { return fault(ofOption: key) }
        // The history keeps what is stored for ever.
        if let url, Self.holdsPassword(url) {
            return
                "url holds a password. Take it out, and name the variable or file that holds it: secretEnv or secretFile"
        }
        // Who reads the file later, a server or a command, has another current folder than who adds the source.
        if kind == .file || kind == .duckdb, let path, !path.hasPrefix("/"), !path.contains("://") {
            return "the path \"\(path)\" must be absolute: it must begin with /"
        }
        if let secretFile, !secretFile.hasPrefix("/") {
            return "secretFile \"\(secretFile)\" must be absolute: it must begin with /"
        }
        return nil
    }

    /// What is wrong with a key of `options` that the kind does not take.
    package func fault(ofOption key: String) -> String {
        let known = kind.options
        return "the options of a \(kind.rawValue) have no \"\(key)\"; "
            + (known.isEmpty ? "it takes none" : "it takes \(known.joined(separator: ", "))")
    }

    /// `scheme://user:password@host`, `user:password@host`, or `…?password=…`; also where the password has a slash or a
    /// question mark in it, which ends the host's part by the letter.
    private static func holdsPassword(_ url: String) -> Bool {
        let place = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        // Digits before a slash are a port.
        if place.firstMatch(of: /^[^\/?#@]*:(?!\d{1,5}[\/?#])[^@]*@/) != nil { return true }
        return url.lowercased().firstMatch(of: /(?:^|[?&;\s])(?:ssl)?(?:password|passwd|pwd)\s*=/) != nil
    }
}
