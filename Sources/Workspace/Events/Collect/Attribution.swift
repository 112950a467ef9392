internal import Experiments

/// What one user gives to the totals. `MetricSource` states the rules; this is the one place that follows them here.
///
/// The rows of a moment are the same, in the same order, whenever they are looked at later. So what a user gave at an
/// earlier collection can be computed again to the last bit.
struct Attribution {
    let query: ResolvedQuery

    /// Adds a user as seen at a moment; with the sign -1, takes away what was added so.
    ///
    /// - Parameter capped: takes the value and companion of a metric with a cap, which is known only when all users have
    ///   been seen.
    func add(
        _ rows: UserRows, at moment: Moment, sign: Double, to totals: inout Totals,
        capped: (_ metric: Int, _ cell: Int, _ value: Double, _ companion: Double?) -> Void
    ) {
        guard let (first, isSeveral) = firstExposure(in: rows, at: moment) else { return }
        if isSeveral {
            totals.several += sign < 0 ? -1 : 1
            guard query.query.keepsUsersOfSeveralVariants else { return }
        }
        let epoch = query.epoch(of: first.at)
        for (index, metric) in query.metrics.enumerated() {
            let request = metric.request
            var end = moment.end
            if let window = request.conversionWindow {
                let closing = first.at + window
                if query.query.countsClosedWindowsOnly, closing > moment.asOf { continue }
                end = min(end, closing)
            }
            let cell = totals.index(epoch: epoch, variant: first.rank, metric: index)
            let events = rows.events[metric.event]
            let span = first.at..<max(first.at, end)
            switch request.kind {
            case .proportion:
                totals.cells[cell].n += sign < 0 ? -1 : 1
                if events.contains(where: { span.contains($0.at) && $0.sequence <= moment.marks.events }) {
                    totals.cells[cell].k += sign < 0 ? -1 : 1
                }
            case .ratio:
                let value = sum(events, in: span, at: moment, withoutValue: 1)
                let denominators = metric.denominator.map { rows.events[$0] } ?? []
                let companion = sum(denominators, in: span, at: moment, withoutValue: 1)
                totals.cells[cell].add(x: value, y: companion, sign: sign)
            case .count, .sum, .average:
                guard let value = value(of: request.kind, events, in: span, at: moment) else { continue }
                let companion = request.covariateWindow.map { window in
                    self.value(of: request.kind, events, in: (first.at - window)..<first.at, at: moment) ?? 0
                }
                if request.cap != nil, value != 0 {
                    capped(index, cell, value, companion)
                } else {
                    totals.cells[cell].add(x: value, y: companion, sign: sign)
                }
            }
        }
    }

    private func firstExposure(
        in rows: UserRows, at moment: Moment
    ) -> (first: UserRows.Exposure, isSeveral: Bool)? {
        var first: UserRows.Exposure?
        var isSeveral = false
        for exposure in rows.exposures
        where exposure.sequence <= moment.marks.exposures && exposure.at < moment.end
            && exposure.at >= query.query.window.start.milliseconds
        {
            guard let earlier = first else {
                first = exposure
                continue
            }
            if exposure.rank != earlier.rank { isSeveral = true }
            if exposure.at == earlier.at, exposure.rank < earlier.rank { first = exposure }
        }
        return first.map { ($0, isSeveral) }
    }

    /// nil for the average of a user without a value.
    private func value(
        of kind: MetricDefinition.Kind, _ events: [UserRows.Event], in span: Range<Int64>, at moment: Moment
    ) -> Double? {
        switch kind {
        case .count:
            return Double(
                events.count { span.contains($0.at) && $0.sequence <= moment.marks.events })
        case .average:
            var (total, count) = (0.0, 0)
            for event in events where span.contains(event.at) && event.sequence <= moment.marks.events {
                guard let value = event.value else { continue }
                total += value
                count += 1
            }
            return count == 0 ? nil : total / Double(count)
        default:
            return sum(events, in: span, at: moment, withoutValue: 0)
        }
    }

    private func sum(
        _ events: [UserRows.Event], in span: Range<Int64>, at moment: Moment, withoutValue: Double
    ) -> Double {
        var total = 0.0
        for event in events where span.contains(event.at) && event.sequence <= moment.marks.events {
            total += event.value ?? withoutValue
        }
        return total
    }
}
