internal import Experiments

/// Where a PostgreSQL database is and how it is asked, from a source's configuration.
struct PostgresSettings: Sendable, Equatable {
    var host = ""
    var port = 5432
    var database = ""
    /// nil for the one that libpq takes by itself.
    var user: String?
    /// Words of libpq that go to it as they are: `sslmode`, `sslrootcert`.
    var transport: [String: String] = [:]
    /// Where tables without a schema are looked for; nil for the server's own search path.
    var schemas: [String] = []
    /// What a statement may take.
    var timeoutSeconds = 600
    var maximumRows = 100_000
    /// Memory of one step of a statement, in the server's words.
    var workMemory = "256MB"

    static let sslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

    /// - Throws: `WorkspaceError`, `invalid`, naming the field.
    init(_ configuration: SourceConfiguration) throws {
        guard let url = configuration.url?.trimmed, !url.isEmpty else {
            throw Self.fault("url is missing. Give where the server listens, such as db.example:5432")
        }
        try read(url: url)
        if let name = configuration.database, !name.isEmpty {
            guard database.isEmpty || database == name else {
                throw Self.fault("url names the database \(database), and database \(name). Give one of them")
            }
            database = name
        }
        guard !database.isEmpty else { throw Self.fault("database is missing. Give its name") }
        if let name = configuration.user, !name.isEmpty {
            guard user == nil || user == name else {
                throw Self.fault("url names another user than user. Give one of them")
            }
            user = name
        }
        for (name, value) in configuration.settings { try set(name, to: value) }
        for text in [host, database, user ?? ""] + transport.values + schemas where text.utf8.contains(0) {
            throw Self.fault("a name holds a zero byte. Write it without")
        }
    }

    mutating func set(_ name: String, to value: JSON) throws {
        switch name {
        case "sslmode":
            guard let mode = value.text, Self.sslModes.contains(mode) else {
                throw Self.fault("sslmode takes one of: \(Self.sslModes.joined(separator: ", "))")
            }
            transport[name] = mode
        case "sslrootcert":
            guard let path = value.text, !path.isEmpty else { throw Self.fault("sslrootcert takes a file's path") }
            transport[name] = path
        case "schema", "search_path":
            let names = value.text.map { $0.split(separator: ",").map { String($0).trimmed } } ?? []
            guard !names.isEmpty, !names.contains("") else {
                throw Self.fault("\(name) takes a schema's name, or several with commas between them")
            }
            schemas = names
        case "timeout_seconds": timeoutSeconds = try Self.number(value, name, 1...3600)
        case "max_rows": maximumRows = try Self.number(value, name, 1...10_000_000)
        case "work_mem":
            guard let text = value.text, text.wholeMatch(of: /[0-9]{1,6}(kB|MB|GB)/) != nil else {
                throw Self.fault("work_mem takes a size such as 256MB")
            }
            workMemory = text
        default:
            throw Self.fault(
                "options has no \"\(name)\"; it has sslmode, sslrootcert, schema, timeout_seconds, max_rows, work_mem")
        }
    }

    private static func number(_ value: JSON, _ name: String, _ range: ClosedRange<Int>) throws -> Int {
        guard let number = value.wholeNumber, range.contains(number) else {
            throw fault("\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    static func fault(_ what: String) -> WorkspaceError { .invalid("\(what).", code: "invalid_value") }
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
        return words + transport.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
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
        ]
        if !schemas.isEmpty {
            let names = schemas.map { "\"\($0.replacing("\"", with: "\"\""))\"" }
            statements.append("SET LOCAL search_path TO \(names.joined(separator: ", "))")
        }
        return statements
    }
}
