/// One simulated experiment, run again and again.
protocol SimulatedCell: Sendable {
    associatedtype Tally: SimulationTally

    /// Unique among all cells, since it names the streams of random numbers.
    var name: String { get }

    /// What these runs give; each draws from its own stream.
    func tally(_ runs: Range<Int>, seed: UInt64) -> Tally
}

/// What many runs gave, in a form that adds up.
protocol SimulationTally: Sendable {
    init()
    static func += (tally: inout Self, more: Self)
}
