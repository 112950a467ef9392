/// What is simulated: the shipped statistics on experiments whose truth is known.
///
/// The result is a function of these values alone: neither the number of workers nor what else is simulated changes it.
package struct Simulation: Sendable {
    package enum Part: String, CaseIterable, Sendable {
        case proportions, means, looks, calibration
    }

    /// Experiments per cell.
    package let runs: Int
    package let seed: UInt64
    package var coverage: [CoverageCell] = []
    package var looks: [LookCell] = []
    package var wins: [WinCell] = []
    package var permutation: PermutationCell?

    /// The standard deviation of true lifts where none is given.
    package static let liftDeviation = 0.1

    /// A simulation of nothing yet.
    package init(runs: Int, seed: UInt64) {
        self.runs = runs
        self.seed = seed
    }

    /// The cells of these parts.
    package init(
        _ parts: [Part], runs: Int, seed: UInt64, liftDeviation: Double = Simulation.liftDeviation
    ) {
        self.init(runs: runs, seed: seed)
        for part in Part.allCases where parts.contains(part) {
            switch part {
            case .proportions: coverage += CoverageCell.proportions
            case .means: coverage += CoverageCell.means
            case .looks: looks = LookCell.all
            case .calibration: wins = WinCell.all(liftDeviation: liftDeviation)
            }
        }
    }

    /// Runs everything.
    ///
    /// - Parameters:
    ///   - workers: pieces of work in progress at the same time, at least 1.
    ///   - progress: told the share of the work that is done, in (0, 1].
    package func result(workers: Int, progress: (Double) -> Void = { _ in }) async -> SimulationResult {
        let cells = coverage.count + looks.count + wins.count + (permutation == nil ? 0 : 1)
        let team = SimulationTeam(runs: runs, seed: seed, workers: max(1, workers))
        var done = 0
        let finished = {
            done += 1
            progress(Double(done) / Double(cells * team.chunks.count))
        }
        var result = SimulationResult(runs: runs, seed: seed)
        for (cell, tally) in await team.tallies(coverage, finished) { result.add(cell, tally) }
        for (cell, tally) in await team.tallies(looks, finished) { result.add(cell, tally) }
        for (cell, tally) in await team.tallies(wins, finished) { result.add(cell, tally) }
        for (cell, tally) in await team.tallies(permutation.map { [$0] } ?? [], finished) { result.add(cell, tally) }
        return result
    }
}
