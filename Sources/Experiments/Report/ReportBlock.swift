/// A piece of the report, from which every page of it is made.
enum ReportBlock: Sendable, Equatable {
    case heading(String)
    case paragraph(String)
    /// Names and what they stand for.
    case facts([Fact])
    /// Text whose lines stand as they are.
    case statement(String)
    case table(columns: [Column], rows: [[String]])
    /// The head of the history.
    case head(String)

    struct Fact: Sendable, Equatable {
        var name: String
        var text: String

        /// nil where there is nothing to say.
        init?(_ name: String, _ text: String?) {
            guard let text, !text.trimmed.isEmpty else { return nil }
            (self.name, self.text) = (name, text)
        }
    }

    struct Column: Sendable, Equatable {
        var title: String
        var isNumber: Bool
    }
}

extension ExperimentReport {
    /// The whole report under its title, the experiment's slug.
    var blocks: [ReportBlock] {
        var blocks: [ReportBlock] = [.facts(definition)]
        if let decision = experiment.decision {
            blocks.append(.heading("Decision: \(decision)"))
            blocks += [experiment.decisionSummary, experiment.decisionReason].compactMap {
                $0.map(ReportBlock.paragraph)
            }
        }
        if let recommendation {
            blocks += [.heading("What the rules say"), .statement(recommendation.statement)]
        } else if let result = experiment.analysis {
            let verdict = Verdict(of: result, recommendation: nil)
            blocks += [.heading("What the data say"), .paragraph("\(verdict.headline) \(verdict.evidence)")]
            blocks += result.warnings.map { .paragraph("Warning (\($0.code)): \($0.message)") }
        } else if let bandit = experiment.banditAnalysis {
            blocks += [.heading("What the data say"), .paragraph(bandit.message)]
        } else {
            blocks += [.heading("What the data say"), .paragraph("The latest data are not analyzed.")]
        }
        if let result = experiment.analysis {
            blocks += [.heading("Results"), Self.table(of: result)]
            blocks += result.sections.flatMap(\.section.adaptiveNotes).map(ReportBlock.paragraph)
        }
        if !learning.isEmpty { blocks += [.heading("What was learned"), .facts(learning)] }
        return blocks + [.head(historyHead)]
    }

    /// What finds the head of the history again, and when.
    static let headNote = (command: "experiment verify --expect", says: "finds it as long as nothing was rewritten.")

    private var definition: [ReportBlock.Fact] {
        let variants = Variants(of: experiment)
        return [
            .init("Hypothesis", experiment.hypothesis), .init("Status", experiment.status.rawValue),
            .init("Primary metric", experiment.primaryMetricEvent),
            .init("Guardrails", GuardrailEvents.read(experiment.guardrailEvents).joined(separator: ", ")),
            .init("Control", variants.control), .init("Treatments", variants.treatments.joined(separator: ", ")),
            .init("Minimum sample", experiment.minimumSample.map { "\(NumberFormat.count($0)) users per variant" }),
            .init(
                "Window", "\(experiment.observationStart?.day ?? "?") to \(experiment.observationEnd?.day ?? "open")"),
        ].compactMap(\.self)
    }

    private var learning: [ReportBlock.Fact] {
        [
            .init("What changed", experiment.whatChanged), .init("What happened", experiment.whatHappened),
            .init("Confirmed or refuted", experiment.confirmedOrRefuted),
            .init("Why it happened", experiment.whyItHappened),
            .init("Next hypothesis", experiment.nextHypothesis),
        ].compactMap(\.self)
    }

    private static func table(of result: AnalysisResult) -> ReportBlock {
        let titles = [
            "Metric", "Variant", "Users", "Value", "Change", "Interval", "At any look", "P(win) or P(harm)", "Risk",
        ]
        let columns = titles.enumerated().map { ReportBlock.Column(title: $1, isNumber: $0 > 1) }
        let rows = result.sections.flatMap { part, section in
            section.rows.map { row in
                let head = [
                    "\(section.event) (\(part))", row.variant, NumberFormat.count(row.n), section.shown(row.value),
                ]
                guard !row.isControl else { return head + ["", "", "", "", ""] }
                let (figures, look) = (section.figures(of: row), row.comparison?.alwaysValid?.value)
                let probability =
                    part == .guardrail ? section.probabilityOfHarm(of: row.variant) : figures?.probability
                return head + [
                    NumberFormat.change(figures?.change), NumberFormat.changeInterval(figures?.lower, figures?.upper),
                    NumberFormat.changeInterval(look?.lower, look?.upper),
                    NumberFormat.probability(probability), NumberFormat.risk(figures?.riskOfTreatment),
                ]
            }
        }
        return .table(columns: columns, rows: rows)
    }
}
