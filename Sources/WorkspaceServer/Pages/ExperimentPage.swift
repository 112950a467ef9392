internal import Experiments

/// One experiment: what its latest analysis says, whether to trust it, and the evidence.
struct ExperimentPage: Sendable {
    var title: String
    var crumbs: [Crumb]
    var eyebrow: String
    var hypothesis: String
    /// nil without an analysis that we can read.
    var analysis: AnalysisView?
    /// Shown as it is.
    var foreignResult: String?
    var isWaiting: Bool
    var next: String
    var decision: DecisionView?
    var facts: [ProjectPage.Fact]

    struct DecisionView: Sendable {
        var word: String
        var summary: String
        var reason: String
    }

    init(_ experiment: Experiment, of project: Project) {
        title = experiment.slug
        crumbs = [
            Crumb(name: project.name, address: PageAddress.project(project.id)), Crumb(name: experiment.slug),
        ]
        let variants = Variants(of: experiment)
        eyebrow = Self.eyebrow(experiment, variants: variants)
        hypothesis = experiment.hypothesis ?? ""
        let result = experiment.analysis
        analysis = result.map(AnalysisView.init)
        foreignResult = result == nil ? experiment.analysisResult : nil
        isWaiting = experiment.analysisResult == nil
        next =
            experiment.inputData == nil
            ? "Collect the data of the control and the treatments." : "Analyze the data that are there."
        decision = experiment.decision.map {
            DecisionView(
                word: $0.replacing("_", with: " ").lowercased(), summary: experiment.decisionSummary ?? "",
                reason: experiment.decisionReason ?? "")
        }
        facts = Self.facts(of: experiment, variants: variants)
    }

    private static func eyebrow(_ experiment: Experiment, variants: Variants) -> String {
        let kind = experiment.method == "bandit" ? "Bandit" : "A/B test"
        let start = experiment.observationStart?.day ?? "not started"
        return "\(kind) · \(experiment.status.rawValue) · \(variants.all.count) variants · "
            + "\(start) to \(experiment.observationEnd?.day ?? "open")"
    }

    private static func facts(of experiment: Experiment, variants: Variants) -> [ProjectPage.Fact] {
        let guardrails = GuardrailEvents.read(experiment.guardrailEvents)
        let texts: [(String, String?)] = [
            ("Primary metric", experiment.primaryMetricEvent), ("What it measures", experiment.metricDescription),
            ("Guardrails", guardrails.isEmpty ? nil : guardrails.joined(separator: ", ")),
            ("Control", variants.control), ("Treatments", variants.treatments.joined(separator: ", ")),
            ("Split", experiment.allocation ?? "equal"), ("Traffic", experiment.trafficAllocation),
            ("Minimum sample", experiment.minimumSample.map { "\(NumberFormat.count($0)) users per variant" }),
            ("What changed", experiment.whatChanged), ("What happened", experiment.whatHappened),
            ("Confirmed or refuted", experiment.confirmedOrRefuted), ("Why", experiment.whyItHappened),
            ("Next hypothesis", experiment.nextHypothesis),
        ]
        return texts.compactMap { name, text in text.map { ProjectPage.Fact(name: name, text: $0) } }
            + assumptions(of: experiment)
    }

    /// Each assumption by its name; text made elsewhere as it is.
    private static func assumptions(of experiment: Experiment) -> [ProjectPage.Fact] {
        guard let text = experiment.assumptions else { return [] }
        guard let object = (try? JSON(parsing: text))?.object else {
            return [ProjectPage.Fact(name: "Assumptions", text: text)]
        }
        return object.map { ProjectPage.Fact(name: "Assumption: \($0)", text: $1.text ?? $1.serialized()) }
    }
}
