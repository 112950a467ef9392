internal import Experiments
internal import Statistics

/// What an experiment says of itself, in words.
enum ExperimentFacts {
    static func all(of experiment: Experiment) -> [Fact] {
        let variants = Variants(of: experiment)
        let guardrails = GuardrailEvents.read(experiment.guardrailEvents)
        return Fact.list([
            ("Primary metric", experiment.primaryMetricEvent), ("What it measures", experiment.metricDescription),
            ("Guardrails", guardrails.joined(separator: ", ")), ("Control", variants.control),
            ("Treatments", variants.treatments.joined(separator: ", ")), ("Split", split(of: experiment)),
            ("Traffic", experiment.trafficAllocation),
            ("Minimum sample", experiment.minimumSample.map { "\(NumberFormat.count($0)) users per variant" }),
            ("Metric definitions", metrics(of: experiment)), ("Analysis plan", plan(of: experiment)),
        ]) + assumptions(of: experiment)
    }

    private static func split(of experiment: Experiment) -> String {
        guard let text = experiment.allocation else { return "equal" }
        guard let allocation = try? Allocation(parsing: text) else { return text }
        let names = Variants(of: experiment).all
        return zip(names, allocation.shares(of: names)).map { "\($0) \(NumberFormat.percent($1))" }
            .joined(separator: ", ")
    }

    /// One line for each metric; text that is no definition as it is.
    private static func metrics(of experiment: Experiment) -> String? {
        guard let all = try? MetricDefinition.parseAll(experiment.metricDefinitions) else {
            return experiment.metricDefinitions
        }
        return all.map { name, definition in "\(name): \(words(definition, name: name))" }.joined(separator: "\n")
    }

    private static func words(_ definition: MetricDefinition, name: String) -> String {
        let event = definition.event.flatMap { $0 == name ? nil : $0 }
        let made =
            switch definition.kind ?? .proportion {
            case .proportion: "share of users with \(event ?? "the event")"
            case .count: "\(event ?? "events") per user"
            case .sum: "value\(event.map { " of \($0)" } ?? "") per user"
            case .average: "average value\(event.map { " of \($0)" } ?? "")"
            case .ratio: "\(event ?? name) per \(definition.denominator ?? "?")"
            }
        let rest: [String?] = [
            definition.inverse == true ? "lower is better" : nil,
            definition.windowHours.map { "within \(NumberFormat.significant($0, digits: 4)) hours" },
            definition.cap.map { "capped at the \(NumberFormat.significant($0, digits: 4))th percentile" },
            definition.covariateDays.map { "adjusted by \(NumberFormat.significant($0, digits: 4)) days before" },
        ]
        return ([made] + rest.compactMap(\.self)).joined(separator: ", ")
    }

    /// What differs from a plain test; text that is no plan as it is.
    private static func plan(of experiment: Experiment) -> String? {
        guard let text = experiment.analysisPlan else { return nil }
        guard let plan = try? AnalysisPlan(parsing: text) else { return text }
        let lines: [String?] = [
            plan.looks == .anyTime ? "May be decided at any look" : "Is decided once, when the window ends",
            "Intervals hold \(NumberFormat.limit(1 - plan.alpha))",
            plan.plannedUsers.map { "\(NumberFormat.count($0)) users planned for two variants together" },
            plan.sampleRatioRule == .alwaysValid ? "The split is tested at any look" : nil,
            plan.guardrailCorrection == .none ? "Guardrails do not share their limits" : nil,
            plan.reweight.map(words),
        ]
        return lines.compactMap(\.self).joined(separator: "\n")
    }

    private static func words(_ plan: ReweightPlan) -> String {
        let hours = NumberFormat.significant(Double(plan.interval) / Double(ReweightPlan.hour), digits: 4)
        return "Weights every \(hours) h by \(plan.policy.rawValue), at least \(NumberFormat.percent(plan.floor)) each"
            + (plan.push.map { ", pushed to \($0)" } ?? "")
            + (plan.isAutomatic ? ", by the server" : "")
            + (plan.onStop == .winner ? "; at the stop the winner gets everybody" : "")
    }

    /// Each assumption by its sentence or name; text made elsewhere as it is.
    private static func assumptions(of experiment: Experiment) -> [Fact] {
        guard let text = experiment.assumptions else { return [] }
        guard let object = (try? JSON(parsing: text))?.object else { return [Fact(name: "Assumptions", text: text)] }
        return object.map { name, value in
            Fact(name: "Assumption: \(name)", text: value["sentence"]?.text ?? value.text ?? value.serialized())
        }
    }
}
