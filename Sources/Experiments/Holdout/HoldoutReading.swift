package import Statistics

/// What one analyzed checkpoint says of the lift.
package struct HoldoutReading: Sendable, Equatable {
    /// Names the checkpoint.
    package let day: Int
    package let window: HoldoutWindow
    /// Whether lower values of the metric are better.
    package let isInverse: Bool
    /// The lift in the winning direction, on the day in the middle of the window.
    package let point: LiftTrend.Checkpoint

    package init(day: Int, window: HoldoutWindow, isInverse: Bool, point: LiftTrend.Checkpoint) {
        self.day = day
        self.window = window
        self.isInverse = isInverse
        self.point = point
    }

    /// - Throws: `HoldoutGap` where the checkpoint says nothing of the lift, or nothing that a trend can use.
    package init(
        _ checkpoint: HoldoutCheckpoint, of variants: Variants, metric: String?, launched: Instant
    ) throws(HoldoutGap) {
        func gap(_ reason: String, isSplitUnsound: Bool = false) -> HoldoutGap {
            HoldoutGap(day: checkpoint.day, reason: reason, isSplitUnsound: isSplitUnsound)
        }
        let analysis: AnalysisResult
        switch checkpoint.state {
        case .notYetDue(let instant): throw gap("is due on \(instant.day)")
        case .due: throw gap("waits for its analysis")
        case .lacksData(let sentence): throw gap("lacks data: \(sentence)")
        case .analyzed(let result): analysis = result
        }
        if analysis.sampleRatio.isSound == false {
            throw gap("has users that are not split as planned", isSplitUnsound: true)
        }
        guard checkpoint.window.start >= launched else { throw gap("has a window that begins before the launch") }
        guard let section = analysis.primaryMetric, section.event == metric else {
            throw gap("was not analyzed on \(metric ?? "a primary metric")")
        }
        guard analysis.control == variants.control,
            let row = section.rows.first(where: { !$0.isControl && variants.treatments.contains($0.variant) })
        else { throw gap("does not compare \(variants.all.joined(separator: " with "))") }
        guard analysis.sampleCheck.isEnough else { throw gap("has fewer users than the minimum sample") }
        guard section.basis == .gaussian || section.basis == .batched else {
            throw gap("has too few conversions for a lift with a known error")
        }
        guard analysis.parameters["prior"] == .null else {
            throw gap("was analyzed with a prior, which would count once in every checkpoint")
        }
        guard (analysis.parameters["epochs"]?.array ?? []).count <= 1 else {
            throw gap("pools several splits of its users")
        }
        guard let lift = row.comparison?.relativeChange, let error = row.comparison?.standardError,
            let point = try? LiftTrend.Checkpoint(
                day: checkpoint.window.midDay(after: launched), lift: section.isInverse ? -lift : lift,
                standardError: error)
        else { throw gap("has no lift that can be computed") }
        self.init(day: checkpoint.day, window: checkpoint.window, isInverse: section.isInverse, point: point)
    }
}

/// A checkpoint that the trend does without, and why.
package struct HoldoutGap: Error, Sendable, Equatable {
    package let day: Int
    /// Continues a sentence that begins with the checkpoint.
    package let reason: String
    /// Nothing can be trusted then.
    package let isSplitUnsound: Bool

    package init(day: Int, reason: String, isSplitUnsound: Bool = false) {
        self.day = day
        self.reason = reason
        self.isSplitUnsound = isSplitUnsound
    }
}
