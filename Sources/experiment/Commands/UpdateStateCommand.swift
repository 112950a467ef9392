internal import ArgumentParser
internal import Experiments

struct UpdateStateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update-state", abstract: UpdateState.declaration.summary,
        usage: "experiment update-state [--workspace FILE | --server URL] [--format text|json] PROJECT --FIELD VALUE …",
        discussion: """
            FIELDS: \(Project.stateFields.joined(separator: ", "))

            EXAMPLE
              experiment update-state ID --goal "Fewer abandoned carts" \\
                --primaryMetric paid
            """)

    @OptionGroup var options: WorkspaceOptions

    @Argument(help: "The project's id.")
    var project: String

    @Argument(parsing: .captureForPassthrough, help: "--field value …")
    var fields: [String] = []

    func run() async throws {
        let flags = try FieldFlags(fields, known: Project.stateFields, of: Self.self, options: options)
        var arguments = JSONObject(flags.values.map { ($0.name, JSON.string($0.text)) })
        arguments["project"] = .string(project)
        try await flags.options.perform {
            try UpdateState(arguments: arguments)
        } text: {
            TextOutput.record($0)
        }
    }
}
