/// The runs whose P(win) lies in one range.
package struct WinBin: Sendable, Equatable {
    package let lower: Double
    package let upper: Double
    private var sum = 0.0
    private var better = 0
    private var runs = 0

    static let all = [0, 0.05, 0.2, 0.5, 0.8, 0.95, 1].adjacent.map { WinBin(lower: $0, upper: $1) }

    private init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// A bound belongs to the bin above it.
    func holds(_ probability: Double) -> Bool { probability >= lower }

    mutating func add(_ probability: Double, isBetter: Bool) {
        sum += probability
        better += isBetter ? 1 : 0
        runs += 1
    }

    func adding(_ other: WinBin) -> WinBin {
        var bin = self
        bin.sum += other.sum
        bin.better += other.better
        bin.runs += other.runs
        return bin
    }

    /// The mean of P(win); nil where there are no runs.
    package var meanProbability: Double? { runs > 0 ? sum / Double(runs) : nil }
    /// Runs in which the treatment is truly better.
    package var trulyBetter: Frequency { Frequency(better, of: runs) }
}

extension [Double] {
    fileprivate var adjacent: Zip2Sequence<[Double], ArraySlice<Double>> { zip(self, dropFirst()) }
}
