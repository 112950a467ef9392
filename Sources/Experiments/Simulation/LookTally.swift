/// How many runs in which the arms are equal a rule had fired by some look.
struct LookTally: SimulationTally {
    /// Looks after which the runs are counted.
    static let checkpoints = [7, 14, 28]
    static let looks = 28

    private(set) var runs = 0
    private var fired: [LookRule: [Int]] = [:]
    private var shown: [LookRule: Int] = [:]

    static func += (tally: inout LookTally, more: LookTally) {
        tally.runs += more.runs
        for (rule, counts) in more.fired {
            tally.fired[rule] = zip(tally.fired[rule] ?? counts.map { _ in 0 }, counts).map(+)
        }
        tally.shown.merge(more.shown, uniquingKeysWith: +)
    }

    mutating func add(_ watch: LookWatch) {
        runs += 1
        for rule in watch.shown { shown[rule, default: 0] += 1 }
        for (rule, look) in watch.firstFired {
            let counts = fired[rule] ?? Self.checkpoints.map { _ in 0 }
            fired[rule] = zip(counts, Self.checkpoints).map { $0 + (look <= $1 ? 1 : 0) }
        }
    }

    /// By each checkpoint, the runs in which the rule had fired.
    func fired(_ rule: LookRule) -> [Frequency] {
        (fired[rule] ?? Self.checkpoints.map { _ in 0 }).map { Frequency($0, of: runs) }
    }

    /// Runs in which the rule could be read at some look.
    func shown(_ rule: LookRule) -> Frequency { Frequency(shown[rule] ?? 0, of: runs) }
}
