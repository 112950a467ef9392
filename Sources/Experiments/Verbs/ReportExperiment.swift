/// Tells the whole of one experiment on one page, for people or for the next step.
package struct ReportExperiment: ExperimentVerb {
    package typealias Output = ExperimentReport
    package var project: String
    package var slug: String

    package static let declaration = VerbDeclaration(
        "report", .read, .get, "/api/projects/{project}/experiments/{slug}/report",
        "Tells the whole of one experiment on one page, for people or for the next step.",
        parameters: [.project, .slug])

    package init(project: String, slug: String) {
        self.project = project
        self.slug = slug
    }
}

/// An experiment with all that was found and decided, and the head of the history to keep beside it.
package struct ExperimentReport: VerbOutput, Equatable {
    package var experiment: Experiment
    /// nil where the latest data are not analyzed, or nothing can be recommended on them.
    package var recommendation: Recommendation?
    package var historyHead: String

    package init(experiment: Experiment, recommendation: Recommendation?, historyHead: String) {
        self.experiment = experiment
        self.recommendation = recommendation
        self.historyHead = historyHead
    }

    /// What the next step reads: evidence analysis, learning capture.
    package var json: JSON {
        [
            "definition": experiment.json,
            "analysis": experiment.analysisResult.flatMap { try? JSON(parsing: $0) } ?? .null,
            "bandit": experiment.banditAnalysis?.json ?? experiment.analysis?.bandit ?? .null,
            "recommendation": recommendation?.json ?? .null,
            "history_head": .string(historyHead),
        ]
    }

    package init(json: JSON) throws {
        guard let definition = json["definition"], let head = json["history_head"]?.text else {
            throw WorkspaceError.invalid("the answer is no report", code: "wrong_type")
        }
        let recommendation = json["recommendation"]
        self.init(
            experiment: try Experiment(json: definition),
            recommendation: recommendation == .null ? nil : try recommendation.map(Recommendation.init(json:)),
            historyHead: head)
    }
}

extension ExperimentReport {
    /// One page of Markdown that needs nothing beside it.
    package var markdown: String {
        var parts = ["# \(experiment.slug)", facts]
        if let decision = experiment.decision {
            parts.append("## Decision: \(decision)\n\n\(experiment.decisionSummary ?? "")")
            parts.append(experiment.decisionReason ?? "")
        }
        if let recommendation {
            parts.append("## What the rules say\n\n```text\n\(recommendation.statement)\n```")
        } else if let result = experiment.analysis {
            let verdict = Verdict(of: result)
            parts.append("## What the data say\n\n\(verdict.headline) \(verdict.evidence)")
        } else if let bandit = experiment.banditAnalysis {
            parts.append("## What the data say\n\n\(Self.inline(bandit.message))")
        } else {
            parts.append("## What the data say\n\nThe latest data are not analyzed.")
        }
        if let table { parts.append("## Results\n\n\(table)") }
        if !learning.isEmpty { parts.append("## What was learned\n\n\(learning)") }
        parts.append(
            "History head `\(historyHead)`: `experiment verify --expect` finds it as long as nothing was rewritten.")
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var facts: String {
        let variants = Variants(of: experiment)
        let lines: [(String, String?)] = [
            ("Hypothesis", experiment.hypothesis), ("Status", experiment.status.rawValue),
            ("Primary metric", experiment.primaryMetricEvent),
            ("Guardrails", GuardrailEvents.read(experiment.guardrailEvents).joined(separator: ", ")),
            ("Control", variants.control), ("Treatments", variants.treatments.joined(separator: ", ")),
            ("Minimum sample", experiment.minimumSample.map { "\(NumberFormat.count($0)) users per variant" }),
            (
                "Window",
                "\(experiment.observationStart?.day ?? "?") to \(experiment.observationEnd?.day ?? "open")"
            ),
        ]
        return lines.compactMap { name, text in
            text.flatMap { $0.isEmpty ? nil : "- **\(name)**: \(Self.inline($0))" }
        }
        .joined(separator: "\n")
    }

    private var table: String? {
        guard let result = experiment.analysis else { return nil }
        var lines = [
            "| Metric | Variant | Users | Value | Change | Interval | At any look | P(win) or P(harm) | Risk |",
            "|---|---|---:|---:|---:|---:|---:|---:|---:|",
        ]
        for (part, section) in result.sections {
            for row in section.rows {
                let figures = section.figures(of: row)
                let look = row.comparison?.alwaysValid?.value
                let cells = [
                    "\(section.event) (\(part))", row.variant, NumberFormat.count(row.n), section.shown(row.value),
                    row.isControl ? "" : NumberFormat.change(figures?.change),
                    row.isControl ? "" : NumberFormat.changeInterval(figures?.lower, figures?.upper),
                    row.isControl ? "" : NumberFormat.changeInterval(look?.lower, look?.upper),
                    row.isControl ? "" : NumberFormat.probability(figures?.probability),
                    row.isControl ? "" : NumberFormat.risk(figures?.riskOfTreatment),
                ]
                lines.append("| " + cells.map(Self.cell).joined(separator: " | ") + " |")
            }
        }
        let notes = result.sections.flatMap(\.section.adaptiveNotes).map { "\n" + Self.inline($0) }
        return (lines + notes).joined(separator: "\n")
    }

    private var learning: String {
        let parts: [(String, String?)] = [
            ("What changed", experiment.whatChanged), ("What happened", experiment.whatHappened),
            ("Confirmed or refuted", experiment.confirmedOrRefuted), ("Why it happened", experiment.whyItHappened),
            ("Next hypothesis", experiment.nextHypothesis),
        ]
        return parts.compactMap { name, text in text.map { "- **\(name)**: \(Self.inline($0))" } }
            .joined(separator: "\n")
    }

    /// A user's text on one line, without a meaning of its own to Markdown or HTML.
    private static func inline(_ text: String) -> String {
        String(text.flatMap { "\\`*_<>&#[]|".contains($0) ? ["\\", $0] : $0.isNewline ? [" "] : [$0] })
    }

    private static func cell(_ text: String) -> String { inline(text) }
}
