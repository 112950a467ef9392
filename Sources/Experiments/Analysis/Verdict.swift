/// What an analysis says, in words for a manager: one sentence, the numbers behind it, and what to do next.
///
/// Where the rules recommend something, they speak, so that the sentence and the decision cannot differ.
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

    /// - Parameter recommendation: of our rules on this analysis; nil where there is none, since P(win) cannot be
    ///   computed, or since the data or the definition are newer.
    package init(of result: AnalysisResult, recommendation: Recommendation?) {
        self = recommendation.map { Verdict($0, on: result) } ?? Verdict(unjudged: result)
    }

    private init(_ recommendation: Recommendation, on result: AnalysisResult) {
        let spoken = Candidate.all(in: result).first { $0.row.variant == recommendation.treatment }
        tone = Tone(of: recommendation.decision)
        tag = "Recommended: \(recommendation.decision.words)"
        headline = recommendation.summary
        next = recommendation.next
        if recommendation.rule == .sampleRatio {
            evidence = result.evidenceOfBrokenSplit(spoken)
        } else {
            let finding = recommendation.decisions.first { $0.treatment == recommendation.treatment }?.finding
            // That of a win would say the same numbers again.
            evidence = [
                spoken?.sentence, recommendation.rule == .win ? nil : finding,
                result.others(than: recommendation.treatment),
            ]
            .compactMap(\.self).joined(separator: " ")
        }
    }

    /// The numbers alone.
    private init(unjudged result: AnalysisResult) {
        let best = Candidate.best(in: result)
        if result.sampleRatio.isSound == false {
            tone = .blocked
            tag = "Stop"
            headline = "The users are not split as planned, so no difference can be trusted yet, good or bad."
            evidence = result.evidenceOfBrokenSplit(best)
            next = AnalysisResult.SampleRatioCheck.nextWhenBroken
            return
        }
        tone = .unsure
        guard let best else {
            tag = "No data"
            headline = "The primary metric cannot be compared yet."
            evidence = result.warnings.first { $0.code == "not_computable" }?.message ?? ""
            next = "Collect data for the primary metric in every variant, then analyze again."
            return
        }
        tag = "No recommendation"
        headline = "\(best.row.variant) \(best.effect) in this analysis; the rules recommend nothing on it."
        evidence = [
            best.sentence, result.others(than: best.row.variant),
            "The data or the definition are newer than it, or it was made elsewhere.",
        ]
        .compactMap(\.self).joined(separator: " ")
        next = "Analyze the latest data, then decide."
    }
}

extension Verdict.Tone {
    package init(of decision: Decision) {
        self =
            switch decision {
            case .continue: .better
            case .pause: .blocked
            case .rollbackCandidate: .worse
            case .inconclusive: .unsure
            }
    }
}

/// A treatment whose primary metric can be compared with the control.
private struct Candidate {
    var section: AnalysisResult.Section
    var control: AnalysisResult.Row
    var row: AnalysisResult.Row
    var figures: AnalysisResult.Figures
    var probability: Double

    static func all(in result: AnalysisResult) -> [Candidate] {
        guard let section = result.primaryMetric, let control = section.rows.first(where: \.isControl) else {
            return []
        }
        return section.rows.compactMap { row in
            guard let figures = section.figures(of: row), let probability = figures.probability else { return nil }
            return Candidate(section: section, control: control, row: row, figures: figures, probability: probability)
        }
    }

    /// The one with the largest P(win).
    static func best(in result: AnalysisResult) -> Candidate? {
        all(in: result).max { $0.probability < $1.probability }
    }

    /// `Mens E-Mail: 18.28 % against 10.62 %, +72.1 % (interval …), P(win) > 99.99 %, …`
    var sentence: String {
        "\(row.variant): \(section.shown(row.value)) against \(section.shown(control.value)), "
            + "\(NumberFormat.change(figures.change)) "
            + "(interval \(NumberFormat.changeInterval(figures.lower, figures.upper))), "
            + "P(win) \(NumberFormat.probability(probability)), expected loss of adopting it "
            + "\(NumberFormat.risk(figures.riskOfTreatment))."
    }

    /// `raises visit by 72.1 %`, and from nothing `raises visit from 0.00 % to 1.20 %`
    var effect: String {
        let verb = (figures.absoluteChange ?? 0) >= 0 ? "raises" : "lowers"
        guard let change = figures.change else {
            return "\(verb) \(section.event) from \(section.shown(control.value)) to \(section.shown(row.value))"
        }
        return "\(verb) \(section.event) by \(NumberFormat.percent(abs(change), decimals: 1))"
    }
}

extension AnalysisResult {
    fileprivate func evidenceOfBrokenSplit(_ spoken: Candidate?) -> String {
        let counts = sampleRatio.observed.map { "\(NumberFormat.count($0.value)) in \($0.name)" }
        return "\(counts.joined(separator: ", ")): \(sampleRatio.meaning) "
            + (spoken.map { "If the split were sound, the numbers would say: \($0.sentence)" } ?? "")
    }

    /// What the other treatments did, when there are several.
    fileprivate func others(than variant: String) -> String? {
        guard let section = primaryMetric else { return nil }
        let parts = section.rows.filter { !$0.isControl && $0.variant != variant }.map { row in
            let figures = section.figures(of: row)
            return "\(row.variant) \(NumberFormat.change(figures?.change)), "
                + "P(win) \(NumberFormat.probability(figures?.probability))"
        }
        return parts.isEmpty ? nil : "The others: \(parts.joined(separator: "; "))."
    }
}

extension AnalysisResult.SampleRatioCheck {
    /// What the two tests of the split say, and where they differ, what each means.
    fileprivate var meaning: String {
        let once = "a sound split comes out this uneven with probability \(NumberFormat.probability(pValue))"
        guard let pValue, let alwaysValidP, (pValue < 0.01) != (alwaysValidP < 0.01) else { return once + "." }
        let ever = NumberFormat.pValue(alwaysValidP)
        return pValue < 0.01
            ? "\(once) at a single look. If it was looked at all along, that is weak evidence (\(ever) valid at any look)."
            : "\(once) at a single look, but over all looks the evidence against it is strong (\(ever) valid at any look)."
    }
}

extension AnalysisResult.Section {
    /// A variant's value as people read it: a rate in percent, a mean in its own unit.
    package func shown(_ value: Double?) -> String {
        isProportion ? NumberFormat.percent(value) : NumberFormat.mean(value)
    }
}
