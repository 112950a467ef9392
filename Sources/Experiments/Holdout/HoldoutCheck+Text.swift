internal import Statistics

/// The finding in words for a manager: one sentence, the numbers behind it, and what to do next.
extension HoldoutCheck {
    package var text: String { [headline, evidence, next].filter { !$0.isEmpty }.joined(separator: " ") }

    package var headline: String {
        let subject = "The lift of \(launchedVariant) on \(metric ?? "the primary metric")"
        let line = ends.map { first, last in
            "\(NumberFormat.change(first.lift)) around day \(Self.day(first.day)) after the launch to "
                + "\(NumberFormat.change(last.lift)) around day \(Self.day(last.day))"
        }
        switch classification.word {
        case .decays:
            let isGone = (ends?.last.lift ?? 1) <= 0
            return "\(subject) decays, from \(line ?? NumberFormat.none)\(isGone ? ": nothing of it is left" : "")."
        case .improves:
            return "\(subject) grows, from \(line ?? NumberFormat.none)."
        case .holds:
            return "\(subject) holds: \(NumberFormat.change(classification.trend?.pooledLift)) over all checkpoints, "
                + "and losing half of the first lift of \(NumberFormat.change(firstLift)) is excluded."
        case .cannotTellYet:
            return "Whether the effect of \(launchedVariant) lasts cannot be told yet: \(obstacle)."
        }
    }

    /// Empty where there is nothing to tell.
    package var evidence: String {
        var sentences: [String] = []
        if let trend = classification.trend {
            let level = NumberFormat.significant((1 - classification.alpha) * 100, digits: 4)
            let month = 30.0
            let slopes = NumberFormat.pointsInterval(trend.interval.lower * month, trend.interval.upper * month)
            sentences.append(
                "The trend is \(NumberFormat.points(trend.slope * month)) of lift in 30 days (\(level) % interval "
                    + "\(slopes)); the pooled lift is \(NumberFormat.change(trend.pooledLift)), P(win) "
                    + "\(NumberFormat.probability(trend.probabilityOfWinning)).")
        }
        if !classification.readings.isEmpty {
            let lifts = classification.readings.map { "\($0.day) days \(NumberFormat.change($0.point.lift))" }
            sentences.append("The checkpoints: \(lifts.joined(separator: ", ")).")
            if isInverse { sentences.append("A lift is a reduction here, because less of the metric is better.") }
        }
        sentences += classification.gaps.map { "The \($0.day)-day checkpoint \($0.reason)." }
        return sentences.joined(separator: " ")
    }

    package var next: String {
        if case .unsoundSplit = classification.obstacle {
            return "Find out why (assignment, logging, bots, a filter that differs between variants) and mend it; "
                + "until then trust no difference, good or bad."
        }
        if let trend = classification.trend, trend.probabilityOfLosing >= HoldoutClassification.winThreshold {
            return "Over all checkpoints \(launchedVariant) is worse than \(variants.control) (P(win) "
                + "\(NumberFormat.probability(trend.probabilityOfWinning))): consider taking the launch back."
        }
        switch classification.word {
        case .decays:
            return "Count on the lift of the last checkpoint, not of the first, and find out what wore off."
        case .improves:
            return "Keep \(launchedVariant): what was measured at the launch is too little."
        case .holds:
            return "End the holdout and give \(launchedVariant) to everybody."
        case .cannotTellYet:
            return "Keep the holdout until more checkpoints are read, or end it and accept that this stays open."
        }
    }

    // MARK: - Parts

    private var firstLift: Double? { classification.readings.first?.point.lift }

    /// The lifts on the line at the first and the last checkpoint.
    private var ends: (first: (day: Double, lift: Double), last: (day: Double, lift: Double))? {
        guard let trend = classification.trend, let first = classification.readings.first?.point.day,
            let last = classification.readings.last?.point.day,
            let lifts = try? (trend.lift(onDay: first), trend.lift(onDay: last))
        else { return nil }
        return ((first, lifts.0), (last, lifts.1))
    }

    private var obstacle: String {
        switch classification.obstacle {
        case .unsoundSplit(let days):
            let names = days.map { "\($0)-day" }.joined(separator: ", ")
            return "the users of the \(names) checkpoint\(days.count == 1 ? " are" : "s are") not split as planned"
        case .fewerThanTwoCheckpoints:
            return "a trend needs two checkpoints, and \(classification.readings.isEmpty ? "none" : "one") can be read"
        case .notComputable(let sentence):
            return sentence
        case .noFirstLift:
            return "the first checkpoint shows no lift (\(NumberFormat.change(firstLift))), so there is none to hold"
        case .halfMayBeLost:
            return "the lift may stay as it is, and may lose half of what it was at first "
                + "(\(NumberFormat.change(firstLift)))"
        case .notProvenBetter, nil:
            let probability = NumberFormat.probability(classification.trend?.probabilityOfWinning)
            return "P(win) over all checkpoints is \(probability), and 95 % are needed"
        }
    }

    /// `15`, and `14.8` for a window that does not begin at midnight.
    private static func day(_ day: Double) -> String {
        NumberFormat.significant((day * 10).rounded() / 10, digits: 5)
    }
}
