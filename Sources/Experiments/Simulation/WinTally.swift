/// How often the treatment is better where P(win) says so.
struct WinTally: SimulationTally {
    private var bins: [Belief: [WinBin]] = [:]
    private var notComputable: [Belief: Int] = [:]
    private(set) var runs = 0

    /// Where a P(win) comes from.
    enum Belief: String, CaseIterable, Sendable {
        case gaussianSamePrior = "gaussian_same_prior"
        case gaussianFlatPrior = "gaussian_flat_prior"
        case exact

        var sentence: String {
            switch self {
            case .gaussianSamePrior: "gaussian, prior = true lifts"
            case .gaussianFlatPrior: "gaussian, flat prior"
            case .exact: "exact, flat priors"
            }
        }
    }

    static func += (tally: inout WinTally, more: WinTally) {
        for (belief, bins) in more.bins { tally.bins[belief] = zip(tally.bins(of: belief), bins).map { $0.adding($1) } }
        tally.notComputable.merge(more.notComputable, uniquingKeysWith: +)
        tally.runs += more.runs
    }

    mutating func add(_ probability: Double?, of belief: Belief, isBetter: Bool) {
        runs += belief == Belief.allCases.first ? 1 : 0
        guard let probability else {
            notComputable[belief, default: 0] += 1
            return
        }
        var bins = bins(of: belief)
        let place = bins.lastIndex { $0.holds(probability) } ?? 0
        bins[place].add(probability, isBetter: isBetter)
        self.bins[belief] = bins
    }

    func bins(of belief: Belief) -> [WinBin] { bins[belief] ?? WinBin.all }

    func notComputable(_ belief: Belief) -> Frequency { Frequency(notComputable[belief] ?? 0, of: runs) }
}
