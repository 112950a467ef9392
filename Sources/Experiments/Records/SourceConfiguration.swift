/// How a project reaches a source of data, or a system that it pushes weights to. A secret is named, never held.
package struct SourceConfiguration: WorkspaceRecord {
    package enum Kind: String, Sendable, CaseIterable {
        case postgres, clickhouse, duckdb, featbit, endpoint, file
        /// Takes weights and gives no data.
        case webhook
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
        // Who reads the file later, a server or a command, has another current folder than who adds the source.
        if kind == .file || kind == .duckdb, let path, !path.hasPrefix("/"), !path.contains("://") {
            return "the path \"\(path)\" must be absolute: it must begin with /"
        }
        if let secretFile, !secretFile.hasPrefix("/") {
            return "secretFile \"\(secretFile)\" must be absolute: it must begin with /"
        }
        return nil
    }
}
