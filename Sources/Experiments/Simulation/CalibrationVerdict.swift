/// Whether a simulated share is what it should be.
package enum CalibrationVerdict: String, Sendable {
    /// The share lies within the target.
    case ok
    /// The share lies beyond the target, but its interval reaches it: more runs would tell.
    case undecided
    /// The share and the whole of its interval lie beyond the target.
    case misses
    /// Nothing was ever shown, so nothing can be wrong.
    case notShown = "not shown"
    /// There is no target: the row shows what happens without the remedy.
    case forComparison = "for comparison"

    package init(_ frequency: Frequency, within target: ClosedRange<Double>) {
        guard let share = frequency.share, let lower = frequency.lower, let upper = frequency.upper else {
            self = .notShown
            return
        }
        if target.contains(share) {
            self = .ok
        } else {
            self = upper < target.lowerBound || lower > target.upperBound ? .misses : .undecided
        }
    }

    /// The worse of two verdicts on the same row.
    func worse(_ other: CalibrationVerdict) -> CalibrationVerdict {
        let order: [CalibrationVerdict] = [.misses, .undecided, .ok, .notShown, .forComparison]
        return order.first { $0 == self || $0 == other } ?? self
    }
}
