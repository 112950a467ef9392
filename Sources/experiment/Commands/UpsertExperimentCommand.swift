internal import ArgumentParser
internal import Experiments

struct UpsertExperimentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upsert-experiment", abstract: UpsertExperiment.declaration.summary,
        usage: """
            experiment upsert-experiment [--workspace FILE | --server URL] [--format text|json] PROJECT SLUG --FIELD VALUE …
            """,
        discussion: """
            A bare flag means true. A value that begins with -- is written --field=value. After the first data, \
            --changeReason says why a definition changes; it says too why a closed experiment is opened again.

            FIELDS: \(ExperimentChange.settableFields.joined(separator: ", "))

            EXAMPLE
              experiment upsert-experiment ID button --minimumSample 400 \\
                --primaryMetricEvent paid --guardrailEvents '["error_rate"]' \\
                --controlVariant old --treatmentVariant new \\
                --observationStart 2026-03-01
              experiment upsert-experiment ID button \\
                --inputData '{"paid":{"old":{"n":487,"k":41},"new":{"n":513,"k":67}}}'
            """)

    @OptionGroup var options: WorkspaceOptions

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @Argument(parsing: .captureForPassthrough, help: "--field value …")
    var fields: [String] = []

    func run() async throws {
        let flags = try FieldFlags(
            fields, known: ExperimentChange.settableFields + ["changeReason"], of: Self.self, options: options)
        var arguments = JSONObject(
            flags.values.map { name, text in
                let kind = Experiment.fields.first { $0.name == name }?.kind ?? .text
                return (name, kind.value(ofFlag: text))
            })
        arguments["project"] = .string(project)
        arguments["slug"] = .string(slug)
        try await flags.options.perform {
            try UpsertExperiment(arguments: arguments)
        } text: { output in
            "\(output.isCreated ? "Created" : "Updated") \(output.experiment.slug).\n\n"
                + TextOutput.experiment(output.experiment)
        }
    }
}
