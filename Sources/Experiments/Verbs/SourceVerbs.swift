extension SourceConfiguration: VerbOutput {}

/// Adds a source to a project. What it says is stored as it is; nothing is reached yet.
package struct AddSource: Verb {
    package typealias Output = SourceConfiguration
    package var project: String
    package var configuration: SourceConfiguration

    package static let declaration = VerbDeclaration(
        "sources add", .admin, .post, "/api/projects/{project}/sources",
        "Adds a source of input data to a project.",
        parameters: [
            .project,
            .init("name", required: true, summary: "how the project calls the source"),
            .init(
                "kind", required: true,
                summary: SourceConfiguration.Kind.allCases.map(\.rawValue).joined(separator: ", ")),
            .init("url", summary: "where it listens"),
            .init("user", summary: "the user it knows"),
            .init("database", summary: "the database"),
            .init("path", summary: "a file, a folder, or the path of a request"),
            .init("envId", summary: "the environment that its rows belong to"),
            .init("secretEnv", summary: "the environment variable that holds its password, token or key"),
            .init("secretFile", summary: "the file that holds its password, token or key"),
            .init("options", .json, summary: "the kind's own settings, a JSON object"),
        ], successStatus: 201)

    package init(_ arguments: VerbArguments) throws {
        project = arguments.text("project")
        let known = SourceConfiguration.Kind.allCases.map(\.rawValue)
        guard let kind = SourceConfiguration.Kind(rawValue: arguments.text("kind")) else {
            throw WorkspaceError.invalid("kind must be one of: \(known.joined(separator: ", "))", code: "invalid_value")
        }
        var fields = arguments.object
        fields["project"] = nil
        configuration = try SourceConfiguration().setting(fields).0
        configuration.kind = kind
        if let fault = configuration.fault { throw WorkspaceError.invalid(fault, code: "invalid_value") }
    }

    package var arguments: JSONObject {
        var object: JSONObject = [
            "project": .string(project), "name": .string(configuration.name),
            "kind": .string(configuration.kind.rawValue),
        ]
        for name in SourceConfiguration.settableFields {
            let value = configuration.object[name] ?? .null
            object[name] = value == .null ? nil : value
        }
        return object
    }
}

/// Lists the sources of a project by name.
package struct ListSources: Verb {
    package typealias Output = [SourceConfiguration]
    package var project: String

    package static let declaration = VerbDeclaration(
        "sources list", .read, .get, "/api/projects/{project}/sources", "Lists the sources of a project.",
        parameters: [.project])

    package init(project: String) { self.project = project }

    package init(_ arguments: VerbArguments) { self.init(project: arguments.text("project")) }

    package var arguments: JSONObject { ["project": .string(project)] }
}

/// Removes a source. Snapshots that came from it stay.
package struct RemoveSource: Verb {
    package typealias Output = SourceConfiguration
    package var project: String
    package var name: String

    package static let declaration = VerbDeclaration(
        "sources remove", .admin, .delete, "/api/projects/{project}/sources/{name}", "Removes a source from a project.",
        parameters: [.project, .sourceName])

    package init(project: String, name: String) {
        self.project = project
        self.name = name
    }

    package init(_ arguments: VerbArguments) {
        self.init(project: arguments.text("project"), name: arguments.text("name"))
    }

    package var arguments: JSONObject { ["project": .string(project), "name": .string(name)] }
}

/// Says what of a source can be reached, and what is missing.
package struct TestSource: Verb {
    package typealias Output = SourceReport
    package var project: String
    package var name: String
    /// An experiment whose tables, columns and flag are looked for too.
    package var slug: String?

    package static let declaration = VerbDeclaration(
        "sources test", .admin, .post, "/api/projects/{project}/sources/{name}/test",
        "Says what of a source can be reached, and what is missing.",
        parameters: [
            .project, .sourceName,
            .init("experiment", summary: "the slug of an experiment whose tables and flag are looked for too"),
        ], patience: 300)

    package init(project: String, name: String, slug: String? = nil) {
        self.project = project
        self.name = name
        self.slug = slug
    }

    package init(_ arguments: VerbArguments) {
        self.init(
            project: arguments.text("project"), name: arguments.text("name"), slug: arguments.optionalText("experiment")
        )
    }

    package var arguments: JSONObject {
        var object: JSONObject = ["project": .string(project), "name": .string(name)]
        object["experiment"] = slug.map(JSON.string)
        return object
    }
}

/// Shows the statement or request that collecting an experiment would send.
package struct ShowSQL: Verb {
    package typealias Output = SourceStatement
    package var project: String
    package var slug: String
    package var source: String?

    package static let declaration = VerbDeclaration(
        "sources show-sql", .read, .get, "/api/projects/{project}/experiments/{slug}/sql",
        "Shows the statement or request that collecting an experiment would send.",
        parameters: [.project, .slug, .init("source", summary: "the source; the experiment's own if not given")])

    package init(project: String, slug: String, source: String? = nil) {
        self.project = project
        self.slug = slug
        self.source = source
    }

    package init(_ arguments: VerbArguments) {
        self.init(
            project: arguments.text("project"), slug: arguments.text("slug"), source: arguments.optionalText("source"))
    }

    package var arguments: JSONObject {
        var object: JSONObject = ["project": .string(project), "slug": .string(slug)]
        object["source"] = source.map(JSON.string)
        return object
    }
}

/// What would be sent.
package struct SourceStatement: VerbOutput, Equatable {
    package var source: String
    /// nil where the source takes no statement.
    package var statement: String?

    package init(source: String, statement: String?) {
        self.source = source
        self.statement = statement
    }

    package var json: JSON {
        ["source": .string(source), "statement": statement.map(JSON.string) ?? .null]
    }

    package init(json: JSON) throws {
        guard let source = json["source"]?.text else {
            throw WorkspaceError.invalid("the answer is no statement", code: "wrong_type")
        }
        self.init(source: source, statement: json["statement"]?.text)
    }
}

extension VerbDeclaration.Parameter {
    fileprivate static let sourceName = Self("name", required: true, summary: "the source's name")
}
