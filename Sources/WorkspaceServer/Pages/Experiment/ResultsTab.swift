internal import Experiments

/// The evidence: every metric's numbers, and for the primary metric what is believed about its change.
struct ResultsTab: Sendable {
    /// So many treatments have a drawing of their own here; those of the others stand at their addresses.
    private static let mostDensities = 4

    var numbers: MetricTable?
    var pager: Pager?
    var densities: [FigureView]
    var intervals: String?
    var guardrails: [Guardrail]
    var hasGuardrails: Bool
    /// From which probability on a guardrail counts.
    var guardrailLimits: String
    var arms: TableView?
    var foreignText: ForeignText?
    var isEmpty: Bool

    /// One guardrail's part in the decision, in a sentence.
    struct Guardrail: Sendable {
        var event: String
        var variant: String
        var word: String
        var tone: String
        var probability: String
        var change: String
    }

    init(_ subject: ExperimentSubject, number: Int) {
        foreignText = subject.foreignResult.map { ForeignText(heading: "Analysis made elsewhere", text: $0) }
        arms = subject.arms
        densities = []
        guardrails = []
        guardrailLimits = ""
        if let result = subject.result, !result.sections.isEmpty {
            let page = MetricTable.page(number, of: result)
            numbers = MetricTable(page.sections, of: result, plan: subject.plan, scaledWith: result.sections)
            pager = Pager(
                page: min(max(1, number), page.pages), size: 1, of: page.pages, at: subject.address(.results),
                newer: "Back", older: "More metrics")
            intervals = subject.plot("intervals")
            densities = Self.densities(subject, result)
            guardrails = Self.guardrails(result, plan: subject.plan)
            guardrailLimits = Self.limits(ofGuardrails: result, plan: subject.plan)
        }
        hasGuardrails = !guardrails.isEmpty
        isEmpty = numbers == nil && arms == nil && foreignText == nil
    }

    private static func densities(_ subject: ExperimentSubject, _ result: AnalysisResult) -> [FigureView] {
        result.treatments.prefix(mostDensities).compactMap { treatment in
            ExperimentPlots.density(of: treatment, in: result).map { plot in
                FigureView(
                    plot,
                    lead:
                        "The area is what is believed about the change: to the right of no effect gains, to the left losses"
                        + (result.primaryMetric?.isInverse == true ? ", reversed, because less is better." : "."),
                    legend: [("area better", "gain"), ("area worse", "loss")],
                    alone: subject.plot("density-\(treatment)"))
            }
        }
    }

    private static func limits(ofGuardrails result: AnalysisResult, plan: AnalysisPlan) -> String {
        let count = plan.guardrailCorrection == .none ? 1 : max(1, result.guardrails.count)
        let limits = GuardrailPart.limits(sharedAmong: count)
        return "By their part in the decision, for each treatment: watch from a P(harm) of "
            + "\(NumberFormat.limit(limits.watch)) on, harm from \(NumberFormat.limit(limits.harm)) on"
            + (count > 1 ? ", since \(NumberFormat.count(count)) guardrails share the chance of a false alarm." : ".")
    }

    private static func guardrails(_ result: AnalysisResult, plan: AnalysisPlan) -> [Guardrail] {
        let all = result.guardrails.flatMap { section in
            section.rows.filter { !$0.isControl }.map { row in
                let part = result.part(of: section, for: row.variant, correction: plan.guardrailCorrection)
                let figures = section.figures(of: row)
                return (
                    part,
                    Guardrail(
                        event: section.event.shortened(to: 120), variant: row.variant.shortened(to: 120),
                        word: section.word(of: part),
                        tone: Tone.of(part, win: nil, winThreshold: result.sampleRatio.isSound == false ? nil : 1),
                        probability: NumberFormat.probability(section.probabilityOfHarm(of: row.variant)),
                        change: NumberFormat.change(figures?.change))
                )
            }
        }
        let order = GuardrailPart.allCases
        return order.flatMap { part in all.filter { $0.0 == part }.map(\.1) }.prefix(MetricTable.mostRows).map(\.self)
    }
}
