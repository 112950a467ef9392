/// The stretch of time that one checkpoint of a holdout looks at.
package struct HoldoutWindow: Sendable, Equatable {
    /// Inclusive.
    package let start: Instant
    /// Exclusive.
    package let end: Instant

    package init(start: Instant, end: Instant) {
        self.start = start
        self.end = end
    }

    /// What an experiment keeps as `observationEnd`: a midnight stands for the whole day that it begins, so a window
    /// that ends with a day is kept as that day.
    package var observationEnd: Instant { end.isMidnight ? end.adding(days: -1) : end }

    /// The window that an experiment states; nil while one of its ends is open, or where it ends before it starts.
    package init?(of experiment: Experiment) {
        guard let start = experiment.observationStart, let last = experiment.observationEnd else { return nil }
        let end = last.isMidnight ? last.adding(days: 1) : last
        guard end > start else { return nil }
        self.init(start: start, end: end)
    }

    /// Where the middle lies, in days after the launch.
    package func midDay(after launch: Instant) -> Double {
        let twice = (start.milliseconds - launch.milliseconds) + (end.milliseconds - launch.milliseconds)
        return Double(twice) / Double(2 * Instant.millisecondsPerDay)
    }

    package func overlaps(_ other: HoldoutWindow) -> Bool { start < other.end && other.start < end }
}

extension HoldoutPlan {
    /// The windows in the order of `days`, which share no moment and leave none out.
    ///
    /// They meet at midnights (UTC), so that each ends with a whole day: the first starts with the launch itself, and
    /// is shorter by the part of the launch's day that was over then.
    package var windows: [HoldoutWindow] {
        let midnight = launched.startOfDay
        let ends = days.map { midnight.adding(days: $0) }
        return zip([launched] + ends, ends).map(HoldoutWindow.init(start:end:))
    }
}

extension Instant {
    fileprivate func adding(days: Int) -> Instant {
        Instant(milliseconds: milliseconds + Int64(days) * Self.millisecondsPerDay)
    }

    fileprivate var startOfDay: Instant {
        let rest = milliseconds % Self.millisecondsPerDay
        return Instant(milliseconds: milliseconds - rest - (rest < 0 ? Self.millisecondsPerDay : 0))
    }
}
