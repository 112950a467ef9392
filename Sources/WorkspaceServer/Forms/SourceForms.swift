internal import Experiments

/// The forms of a project's sources.
enum SourceForms {
    static let add = "source-add"

    static func addView(in project: String, after filled: FilledForm?) -> FormView {
        let kinds = SourceConfiguration.Kind.allCases.map { ($0.rawValue, $0.rawValue) }
        return FormView(
            add, at: "\(PageAddress.project(project))/sources",
            lead:
                "A password, token or key is named and never held: say which environment variable or file of the server has "
                + "it.",
            fields: [
                .line("name", "Name", hint: "How the project calls it.", isRequired: true),
                .choice(
                    "kind", "Kind",
                    hint: "postgres and clickhouse take address, user and database; duckdb and file a path; featbit, "
                        + "endpoint and webhook an address, and a secret.",
                    of: kinds, value: "postgres"),
                .line("url", "Address", hint: "Where it listens."), .line("user", "User"),
                .line("database", "Database"),
                .line("path", "Path", hint: "A file, a folder, or the path of a request."),
                .line("envId", "Environment", hint: "The one that its rows belong to."),
                .line("secretEnv", "Variable that holds the secret"), .line("secretFile", "Or file that holds it"),
                .area("options", "Further settings", hint: "A JSON object.", rows: 2),
            ],
            submit: "Add the source", after: filled)
    }

    static func addVerb(_ values: FormValues, in project: String) throws -> AddSource {
        var arguments = values.arguments(named: ["name", "kind"] + SourceConfiguration.settableFields)
        arguments["project"] = .string(project)
        return try AddSource(arguments: arguments)
    }

    /// Test and removal of one source; their ids carry its number, since a name may hold anything.
    static func testView(_ source: SourceConfiguration, number: Int, in project: String) -> FormView {
        FormView(
            "source-test-\(number)", at: "\(address(of: source.name, in: project))/test", submit: "Test", isQuiet: true,
            after: nil)
    }

    static func removeView(_ source: SourceConfiguration, number: Int, in project: String) -> FormView {
        FormView(
            "source-remove-\(number)", at: "\(address(of: source.name, in: project))/remove", submit: "Remove",
            isQuiet: true, after: nil)
    }

    private static func address(of name: String, in project: String) -> String {
        "\(PageAddress.project(project))/sources/\(name.percentEncoded)"
    }

    // MARK: - Collecting

    static func collectView(of subject: ExperimentSubject, sources: [SourceConfiguration], after filled: FilledForm?)
        -> FormView?
    {
        guard subject.experiment.status != .archived else { return nil }
        let own = subject.experiment.dataSource.flatMap { try? DataSource(parsing: $0).source }
        guard own != nil || !sources.isEmpty else { return nil }
        let choices =
            [("", own.map { "the experiment’s own: \($0)" } ?? "the experiment’s own")]
            + sources.map { ($0.name, $0.name) }
        var fields = [
            FormField.choice(
                "source", "Source", of: choices, value: "",
                codes: ["nobody_exposed", "source_not_found", "source_missing"])
        ]
        fields.append(
            .check(
                "allowMissingEvents", "An event that nobody has fired yet is new",
                hint: "It then counts as 0 for everybody. Without this mark its name is taken for misspelt."))
        if subject.experiment.status.isClosed {
            fields.append(
                .line(
                    "changeReason", "Why it is opened again", hint: "New data open a closed experiment.",
                    codes: ["reopen_needs_reason"]))
        }
        return FormView(
            ExperimentForm.collect.rawValue, at: subject.address(ofForm: ExperimentForm.collect.rawValue),
            fields: fields,
            submit: "Collect now", after: filled)
    }
}
