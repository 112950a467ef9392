internal import Statistics

/// What a method says of two arms at one look.
enum MethodAnswer: Equatable {
    /// It cannot be computed, as a lift over a control without conversions.
    case notComputable
    /// It is not shown yet.
    case withheld
    case shown(Claim)

    /// The lifts a method does not exclude, whether it contradicts equal arms, and its P(win).
    struct Claim: Equatable {
        enum Lifts: Equatable {
            case bounded(Interval)
            case atLeast(Double)
            case unbounded
        }

        var lifts: Lifts
        var rejectsZero: Bool
        var probabilityOfWinning: Double?

        func covers(_ lift: Double) -> Bool {
            switch lifts {
            case .bounded(let interval): interval.lower <= lift && lift <= interval.upper
            case .atLeast(let lowest): lowest <= lift
            case .unbounded: true
            }
        }
    }
}
