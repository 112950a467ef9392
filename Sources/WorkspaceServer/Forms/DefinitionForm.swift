internal import Experiments

/// An experiment's definition: all of it, with the reason that a change after data needs.
enum DefinitionForm {
    static let name = "definition"

    private struct Definition {
        var name: String
        var label: String
        var hint: String?
        var isLong = false
        var codes: Set<String> = []
    }

    private static let all: [Definition] = [
        .init(name: "hypothesis", label: "Hypothesis", isLong: true),
        .init(name: "primaryMetricEvent", label: "Primary metric"),
        .init(name: "metricDescription", label: "What it measures"),
        .init(
            name: "guardrailEvents", label: "Guardrails", hint: "A JSON list, such as [\"error_rate\"].",
            isLong: true),
        .init(name: "controlVariant", label: "Control"),
        .init(name: "treatmentVariant", label: "Treatments", hint: "Separated by commas."),
        .init(
            name: "allocation", label: "Split", hint: "JSON, such as {\"control\":0.5,\"treatment\":0.5}.",
            isLong: true),
        .init(name: "minimumSample", label: "Minimum sample", hint: "Users in each variant."),
        .init(
            name: "observationStart", label: "Start", hint: "When the flag was enabled.",
            codes: ["observation_start_locked", "window_not_begun"]),
        .init(name: "observationEnd", label: "End", hint: "The last day of the window."),
        .init(
            name: "metricDefinitions", label: "Metric definitions", hint: "JSON: how each metric is made of events.",
            isLong: true),
        .init(
            name: "analysisPlan", label: "Analysis plan", hint: "JSON: alpha, looks, planned_n, srmRule …", isLong: true
        ),
        .init(name: "dataSource", label: "Data source", hint: "JSON: the source, the flag, the tables.", isLong: true),
    ]

    static func view(of subject: ExperimentSubject, after filled: FilledForm?) -> FormView {
        let fields = all.map { definition -> FormField in
            let value = text(of: definition.name, in: subject.experiment)
            let (name, label, hint, codes) = (definition.name, definition.label, definition.hint, definition.codes)
            let field: FormField =
                definition.isLong
                ? .area(name, label, hint: hint, value: value, rows: 2, codes: codes)
                : .line(name, label, hint: hint, value: value, codes: codes)
            return field.keepingShown
        }
        let reason = FormField.line(
            "changeReason", "Reason", hint: "Needed for a change once there are data; kept in the history.",
            codes: ["change_needs_reason", "reopen_needs_reason"])
        return FormView(
            name, at: subject.address(ofForm: name), fields: fields + [reason], submit: "Save the definition",
            after: filled)
    }

    /// A field as it is edited; a start at midnight is its day.
    private static func text(of field: String, in experiment: Experiment) -> String? {
        switch field {
        case "observationStart": experiment.observationStart.map { $0.isMidnight ? $0.day : $0.jsonText }
        case "observationEnd": experiment.observationEnd.map { $0.isMidnight ? $0.day : $0.jsonText }
        case "minimumSample": experiment.minimumSample.map(String.init)
        default: experiment.object[field]?.text
        }
    }

    /// What was changed; nil where nothing was.
    static func verb(_ values: FormValues, of subject: ExperimentSubject) throws -> UpsertExperiment? {
        var fields: JSONObject = [:]
        for name in try values.changed(all.map(\.name), current: { text(of: $0, in: subject.experiment) }) {
            let kind = Experiment.fields.first { $0.name == name }?.kind ?? .text
            fields[name] = values.text(name).map { kind == .json ? .string($0) : kind.value(ofFlag: $0) } ?? .null
        }
        guard !fields.isEmpty else { return nil }
        return try UpsertExperiment(
            project: subject.project.id, slug: subject.experiment.slug, fields: fields,
            reason: values.text("changeReason"))
    }
}
