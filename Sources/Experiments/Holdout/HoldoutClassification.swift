package import Statistics

/// Whether the effect of a launch lasts, read from the lifts of its checkpoints.
package struct HoldoutClassification: Sendable, Equatable {
    package enum Word: String, Sendable, CaseIterable {
        /// The lift falls: it was in part a novelty effect.
        case decays
        /// The lift rises: users had to learn first, a primacy effect.
        case improves
        /// The lift stays, and losing half of it is excluded.
        case holds
        case cannotTellYet = "cannot_tell_yet"
    }

    /// Why the word is `cannotTellYet`.
    package enum Obstacle: Sendable, Equatable {
        /// The users of these checkpoints are not split as planned.
        case unsoundSplit([Int])
        case fewerThanTwoCheckpoints
        /// The trend cannot be computed; the sentence says why.
        case notComputable(String)
        /// The first lift is not above zero, so there is nothing that could hold.
        case noFirstLift
        /// The interval of the trend holds no change as well as the loss of half of the first lift.
        case halfMayBeLost
        /// Over all checkpoints P(win) is below .95.
        case notProvenBetter
    }

    package let word: Word
    package let obstacle: Obstacle?
    /// What the trend rests on, in order of time.
    package let readings: [HoldoutReading]
    package let gaps: [HoldoutGap]
    /// Of the lift in the winning direction; nil where nothing can be computed or trusted.
    package let trend: LiftTrend?
    /// The probability outside the interval of the slope.
    package let alpha: Double

    /// The pooled P(win) from which the launched variant counts as better.
    package static let winThreshold = 0.95
    /// The share of the first lift whose loss must be excluded.
    package static let shareToKeep = 0.5

    /// Classifies the checkpoints of a holdout.
    ///
    /// - Parameters:
    ///   - variants: the old variant as control, the launched one as treatment.
    ///   - metric: the primary metric of the parent.
    package init(
        _ checkpoints: [HoldoutCheckpoint], of variants: Variants, metric: String?, launched: Instant,
        alpha: Double = 0.05
    ) {
        var (readings, gaps): ([HoldoutReading], [HoldoutGap]) = ([], [])
        for checkpoint in checkpoints {
            do throws(HoldoutGap) {
                readings.append(
                    try HoldoutReading(checkpoint, of: variants, metric: metric, launched: launched))
            } catch {
                gaps.append(error)
            }
        }
        self.init(readings: readings, gaps: gaps, alpha: alpha)
    }

    /// Classifies readings; one that shares time with an earlier one, or has another direction, is left out.
    package init(readings: [HoldoutReading], gaps: [HoldoutGap] = [], alpha: Double = 0.05) {
        var (kept, gaps): ([HoldoutReading], [HoldoutGap]) = ([], gaps)
        for reading in readings.sorted(by: { $0.window.start < $1.window.start }) {
            if let other = kept.first(where: { $0.window.overlaps(reading.window) }) {
                gaps.append(HoldoutGap(day: reading.day, reason: "shares time with the \(other.day)-day checkpoint"))
            } else if let other = kept.first(where: { $0.isInverse != reading.isInverse }) {
                gaps.append(
                    HoldoutGap(
                        day: reading.day, reason: "has the metric in another direction than the \(other.day)-day one"))
            } else {
                kept.append(reading)
            }
        }
        self.readings = kept
        self.gaps = gaps.sorted { $0.day < $1.day }
        self.alpha = alpha
        let unsound = self.gaps.filter(\.isSplitUnsound).map(\.day)
        guard unsound.isEmpty else {
            (word, obstacle, trend) = (.cannotTellYet, .unsoundSplit(unsound), nil)
            return
        }
        guard let first = kept.first?.point, let last = kept.last?.point, kept.count >= 2 else {
            (word, obstacle, trend) = (.cannotTellYet, .fewerThanTwoCheckpoints, nil)
            return
        }
        do {
            let trend = try LiftTrend(kept.map(\.point), alpha: alpha)
            self.trend = trend
            (word, obstacle) = Self.judge(trend, first: first, span: last.day - first.day)
        } catch {
            (word, obstacle, trend) = (.cannotTellYet, .notComputable("\(error)"), nil)
        }
    }

    private static func judge(
        _ trend: LiftTrend, first: LiftTrend.Checkpoint, span: Double
    ) -> (Word, Obstacle?) {
        if trend.interval.upper < 0 { return (.decays, nil) }
        if trend.interval.lower > 0 { return (.improves, nil) }
        guard first.lift > 0 else { return (.cannotTellYet, .noFirstLift) }
        guard trend.interval.lower * span > -(1 - shareToKeep) * first.lift else {
            return (.cannotTellYet, .halfMayBeLost)
        }
        return trend.probabilityOfWinning >= winThreshold ? (.holds, nil) : (.cannotTellYet, .notProvenBetter)
    }
}
