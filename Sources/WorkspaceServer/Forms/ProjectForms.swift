internal import Experiments

/// The forms of the projects' pages, and the verbs that they become.
enum ProjectForms {
    // MARK: - A new project

    static func newView(after filled: FilledForm?) -> FormView {
        FormView(
            "new-project", at: "/projects",
            fields: [
                .line("name", "Name", hint: "What people call it, such as Checkout redesign.", isRequired: true),
                .area("description", "Description", hint: "What it is about, in a sentence or two."),
                .line("flagServerUrl", "Flag server", hint: "Where its feature flags are served, if anywhere."),
            ],
            submit: "Create project", after: filled)
    }

    static func newVerb(_ values: FormValues) throws -> CreateProject {
        try CreateProject(
            arguments: values.arguments(named: ["name", "description", "flagServerUrl"]))
    }

    // MARK: - The decision state

    static let state: [(name: String, label: String, isLong: Bool)] = [
        ("goal", "Goal", true), ("intent", "Intent", true), ("hypothesis", "Hypothesis", true),
        ("change", "Change", true), ("variants", "Variants", false), ("primaryMetric", "Primary metric", false),
        ("guardrails", "Guardrails", false), ("constraints", "Constraints", true),
        ("openQuestions", "Open questions", true), ("flagKey", "Flag", false), ("lastAction", "Last action", false),
        ("lastLearning", "Last learning", true),
    ]

    /// nil for a field that says nothing.
    static func text(of field: String, in project: Project) -> String? {
        project.object[field]?.text.flatMap { $0.trimmed.isEmpty ? nil : $0 }
    }

    static func stateView(of project: Project, after filled: FilledForm?) -> FormView {
        FormView(
            "state", at: "\(PageAddress.project(project.id))/state",
            lead: "A field that is emptied is cleared.",
            fields: state.map { name, label, isLong in
                let value = text(of: name, in: project)
                let field: FormField =
                    isLong ? .area(name, label, value: value, rows: 2) : .line(name, label, value: value)
                return field.keepingShown
            },
            submit: "Save", after: filled)
    }

    /// What was changed; nil where nothing was.
    static func stateVerb(_ values: FormValues, of project: Project) throws -> UpdateState? {
        let changed = try values.changed(state.map(\.name)) { text(of: $0, in: project) }
        guard !changed.isEmpty else { return nil }
        return UpdateState(
            project: project.id, values: JSONObject(changed.map { ($0, values.text($0).map(JSON.string) ?? .null) }))
    }

    // MARK: - Stage, notes, deletion

    static func stageView(of project: Project, after filled: FilledForm?) -> FormView {
        FormView(
            "stage", at: "\(PageAddress.project(project.id))/stage",
            fields: [
                .choice(
                    "stage", "Stage", of: Stage.all.map { ($0.rawValue, $0.rawValue) }, value: project.stage.rawValue)
            ],
            submit: "Move", after: filled)
    }

    static func noteView(of project: Project, after filled: FilledForm?) -> FormView {
        FormView(
            "note", at: "\(PageAddress.project(project.id))/note",
            fields: [
                .line("title", "Note", isRequired: true), .area("detail", "More of it"),
            ],
            submit: "Add note", after: filled)
    }

    static func deleteView(of project: Project, after filled: FilledForm?) -> FormView {
        FormView(
            "delete", at: "\(PageAddress.project(project.id))/delete",
            lead:
                "This deletes the project with its experiments, their data and decisions, and its log. It cannot be undone; "
                + "the history keeps what was written.",
            fields: [.line("confirm", "The project's name, exactly", isRequired: true)],
            submit: "Delete project", isQuiet: true, after: filled)
    }
}

extension FormValues {
    /// Those of the named fields that hold something, as arguments of a verb.
    func arguments(named names: [String]) -> JSONObject {
        JSONObject(names.compactMap { name in text(name).map { (name, .string($0)) } })
    }
}
