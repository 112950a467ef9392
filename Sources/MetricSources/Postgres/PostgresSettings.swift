internal import Experiments

/// Where a PostgreSQL database is and how it is asked, from a source's configuration.
struct PostgresSettings: Sendable, Equatable {
    /// How people call the source.
    let name: String
    var host = ""
    var port = 5432
    var database = ""
    /// nil for the one that libpq takes by itself.
    var user: String?
    /// As libpq knows it; nil for its own default.
    var sslMode: String?
    var sslRootCertificate: String?
    /// Where tables without a schema are looked for; nil for the server's own search path.
    var schemas: [String] = []
    /// What a statement may take.
    var timeoutSeconds = 300
    var maximumRows = 100_000
    /// Memory of one step of a statement, in the server's words.
    var workMemory = "128MB"

    static let sslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

    /// - Throws: `WorkspaceError`, `invalid`, naming the field.
    init(_ configuration: SourceConfiguration) throws {
        name = configuration.name
        guard let url = configuration.url?.trimmed, !url.isEmpty else {
            throw fault("url is missing. Give where the server listens, such as db.example:5432")
        }
        try read(url: url)
        if let name = configuration.database, !name.isEmpty {
            guard database.isEmpty || database == name else {
                throw fault("url names the database \(database), and database \(name). Give one of them")
            }
            database = name
        }
        guard !database.isEmpty else { throw fault("database is missing. Give its name") }
        if let name = configuration.user, !name.isEmpty {
            guard user == nil || user == name else {
                throw fault("url names another user than user. Give one of them")
            }
            user = name
        }
        try read(SourceOptions(of: configuration))
        for text in [host, database, user, sslRootCertificate] + schemas where text?.utf8.contains(0) == true {
            throw fault("a name holds a zero byte. Write it without")
        }
    }

    private mutating func read(_ options: SourceOptions) throws {
        if let mode = try options.word("sslmode", of: Self.sslModes) { sslMode = mode }
        if let path = try options.text("sslrootcert") { sslRootCertificate = path }
        if let names = try options.text("schema") {
            schemas = names.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
            guard !schemas.contains("") else {
                throw fault("schema takes a schema's name, or several with commas between them")
            }
        }
        if let seconds = try options.number("timeout_seconds", in: 1...3600) { timeoutSeconds = seconds }
        if let rows = try options.number("max_rows", in: 1...10_000_000) { maximumRows = rows }
        if let size = try options.text("work_mem") {
            guard size.wholeMatch(of: /[0-9]{1,6}(kB|MB|GB)/) != nil else {
                throw fault("work_mem takes a size such as 256MB")
            }
            workMemory = size
        }
    }

    func fault(_ what: String) -> WorkspaceError {
        .invalid("The source \"\(name)\": \(what).", code: "invalid_source")
    }
}

extension PostgresSettings {
    /// As people write it.
    var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// What libpq is told, each word once.
    func connectionWords(password: String?) -> [(name: String, value: String)] {
        var words = [
            ("host", host), ("port", String(port)), ("dbname", database), ("client_encoding", "UTF8"),
            ("application_name", "experiment"),
            // A server that is gone without a word is noticed within half a minute.
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
        ]
        if let user { words.append(("user", user)) }
        if let password { words.append(("password", password)) }
        if let sslMode { words.append(("sslmode", sslMode)) }
        if let sslRootCertificate { words.append(("sslrootcert", sslRootCertificate)) }
        return words
    }

    /// What the session begins with, in this order. All of it is local to one transaction, which nothing that follows can
    /// end or make writable: the server takes one statement at a time, and no change of the mode after the first. So a
    /// connection that a pooler lends to others afterwards is as it was.
    var preparation: [String] {
        var statements = [
            "BEGIN TRANSACTION READ ONLY",
            "SET LOCAL statement_timeout = \(timeoutSeconds * 1000)",
            "SET LOCAL TIME ZONE 'UTC'",
            "SET LOCAL extra_float_digits = 3",
            "SET LOCAL standard_conforming_strings = on",
            "SET LOCAL work_mem = '\(workMemory)'",
            // Users and events are joined by their keys. A planner that takes tables without statistics for tiny ones would
            // walk through all events for each user.
            "SET LOCAL enable_nestloop = off",
        ]
        if !schemas.isEmpty {
            let names = schemas.map { "\"\($0.replacing("\"", with: "\"\""))\"" }
            statements.append("SET LOCAL search_path TO \(names.joined(separator: ", "))")
        }
        return statements
    }
}
