internal import Experiments

/// A user as attributed: the first exposure, and every event of theirs.
struct ReferenceUser {
    var instant: Int64
    var variant: Int
    var epoch: Int
    var sawSeveral: Bool
    var events: [ContractRows.Event]

    /// The events of one name in `[start, end)`.
    func events(_ name: String, from start: Int64, to end: Int64) -> [ContractRows.Event] {
        events.filter {
            Array($0.name.utf8) == Array(name.utf8) && $0.instant.milliseconds >= start
                && $0.instant.milliseconds < end
        }
    }
}

/// What one user contributes to one metric, and the absolute values that it was added up from.
struct ReferenceValue {
    var user: ReferenceUser
    var value = 0.0
    var magnitude = 0.0
    var denominator = 0.0
    var denominatorMagnitude = 0.0
    var covariate = 0.0
    var covariateMagnitude = 0.0

    /// nil for a user who is not in the metric.
    init?(of user: ReferenceUser, _ metric: MetricRequest, _ query: SourceQuery) {
        self.user = user
        var end = query.window.end.milliseconds
        if let span = metric.conversionWindow {
            end = min(end, user.instant + span)
            if query.countsClosedWindowsOnly, user.instant + span > query.asOf.milliseconds { return nil }
        }
        let events = user.events(metric.event, from: user.instant, to: end)
        guard let (value, magnitude) = Self.value(of: events, metric.kind) else { return nil }
        (self.value, self.magnitude) = (value, magnitude)
        if metric.kind == .ratio, let denominator = metric.denominator {
            let below = user.events(denominator, from: user.instant, to: end)
            (self.denominator, denominatorMagnitude) = Self.value(of: below, .ratio) ?? (0, 0)
        }
        if let span = metric.covariateWindow {
            let before = user.events(metric.event, from: user.instant - span, to: user.instant)
            (covariate, covariateMagnitude) = Self.value(of: before, metric.kind) ?? (0, 0)
        }
    }

    private static func value(
        of events: [ContractRows.Event], _ kind: MetricDefinition.Kind
    ) -> (value: Double, magnitude: Double)? {
        switch kind {
        case .proportion:
            return events.isEmpty ? (0, 0) : (1, 1)
        case .count:
            return (Double(events.count), Double(events.count))
        case .sum:
            let values = events.map { $0.value ?? 0 }
            return (ReferenceSum.of(values), ReferenceSum.of(values.map(abs)))
        case .ratio:
            let values = events.map { $0.value ?? 1 }
            return (ReferenceSum.of(values), ReferenceSum.of(values.map(abs)))
        case .average:
            let values = events.compactMap(\.value)
            guard !values.isEmpty else { return nil }
            let count = Double(values.count)
            return (ReferenceSum.of(values) / count, ReferenceSum.of(values.map(abs)) / count)
        }
    }
}

enum ReferenceSum {
    /// The sum with what rounding took from it added at the end (Neumaier 1974).
    static func of(_ values: [Double]) -> Double {
        var sum = 0.0
        var lost = 0.0
        for value in values {
            let next = sum + value
            lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
            sum = next
        }
        return sum + lost
    }
}
