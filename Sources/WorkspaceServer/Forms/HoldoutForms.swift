internal import Experiments

/// The forms of a holdout.
enum HoldoutForms {
    static let plan = "holdout-plan"
    static let check = "holdout-check"
    static let start = "holdout-start"
    static let end = "holdout-end"

    static func planView(of subject: ExperimentSubject, after filled: FilledForm?) -> FormView {
        let stored = subject.experiment.holdoutPlan.flatMap { try? HoldoutPlan(parsing: $0) }
        return FormView(
            plan, at: subject.address(ofForm: plan),
            fields: [
                .line(
                    "percent", "Share that keeps the old variant, in percent",
                    value: stored.map { NumberFormat.significant($0.percent, digits: 6) } ?? "5"),
                .line(
                    "days", "Windows end after days", hint: "Separated by commas.",
                    value: stored.map { $0.days.map(String.init).joined(separator: ", ") } ?? "30, 60, 90"),
                .line(
                    "launched", "Launched", hint: "A date such as 2026-04-01.", value: stored?.launched.day,
                    isRequired: true),
                .line("variant", "Launched variant", hint: "The only treatment if left empty.", value: stored?.variant),
            ],
            submit: "Plan the holdout", after: filled)
    }

    static func planVerb(_ values: FormValues, of subject: ExperimentSubject) throws -> PlanHoldout {
        let days = values["days"].split { $0 == "," || $0.isWhitespace }
        var arguments = values.arguments(named: ["launched", "variant"])
        arguments["project"] = .string(subject.project.id)
        arguments["slug"] = .string(subject.experiment.slug)
        arguments["percent"] = values.text("percent").map { ValueKind.real.value(ofFlag: $0) }
        arguments["days"] = .string("[\(days.joined(separator: ","))]")
        return try PlanHoldout(arguments: arguments)
    }

    static func checkView(of subject: ExperimentSubject, after filled: FilledForm?) -> FormView {
        FormView(
            check, at: subject.address(ofForm: check), lead: "Analyzes the windows that are over.",
            submit: "Check the holdout", after: filled)
    }

    static func startView(of subject: ExperimentSubject, after filled: FilledForm?) -> FormView {
        FormView(
            start, at: subject.address(ofForm: start),
            lead: "Shows the exact change of the flag that begins the holdout, and pushes it if that is ticked.",
            fields: [push], submit: "Show the change that begins it", isQuiet: true, after: filled)
    }

    static func endView(of subject: ExperimentSubject, after filled: FilledForm?) -> FormView {
        FormView(
            end, at: subject.address(ofForm: end),
            lead: "Shows the exact change of the flag that ends the holdout, and pushes it if that is ticked.",
            fields: [.line("winner", "Variant for everybody", hint: "The launched one if left empty."), push],
            submit: "Show the change that ends it", isQuiet: true, after: filled)
    }

    private static let push = FormField.check("apply", "Push the change to the flag")

    static func verbArguments(_ values: FormValues, of subject: ExperimentSubject) -> JSONObject {
        var arguments = values.arguments(named: ["winner"])
        arguments["project"] = .string(subject.project.id)
        arguments["slug"] = .string(subject.experiment.slug)
        arguments["apply"] = .boolean(values.isChecked("apply"))
        return arguments
    }
}
