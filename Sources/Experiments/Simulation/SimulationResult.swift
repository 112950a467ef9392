/// What the simulated experiments showed.
package struct SimulationResult: Sendable, Equatable {
    package let runs: Int
    package let seed: UInt64
    package private(set) var coverage: [CoverageRow] = []
    package private(set) var looks: [LookRow] = []
    package private(set) var wins: [WinRow] = []

    init(runs: Int, seed: UInt64) {
        self.runs = runs
        self.seed = seed
    }

    /// Where a comparison's users come from.
    package enum Section: String, CaseIterable, Sendable {
        case proportions, means
        case ownData = "own_data"
    }

    /// One method at one look.
    package struct CoverageRow: Sendable, Equatable {
        package let section: Section
        package let metric: String
        package let controlUsers: Int
        package let treatmentUsers: Int
        /// The true lift, a fraction.
        package let lift: Double
        package let method: SimulatedMethod
        package let counts: CoverageCounts
        package let verdict: CalibrationVerdict
    }

    /// One rule read every day, on arms that are equal.
    package struct LookRow: Sendable, Equatable {
        package let metric: String
        /// Users of both arms by the last look.
        package let users: Int
        package let rule: LookRule
        /// Runs in which the rule could be read at some look.
        package let shown: Frequency
        /// Runs in which it had fired, by look.
        package let fired: [FiredBy]
        package let verdict: CalibrationVerdict
    }

    /// Runs in which a rule had fired by a look.
    package struct FiredBy: Sendable, Equatable {
        package let look: Int
        package let frequency: Frequency
    }

    /// One range of one P(win). It has no target: the true lifts are an assumption of the simulation.
    package struct WinRow: Sendable, Equatable {
        package let rate: Double
        package let usersPerArm: Int
        package let liftDeviation: Double
        /// Where the P(win) comes from: stable word and sentence.
        package let belief: String
        package let sentence: String
        package let notComputable: Frequency
        package let bin: WinBin
    }

    /// Half a point below nominal is allowed, and half a point above where counts are large.
    package static let coverageTarget = 0.945...0.955
}

extension SimulationResult {
    mutating func add(_ cell: CoverageCell, _ tally: CoverageTally) {
        let section = cell.metric.kind == .proportion ? Section.proportions : .means
        for method in SimulatedMethod.all(for: cell.metric.kind) {
            let counts = tally.counts[method] ?? CoverageCounts()
            coverage.append(
                CoverageRow(
                    section: section, metric: cell.metric.name, controlUsers: cell.usersPerArm,
                    treatmentUsers: cell.usersPerArm, lift: cell.lift, method: method, counts: counts,
                    verdict: Self.verdict(method, counts, lift: cell.lift, isLarge: cell.isLarge)))
        }
    }

    mutating func add(_ cell: LookCell, _ tally: LookTally) {
        addLooks(
            tally, metric: cell.metric.name, users: cell.usersPerDay * LookTally.looks,
            rules: LookRule.onMetric + LookRule.onSplit)
    }

    mutating func add(_ cell: PermutationCell, _ tally: PermutationTally) {
        for method in SimulatedMethod.all(for: cell.kind) {
            let counts = tally.coverage.counts[method] ?? CoverageCounts()
            coverage.append(
                CoverageRow(
                    section: .ownData, metric: cell.values.column, controlUsers: cell.controlRows,
                    treatmentUsers: cell.treatmentRows, lift: 0, method: method, counts: counts,
                    verdict: Self.verdict(method, counts, lift: 0, isLarge: cell.isLarge)))
        }
        addLooks(tally.looks, metric: cell.values.column, users: cell.values.values.count, rules: LookRule.onMetric)
    }

    mutating func add(_ cell: WinCell, _ tally: WinTally) {
        for belief in WinTally.Belief.allCases {
            for bin in tally.bins(of: belief) where bin.trulyBetter.trials > 0 {
                wins.append(
                    WinRow(
                        rate: cell.rate, usersPerArm: cell.usersPerArm, liftDeviation: cell.liftDeviation,
                        belief: belief.rawValue, sentence: belief.sentence, notComputable: tally.notComputable(belief),
                        bin: bin))
            }
        }
    }

    private mutating func addLooks(_ tally: LookTally, metric: String, users: Int, rules: [LookRule]) {
        for rule in rules {
            let fired = zip(LookTally.checkpoints, tally.fired(rule)).map { FiredBy(look: $0, frequency: $1) }
            let verdict = rule.most.map { most in
                fired.map { CalibrationVerdict($0.frequency, within: 0...most) }
                    .reduce(CalibrationVerdict.forComparison) { $0.worse($1) }
            }
            looks.append(
                LookRow(
                    metric: metric, users: users, rule: rule, shown: tally.shown(rule),
                    fired: fired, verdict: verdict ?? .forComparison))
        }
    }

    private static func verdict(
        _ method: SimulatedMethod, _ counts: CoverageCounts, lift: Double, isLarge: Bool
    ) -> CalibrationVerdict {
        switch method {
        case .gaussian:
            return .forComparison
        case .exact, .fieller:
            let most = isLarge ? coverageTarget.upperBound : 1
            return CalibrationVerdict(counts.covering, within: coverageTarget.lowerBound...most)
        case .alwaysValid:
            let covers = CalibrationVerdict(counts.covering, within: coverageTarget.lowerBound...1)
            guard lift == 0 else { return covers }
            return covers.worse(CalibrationVerdict(counts.rejecting, within: 0...SimulatedMethod.alpha))
        }
    }
}
