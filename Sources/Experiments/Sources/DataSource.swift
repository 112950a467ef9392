/// Which source an experiment's data come from, and where in it: its `dataSource`.
package struct DataSource: Sendable, Equatable {
    /// The name of the source; nil for the events kept in the workspace itself.
    package var source: String?
    package var flagKey: String?
    package var envId: String?
    package var exposures: TableMapping?
    package var events: TableMapping?

    package init() {}

    package init(parsing text: String) throws {
        guard let object = try JSON(parsing: text, field: "dataSource").object else {
            throw Self.fault("takes a JSON object such as {\"source\":\"warehouse\"}")
        }
        for (key, value) in object {
            switch key {
            case "source": source = try Self.name(value, key)
            case "flagKey": flagKey = try Self.name(value, key)
            case "envId": envId = try Self.name(value, key)
            case "exposures": exposures = try TableMapping(json: value, of: key, columns: TableMapping.exposureColumns)
            case "events": events = try TableMapping(json: value, of: key, columns: TableMapping.eventColumns)
            default:
                throw Self.fault("has no key \"\(key)\"; it has source, flagKey, envId, exposures, events")
            }
        }
    }

    private static func name(_ value: JSON, _ key: String) throws -> String {
        guard let text = value.text, !text.isEmpty else { throw fault("takes a text for \(key)") }
        return text
    }

    static func fault(_ what: String) -> WorkspaceError { .invalid("dataSource \(what)", code: "invalid_value") }
}

/// A table of a source, with its own names for our columns; or a query that gives our columns.
package enum TableMapping: Sendable, Equatable {
    /// nil for the source's own default table; our name of a column to theirs, for the columns that are called otherwise.
    case table(String?, columns: [String: String])
    /// A statement that answers the columns under our names.
    case query(String)

    /// Our names of the columns. `env_id` is used where a query has an environment.
    package static let exposureColumns = ["user_key", "flag_key", "variant", "timestamp", "env_id"]
    package static let eventColumns = ["user_key", "event_name", "timestamp", "value", "env_id"]

    init(json: JSON, of key: String, columns known: [String]) throws {
        guard let object = json.object else { throw DataSource.fault("takes an object for \(key)") }
        if let query = object["query"] {
            guard let text = query.text, !text.trimmed.isEmpty, object.keys == ["query"] else {
                throw DataSource.fault("takes for \(key) a query alone, as text, or a table with its columns")
            }
            self = .query(text)
            return
        }
        var columns: [String: String] = [:]
        for (name, value) in object {
            switch name {
            case "table":
                guard value.text?.isEmpty == false else { throw DataSource.fault("takes a text for \(key).table") }
            case "columns":
                guard let object = value.object else { throw DataSource.fault("takes an object for \(key).columns") }
                for (column, theirs) in object {
                    guard known.contains(column) else {
                        throw DataSource.fault(
                            "has no column \"\(column)\" in \(key); it has \(known.joined(separator: ", "))")
                    }
                    guard let theirs = theirs.text, !theirs.isEmpty else {
                        throw DataSource.fault("takes a text for \(key).columns.\(column)")
                    }
                    columns[column] = theirs
                }
            default: throw DataSource.fault("has no key \"\(name)\" in \(key); it has table, columns, query")
            }
        }
        self = .table(object["table"]?.text, columns: columns)
    }
}
