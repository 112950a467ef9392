internal import ArgumentParser
internal import Experiments

struct SourcesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sources", abstract: "Says where a project's input data come from.",
        discussion: """
            Without a source, data come from the events that the workspace itself keeps (embedded).

            EXAMPLE
              experiment sources add ID warehouse --kind postgres \\
                --url db.example:5432 --database shop \\
                --user reader --secretEnv SHOP_PASSWORD
              experiment sources test ID warehouse
              experiment sources show-sql ID button --source warehouse
            """,
        subcommands: [Add.self, List.self, Test.self, ShowStatement.self, Remove.self])

    struct Add: VerbCommand {
        static let configuration = CommandConfiguration(
            abstract: AddSource.declaration.summary,
            discussion: """
                A secret is never given here: name the environment variable or the file that holds it.

                EXAMPLE
                  experiment sources add ID files --kind file --path summaries.json
                """)

        @Argument(help: "The project's id.")
        var project: String

        @Argument(help: "How the project calls the source.")
        var name: String

        @Option(help: "One of: \(SourceConfiguration.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
        var kind: String

        @Option(parsing: .unconditional, help: "Where it listens.")
        var url: String?

        @Option(parsing: .unconditional, help: "The user it knows.")
        var user: String?

        @Option(parsing: .unconditional, help: "The database.")
        var database: String?

        @Option(parsing: .unconditional, help: "A file, a folder, or the path of a request.", completion: .file())
        var path: String?

        @Option(name: .customLong("envId"), parsing: .unconditional, help: "The environment that its rows belong to.")
        var environment: String?

        @Option(
            name: .customLong("secretEnv"), parsing: .unconditional, help: "The environment variable with its secret.")
        var secretVariable: String?

        @Option(
            name: .customLong("secretFile"), parsing: .unconditional, help: "The file with its secret.",
            completion: .file())
        var secretFile: String?

        @Option(name: .customLong("options"), parsing: .unconditional, help: "The kind's own settings, as JSON.")
        var settings: String?

        @OptionGroup var options: WorkspaceOptions

        func verb() throws -> AddSource {
            var arguments: JSONObject = [
                "project": .string(project), "name": .string(name), "kind": .string(kind),
            ]
            let isLocal = [SourceConfiguration.Kind.file, .duckdb].map(\.rawValue).contains(kind)
            let texts = [
                ("url", url), ("user", user), ("database", database),
                ("path", isLocal ? try path.map(Self.absolute("--path")) : path), ("envId", environment),
                ("secretEnv", secretVariable), ("secretFile", try secretFile.map(Self.absolute("--secretFile"))),
                ("options", settings),
            ]
            for (name, text) in texts { arguments[name] = text.map(JSON.string) }
            return try AddSource(arguments: arguments)
        }

        /// Whoever reads the file later has another current folder.
        private static func absolute(_ flag: String) -> (String) throws -> String {
            { $0.contains("://") ? $0 : try WorkspaceOptions.absolute($0, of: flag) }
        }

        func text(_ output: SourceConfiguration) -> String {
            "Added the source \(output.name) (\(output.kind.rawValue)). Test it: experiment sources test \(project) \(output.name)"
        }
    }

    struct List: VerbCommand {
        static let configuration = CommandConfiguration(abstract: ListSources.declaration.summary)

        @Argument(help: "The project's id.")
        var project: String

        @OptionGroup var options: WorkspaceOptions

        func verb() -> ListSources { ListSources(project: project) }

        func text(_ output: [SourceConfiguration]) -> String {
            guard !output.isEmpty else { return "No sources: data come from the events kept in the workspace." }
            var table = TextTable(["Name", "Kind", "Where", "Secret"])
            for source in output {
                let place = [source.url, source.database, source.path].compactMap(\.self).joined(separator: " ")
                let secret = source.secretEnv.map { "variable \($0)" } ?? source.secretFile.map { "file \($0)" }
                table.add([source.name, source.kind.rawValue, place, secret ?? "none"])
            }
            return table.text
        }
    }

    struct Test: VerbCommand {
        static let configuration = CommandConfiguration(
            abstract: TestSource.declaration.summary,
            discussion: """
                EXAMPLE
                  experiment sources test ID warehouse --experiment button
                """)

        @Argument(help: "The project's id.")
        var project: String

        @Argument(help: "The source's name; embedded is the workspace's own.")
        var name: String

        @Option(parsing: .unconditional, help: "An experiment whose tables and flag are looked for too.")
        var experiment: String?

        @OptionGroup var options: WorkspaceOptions

        func verb() -> TestSource { TestSource(project: project, name: name, slug: experiment) }

        func text(_ output: SourceReport) -> String {
            let lines = output.findings.map { "\($0.isFine ? "ok      " : "MISSING ")\($0.sentence)" }
            let verdict = output.isFine ? "\(output.source) can be used." : "\(output.source) cannot be used as it is."
            return (lines + [verdict]).joined(separator: "\n")
        }

        func isFinding(_ output: SourceReport) -> Bool { !output.isFine }
    }

    struct ShowStatement: VerbCommand {
        static let configuration = CommandConfiguration(
            commandName: "show-sql", abstract: ShowSQL.declaration.summary)

        @Argument(help: "The project's id.")
        var project: String

        @Argument(help: "The experiment's slug.")
        var slug: String

        @Option(parsing: .unconditional, help: "The source; the experiment's own if not given.")
        var source: String?

        @OptionGroup var options: WorkspaceOptions

        func verb() -> ShowSQL { ShowSQL(project: project, slug: slug, source: source) }

        func text(_ output: SourceStatement) -> String {
            output.statement ?? "\(output.source) takes no statement."
        }
    }

    struct Remove: VerbCommand {
        static let configuration = CommandConfiguration(abstract: RemoveSource.declaration.summary)

        @Argument(help: "The project's id.")
        var project: String

        @Argument(help: "The source's name.")
        var name: String

        @OptionGroup var options: WorkspaceOptions

        func verb() -> RemoveSource { RemoveSource(project: project, name: name) }

        func text(_ output: SourceConfiguration) -> String {
            "Removed the source \(output.name). Snapshots that came from it stay."
        }
    }
}
