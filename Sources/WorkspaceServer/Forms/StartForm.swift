internal import Experiments

/// A new experiment in steps: hypothesis, metric, variants, minimum sample with its question, prior.
enum StartForm {
    static let name = "new-experiment"

    static func view(of project: Project, after filled: FilledForm?) -> FormView {
        FormView(
            name, at: PageAddress.newExperiment(in: project.id),
            groups: [
                hypothesis(project), metric(project), variants, sample, prior, window,
            ],
            submit: "Create experiment", after: filled)
    }

    private static func hypothesis(_ project: Project) -> FormView.Group {
        .init(
            legend: "1. Hypothesis",
            explanation: "What you expect to happen, to whom, and why: “We believe that … will … for …, because …”.",
            fields: [
                .line(
                    "slug", "Name of the experiment", hint: "Short, without a slash, such as checkout-badge.",
                    isRequired: true, codes: ["already_started"]),
                .area(
                    "hypothesis", "Hypothesis",
                    hint: "A rate of today in it (“from 4 % to 5 %”) tells how many users it takes.",
                    value: project.hypothesis, isRequired: true, codes: ["hypothesis_missing", "already_open"]),
            ])
    }

    private static func metric(_ project: Project) -> FormView.Group {
        .init(
            legend: "2. Metric", explanation: "One metric decides. Guardrails must not get worse.",
            fields: [
                .line(
                    "primaryMetricEvent", "Primary metric", hint: "The event that decides, such as purchase_completed.",
                    value: project.primaryMetric, isRequired: true, codes: ["primary_metric_missing"]),
                .choice(
                    "kind", "What is measured",
                    of: [
                        ("", "share of users with the event"), ("count", "events per user"), ("sum", "value per user"),
                        ("average", "average value"),
                    ], value: "", codes: []),
                .check("inverse", "Less of it is better", hint: "Such as errors, latency, refunds."),
                .area(
                    "guardrailEvents", "Guardrails", hint: "One event on each line.", rows: 2),
                .line("inverseGuardrails", "Guardrails of which less is better", hint: "Separated by commas."),
            ])
    }

    private static let variants = FormView.Group(
        legend: "3. Variants", explanation: "As the feature flag names them.",
        fields: [
            .choice(
                "method", "Who sees what",
                of: [
                    ("", "a fixed split, to learn what is better (A/B test)"),
                    ("bandit", "more and more users what looks best, to lose little (bandit)"),
                ], value: ""),
            .line("controlVariant", "Control", hint: "What users see today; control if left empty."),
            .line("treatmentVariant", "Treatments", hint: "Separated by commas; treatment if left empty."),
            .line(
                "allocation", "Split", hint: "Equal if left empty; else such as {\"control\":0.9,\"treatment\":0.1}."),
        ])

    private static let sample = FormView.Group(
        legend: "4. Minimum sample",
        explanation:
            "How many users did the control have lately, and how many of them fired the primary metric’s event? Both "
            + "numbers are in the analytics of the last weeks. A rough answer will do: “about 5 %”, “maybe 1 in 20”. Left empty, "
            + "the hypothesis or the kind of event tells, else 1,000 users in each variant are assumed.",
        fields: [
            .line("baselineN", "Users of the control", codes: ["invalid_baseline"]),
            .line("baselineK", "of them fired the event"),
            .line("baselineAnswer", "Or in words", codes: ["invalid_answer"]),
            .line(
                "minimumSample", "Or the minimum itself", hint: "Users in each variant.",
                codes: ["invalid_minimum_sample"]),
        ])

    private static let prior = FormView.Group(
        legend: "5. Prior",
        explanation: "Has a similar change been tested before? Left empty, nothing is supposed about the lift.",
        fields: [
            .line(
                "priorRange", "A range that holds the lift with 95 %", hint: "Such as -5%,10%.",
                codes: ["prior_not_usable"]),
            .line("priorFrom", "Or an earlier experiment", hint: "Its name, or NAME:VARIANT."),
        ])

    private static let window = FormView.Group(
        legend: "When",
        explanation: "The start is when the flag was enabled. It can be given later, when that has happened.",
        fields: [
            .line("observationStart", "Start", hint: "A date such as 2026-03-01, or an instant in UTC."),
            .line("observationEnd", "End", hint: "The last day of the window."),
        ])

    /// Where the fields' texts become arguments of `start`.
    static func verb(_ values: FormValues, in project: String) throws -> StartExperiment {
        var arguments = values.arguments(named: [
            "hypothesis", "primaryMetricEvent", "method", "controlVariant", "treatmentVariant", "allocation",
            "observationStart",
            "observationEnd", "baselineAnswer", "priorRange", "priorFrom",
        ])
        arguments["project"] = .string(project)
        arguments["slug"] = .string(values["slug"].trimmed)
        for name in ["baselineN", "baselineK", "minimumSample"] {
            arguments[name] = values.text(name).map { ValueKind.integer.value(ofFlag: $0.replacing(",", with: "")) }
        }
        let guardrails = values["guardrailEvents"].split(whereSeparator: \.isNewline).map { String($0).trimmed }
            .filter { !$0.isEmpty }
        if !guardrails.isEmpty { arguments["guardrailEvents"] = .array(guardrails.map(JSON.string)) }
        let definitions = definitions(values)
        if !definitions.isEmpty { arguments["metricDefinitions"] = .object(definitions) }
        // Whoever is asked and does not answer goes on with what is assumed; the overview says so.
        return try StartExperiment(arguments: arguments)
    }

    private static func definitions(_ values: FormValues) -> JSONObject {
        var definitions: JSONObject = [:]
        if let metric = values.text("primaryMetricEvent") {
            var own: JSONObject = [:]
            own["kind"] = values.text("kind").map(JSON.string)
            if values.isChecked("inverse") { own["inverse"] = true }
            if !own.isEmpty { definitions[metric] = .object(own) }
        }
        for name in Variants.split(values["inverseGuardrails"]) { definitions[name] = ["inverse": true] }
        return definitions
    }
}
