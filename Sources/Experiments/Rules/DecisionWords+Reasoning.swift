/// Why, and what next, in the terms of the business. A probability never stands alone as a reason to ship.
extension DecisionWords {
    /// Two or three sentences with the numbers that count.
    var reasoning: String {
        let moved = move.map { "With \(treatment), \($0.sentence)." } ?? "\(treatment) has no numbers for \(event)."
        switch spoken.rule {
        case .notComputable:
            return moved
        case .sampleRatio:
            return "Whatever made the split uneven may also have made the difference, so it proves nothing yet. "
                + ifSplitWereSound
        case .minimumSample:
            return
                "\(moved) There are fewer users than planned, so this is a first indication and no ground to decide on."
        case .priorNotExact:
            return
                "\(moved) At so few conversions only the exact posterior is right, and it cannot be computed with this prior."
        case .bothRisky:
            return "\(moved) The data are too few: adopting may cost \(loss(ownEvidence?.riskOfTreatment)) and keeping "
                + "the control \(loss(ownEvidence?.riskOfControl)) on average."
        case .harm:
            return "\(moved) \(harmSentence)"
        case .guardrailWatch:
            return "\(moved) But \(guardrailDoubt). A gain that may harm what must not get worse is no gain yet."
        case .riskyOrLeaning:
            return "\(moved) \(riskSentence)"
        case .tooEarly:
            return
                "\(moved) The numbers are strong, but \(daysSeen): weekdays differ, and what is new draws eyes at first."
        case .win:
            return "\(moved) With the chance that it is worse counted in, adopting it is expected to cost "
                + "\(loss(ownEvidence?.riskOfTreatment)). \(guardrailsSentence) "
                + "\(daysSeen.capitalizedFirst), so every weekday is among them."
        case .unclear:
            return "\(moved) Chance alone makes differences of this size, so this is neither a win nor harm."
        case .noAnyTimeSupport:
            return "\(moved) The plan allows a decision at any look, and the interval that is valid then does not "
                + "exclude zero on this side yet."
        }
    }

    /// What to do; every treatment that should be taken out is named.
    var next: String {
        let others = decisions.filter { $0.rule.decision == .rollbackCandidate && $0.treatment != treatment }
        return ([ownNext] + others.map { "Take \($0.treatment) out: \($0.finding)" }).joined(separator: " ")
    }

    private var ownNext: String {
        guard context.isControlServed || !spoken.rule.asksForData else {
            return "No user gets \(result.control) any more, so new data compare nothing. Keep the split as it is, or "
                + "give \(result.control) a share again to learn more."
        }
        switch spoken.rule {
        case .notComputable:
            return "Collect what is missing, then analyze again."
        case .sampleRatio:
            return AnalysisResult.SampleRatioCheck.nextWhenBroken
        case .minimumSample:
            let minimum = NumberFormat.count(result.sampleCheck.minimumPerVariant)
            return "\(keepCollecting) until every variant has \(minimum) users, then analyze again."
        case .priorNotExact:
            return
                "Keep \(treatment)'s share as it is, and collect until every variant has 30 conversions and 30 users "
                + "without one; then analyze again."
        case .bothRisky, .unclear:
            return context.isWindowOver
                ? "Keep \(result.control), or plan a larger test if a difference of this size would matter."
                : "Keep collecting \(untilTheEnd), then analyze again."
        case .harm:
            return "Roll \(treatment) back to \(result.control), and learn why before the next attempt."
        case .guardrailWatch:
            return
                "Do not widen \(treatment). Find out whether the guardrail's harm is real, or collect its data, then "
                + "analyze again."
        case .riskyOrLeaning:
            return context.isWindowOver
                ? extendTheWindow : "Keep \(treatment)'s share as it is, and collect \(untilTheEnd)."
        case .tooEarly:
            return "\(keepCollecting) until \(DecisionLimits.wholeDays) whole days are in, then analyze again."
        case .win:
            let first =
                openBlockers.contains(Blocker.designChanged) ? "Acknowledge first that the design changed. " : ""
            return "\(first)Adopt \(treatment) step by step, keep watching \(watchList), then close the experiment."
        case .noAnyTimeSupport:
            return context.isWindowOver
                ? extendTheWindow
                : "Keep \(treatment)'s share as it is, and collect until the interval excludes zero or the window ends."
        }
    }

    private var keepCollecting: String {
        context.isWindowOver ? "Move observationEnd, and keep collecting" : "Keep collecting"
    }

    private var untilTheEnd: String {
        context.isEndPlanned ? "until the planned window ends" : "until an end that you plan now (observationEnd)"
    }

    private var extendTheWindow: String {
        "Keep \(treatment)'s share as it is; extend the window, or plan a larger test, before deciding."
    }

    private var watchList: String { context.guardrails.isEmpty ? event : list(context.guardrails) }

    /// What the rules would say of a sound split; the numbers are still worth knowing.
    private var ifSplitWereSound: String {
        guard let ownEvidence, let decision = ownEvidence.withSoundSplit.rule.decision, let move else {
            return "Even with a sound split there would be no decision on \(treatment)."
        }
        return
            "If the split were sound, the numbers would mean \(decision.rawValue) for \(treatment): \(move.sentence), "
            + "P(win) \(NumberFormat.probability(ownEvidence.probability))."
    }

    private var harmSentence: String {
        let isPrimaryHarmed = (ownEvidence?.probability ?? 1) <= DecisionLimits.harm
        let primary = "That is the wrong way, and chance is a very unlikely explanation."
        guard !harmed.isEmpty else { return primary }
        return isPrimaryHarmed
            ? "\(primary) It very probably harms \(moves(of: harmed)) too."
            : "Whatever that is worth, it very probably harms \(moves(of: harmed))."
    }

    private var riskSentence: String {
        guard let ownEvidence, let probability = ownEvidence.probability, probability >= ownEvidence.winThreshold else {
            return "That is probably better, but chance is not yet an unlikely explanation."
        }
        return
            "That is very probably better, but with the chance that it is worse counted in, adopting it is expected to "
            + "cost \(loss(ownEvidence.riskOfTreatment)), which is too much."
    }

    private var guardrailsSentence: String {
        context.guardrails.isEmpty
            ? "No guardrail is named that could have shown harm."
            : "\(guardrailsAreWell.capitalizedFirst)."
    }

    private var daysSeen: String {
        context.wholeDays.map { days in
            let only = days < DecisionLimits.wholeDays ? "only " : ""
            return "\(only)\(NumberFormat.count(days, of: "whole day")) of data are in"
        } ?? "it is unknown how many days of data are in"
    }

    private func loss(_ risk: Double?) -> String { "\(NumberFormat.risk(risk)) of \(event)" }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
