/// How each method fared at one look.
struct CoverageTally: SimulationTally {
    private(set) var counts: [SimulatedMethod: CoverageCounts] = [:]

    static func += (tally: inout CoverageTally, more: CoverageTally) {
        for (method, counts) in more.counts { tally.counts[method, default: CoverageCounts()] += counts }
    }

    mutating func add(_ answer: MethodAnswer, of method: SimulatedMethod, lift: Double) {
        counts[method, default: CoverageCounts()].add(answer, lift: lift)
    }
}

/// How one method fared at one look.
package struct CoverageCounts: Sendable, Equatable {
    private var runs = 0
    private var notComputableRuns = 0
    private var withheldRuns = 0
    private var boundedRuns = 0
    private var boundedCoveringRuns = 0
    private var coveringRuns = 0
    private var rejectingRuns = 0
    private var winningRuns = 0

    mutating func add(_ answer: MethodAnswer, lift: Double) {
        runs += 1
        switch answer {
        case .notComputable: notComputableRuns += 1
        case .withheld: withheldRuns += 1
        case .shown(let claim):
            let covers = claim.covers(lift)
            if case .bounded = claim.lifts {
                boundedRuns += 1
                boundedCoveringRuns += covers ? 1 : 0
            }
            coveringRuns += covers ? 1 : 0
            rejectingRuns += claim.rejectsZero ? 1 : 0
            winningRuns += (claim.probabilityOfWinning ?? 0) >= SimulatedMethod.winThreshold ? 1 : 0
        }
    }

    static func += (counts: inout CoverageCounts, more: CoverageCounts) {
        counts.runs += more.runs
        counts.notComputableRuns += more.notComputableRuns
        counts.withheldRuns += more.withheldRuns
        counts.boundedRuns += more.boundedRuns
        counts.boundedCoveringRuns += more.boundedCoveringRuns
        counts.coveringRuns += more.coveringRuns
        counts.rejectingRuns += more.rejectingRuns
        counts.winningRuns += more.winningRuns
    }

    private var shownRuns: Int { runs - notComputableRuns - withheldRuns }

    /// Runs in which the method can be computed.
    package var computable: Frequency { Frequency(runs - notComputableRuns, of: runs) }
    /// Runs in which it can be computed and shows something.
    package var shown: Frequency { Frequency(shownRuns, of: runs) }
    /// Where it shows something: the lifts it does not exclude have no end.
    package var unbounded: Frequency { Frequency(shownRuns - boundedRuns, of: shownRuns) }
    /// Where it shows something: the true lift is not excluded.
    package var covering: Frequency { Frequency(coveringRuns, of: shownRuns) }
    /// The same where the lifts have both ends.
    package var coveringBounded: Frequency { Frequency(boundedCoveringRuns, of: boundedRuns) }
    /// Where it shows something: it contradicts equal arms. Without a lift, how often it is wrong.
    package var rejecting: Frequency { Frequency(rejectingRuns, of: shownRuns) }
    /// Where it shows something: P(win) is at least 0.95.
    package var winning: Frequency { Frequency(winningRuns, of: shownRuns) }
}
