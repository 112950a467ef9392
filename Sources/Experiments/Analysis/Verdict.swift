/// What an analysis says, in words for a manager: one sentence, the numbers behind it, and what to do next.
///
/// It reads the stored result alone, so that every door says the same.
package struct Verdict: Sendable, Equatable {
    /// Carries colour where there is any; the tag says the same in words.
    package enum Tone: String, Sendable {
        case better, worse, unsure, blocked
    }

    package var tone: Tone
    package var tag: String
    package var headline: String
    package var evidence: String
    package var next: String

    private init(_ tone: Tone, _ tag: String, headline: String, evidence: String, next: String) {
        self.tone = tone
        self.tag = tag
        self.headline = headline
        self.evidence = evidence
        self.next = next
    }

    package init(of result: AnalysisResult) {
        let best = result.primaryMetric.flatMap(Self.best)
        if result.sampleRatio.isSound == false {
            self = .blockedBySampleRatio(result, best: best)
            return
        }
        guard let primary = result.primaryMetric, let best else {
            self.init(
                .unsure, "No data", headline: "The primary metric cannot be compared yet.",
                evidence: result.warnings.first { $0.code == "not_computable" }?.message ?? "",
                next: "Collect data for the primary metric in every variant, then analyze again.")
            return
        }
        if !result.sampleCheck.isEnough {
            self.init(
                .unsure, "Too few users", headline: "There are too few users to judge \(primary.event).",
                evidence: best.sentence,
                next: "Keep collecting until every variant has "
                    + "\(NumberFormat.count(result.sampleCheck.minimumPerVariant)) users, then analyze again.")
        } else {
            self = .ofSoundData(result, best: best)
        }
    }

    // MARK: - The treatment that speaks for the experiment

    private struct Candidate {
        var section: AnalysisResult.Section
        var control: AnalysisResult.Row
        var row: AnalysisResult.Row
        var figures: AnalysisResult.Figures
        var probability: Double

        /// `Mens E-Mail: 18.28 % against 10.62 %, +72.1 % (95 % interval …), P(win) > 99.99 %.`
        var sentence: String {
            "\(row.variant): \(section.shown(row.value)) against \(section.shown(control.value)), "
                + "\(NumberFormat.change(figures.change)) "
                + "(interval \(NumberFormat.changeInterval(figures.lower, figures.upper))), "
                + "P(win) \(NumberFormat.probability(probability)), expected loss of adopting it "
                + "\(NumberFormat.risk(figures.riskOfTreatment))."
        }

        /// Whether the interval leaves out no change at all.
        var isClear: Bool { (figures.lower ?? 0) > 0 || (figures.upper ?? 0) < 0 }

        /// `raises visit by 72.1 %`, and from nothing `raises visit from 0.00 % to 1.20 %`
        var effect: String {
            let verb = (figures.absoluteChange ?? 0) >= 0 ? "raises" : "lowers"
            guard let change = figures.change else {
                return "\(verb) \(section.event) from \(section.shown(control.value)) to \(section.shown(row.value))"
            }
            return "\(verb) \(section.event) by \(NumberFormat.percent(abs(change), decimals: 1))"
        }
    }

    /// The treatment with the largest P(win); of equals, the one with the larger change in the winning direction.
    private static func best(in section: AnalysisResult.Section) -> Candidate? {
        guard let control = section.rows.first(where: \.isControl) else { return nil }
        let candidates = section.rows.compactMap { row -> Candidate? in
            guard let figures = section.figures(of: row), let probability = figures.probability else { return nil }
            return Candidate(section: section, control: control, row: row, figures: figures, probability: probability)
        }
        let direction: Double = section.isInverse ? -1 : 1
        func gain(_ candidate: Candidate) -> Double { direction * (candidate.figures.absoluteChange ?? 0) }
        return candidates.max { ($0.probability, gain($0)) < ($1.probability, gain($1)) }
    }

    // MARK: - The cases

    private static func blockedBySampleRatio(_ result: AnalysisResult, best: Candidate?) -> Verdict {
        let counts = result.sampleRatio.observed.map { "\(NumberFormat.count($0.value)) in \($0.name)" }
        return Verdict(
            .blocked, "Stop",
            headline: "The users are not split as planned, so no difference can be trusted yet, good or bad.",
            evidence: "\(counts.joined(separator: ", ")): \(meaning(of: result.sampleRatio)) "
                + (best.map { "If the split were sound, the numbers would say: \($0.sentence)" } ?? ""),
            next: "Find out why (assignment, redirects, logging, bots, a filter that differs between variants), "
                + "mend it, and run the experiment again. Do not adopt or roll back on these numbers.")
    }

    /// What the two tests of the split say, and where they differ, what each means.
    private static func meaning(of check: AnalysisResult.SampleRatioCheck) -> String {
        let once = "a sound split comes out this uneven with probability \(NumberFormat.probability(check.pValue))"
        guard let fixed = check.pValue, let anyLook = check.alwaysValidP, (fixed < 0.01) != (anyLook < 0.01) else {
            return once + "."
        }
        let ever = NumberFormat.pValue(anyLook)
        return fixed < 0.01
            ? "\(once) at a single look. If it was looked at all along, that is weak evidence (\(ever) valid at any look)."
            : "\(once) at a single look, but over all looks the evidence against it is strong (\(ever) valid at any look)."
    }

    private static func ofSoundData(_ result: AnalysisResult, best: Candidate) -> Verdict {
        let harms = harms(in: result, primary: best.section)
        let own = harms.filter { $0.variant == best.row.variant && $0.isOfGuardrail }
        let watched = own.isEmpty ? watchedGuardrails(of: best.row.variant, in: result) : []
        var verdict =
            own.isEmpty
            ? ofPrimaryMetric(best, threshold: result.winThreshold ?? 0.95, watched: watched)
            : Verdict(
                .worse, "Harmful", headline: "\(best.row.variant) \(list(own.map(\.what))).", evidence: best.sentence,
                next: "Record the decision to roll \(best.row.variant) back, and learn why before the next attempt.")
        if !watched.isEmpty {
            let parts = watched.map { "\($0.event) (P(harm) \(NumberFormat.probability($0.probability)))" }
            verdict.evidence += " Guardrails to watch: \(parts.joined(separator: ", "))."
        }
        verdict.evidence += others(in: best)
        for harm in harms where harm.variant != best.row.variant {
            verdict.next += " Take \(harm.variant) out: it \(harm.what)."
        }
        return verdict
    }

    private static func ofPrimaryMetric(
        _ best: Candidate, threshold: Double, watched: [(event: String, probability: Double)]
    ) -> Verdict {
        let variant = best.row.variant
        switch best.probability {
        case threshold... where !watched.isEmpty:
            return Verdict(
                .unsure, "Win with a warning",
                headline: "\(variant) \(best.effect), and may harm \(list(watched.map(\.event))).",
                evidence: best.sentence,
                next: "Weigh the harm first: read the guardrail's row, and find out whether it is real.")
        case threshold...:
            return Verdict(
                .better, "Strong signal",
                headline: "\(variant) \(best.effect), and chance "
                    + (best.isClear ? "does not explain it." : "is an unlikely explanation."),
                evidence: best.sentence,
                next: "If the window covers whole weeks, record the decision to adopt \(variant).")
        case 0.80...:
            return Verdict(
                .unsure, "Leaning", headline: "\(variant) probably \(best.effect), but it may still be chance.",
                evidence: best.sentence, next: "Keep collecting; decide when the planned window ends.")
        case ...0.05:
            return Verdict(
                .worse, "Harmful", headline: "\(variant) \(best.effect), the wrong way.", evidence: best.sentence,
                next: "Record the decision to roll back, and learn why before the next attempt.")
        case ...0.20:
            return Verdict(
                .unsure, "Leaning to control", headline: "\(variant) probably \(best.effect), the wrong way.",
                evidence: best.sentence, next: "Do not adopt it; collect more only if the idea is worth it.")
        default:
            return Verdict(
                .unsure, "Inconclusive",
                headline: "What \(variant) does to \(best.section.event) cannot be told from chance.",
                evidence: best.sentence,
                next: "Collect more data if a difference of this size would matter; else keep the control.")
        }
    }

    // MARK: - Harm

    private struct Harm {
        var variant: String
        var isOfGuardrail: Bool
        /// `very probably harms error_rate`
        var what: String
    }

    /// What some treatment very probably harms: the primary metric at P(win) ≤ .05, one of g guardrails at
    /// P(harm) ≥ 1 - .05/g.
    private static func harms(in result: AnalysisResult, primary: AnalysisResult.Section) -> [Harm] {
        let limit = 0.05 / Double(max(1, result.guardrails.count))
        return result.treatments.flatMap { variant -> [Harm] in
            var harms: [Harm] = []
            let figures = primary.figures(of: variant)
            if let probability = figures?.probability, probability <= 0.05 {
                let change = NumberFormat.change(figures?.change)
                harms.append(Harm(variant: variant, isOfGuardrail: false, what: "moves \(primary.event) by \(change)"))
            }
            for guardrail in result.guardrails {
                if let probability = guardrail.figures(of: variant)?.probability, 1 - probability <= limit {
                    harms.append(
                        Harm(variant: variant, isOfGuardrail: true, what: "very probably harms \(guardrail.event)"))
                }
            }
            return harms
        }
    }

    /// The guardrails that a treatment may harm, by the limits of the decision's rules, or that cannot be computed for it.
    private static func watchedGuardrails(
        of variant: String, in result: AnalysisResult
    ) -> [(event: String, probability: Double)] {
        result.guardrails.compactMap { guardrail in
            let probability = guardrail.figures(of: variant)?.probability
            let part = GuardrailPart(probabilityOfHarm: probability, sharedAmong: result.guardrails.count)
            return part == .clear ? nil : (guardrail.event, probability ?? 1)
        }
    }

    /// What the other treatments did, when there are several.
    private static func others(in best: Candidate) -> String {
        let rows = best.section.rows.filter { !$0.isControl && $0.variant != best.row.variant }
        let parts = rows.map { row in
            let figures = best.section.figures(of: row)
            return "\(row.variant) \(NumberFormat.change(figures?.change)), "
                + "P(win) \(NumberFormat.probability(figures?.probability))"
        }
        return parts.isEmpty ? "" : " The others: \(parts.joined(separator: "; "))."
    }

    private static func list(_ names: [String]) -> String { names.joined(separator: " and ") }
}

extension AnalysisResult.Section {
    /// A variant's value as people read it: a rate in percent, a mean in its own unit.
    package func shown(_ value: Double?) -> String {
        isProportion ? NumberFormat.percent(value) : NumberFormat.mean(value)
    }
}
