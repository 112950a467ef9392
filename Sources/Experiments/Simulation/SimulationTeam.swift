/// Shares runs out over the cores and adds the pieces up in the order of the runs, whoever finished first.
struct SimulationTeam {
    let runs: Int
    let seed: UInt64
    let workers: Int

    /// Pieces of a cell, which depend on the number of runs only: sums of fractions depend on where they are cut.
    var chunks: [Range<Int>] {
        let size = max(250, (runs + 15) / 16)
        return stride(from: 0, to: runs, by: size).map { $0..<min(runs, $0 + size) }
    }

    func tallies<Cell: SimulatedCell>(_ cells: [Cell], _ finished: () -> Void) async -> [(Cell, Cell.Tally)] {
        let chunks = chunks
        let pieces = cells.indices.flatMap { cell in chunks.map { (cell: cell, runs: $0) } }
        var parts = [Cell.Tally?](repeating: nil, count: pieces.count)
        await withTaskGroup(of: (Int, Cell.Tally).self) { group in
            var waiting = pieces.indices.makeIterator()
            func startNext() {
                guard let index = waiting.next() else { return }
                let (cell, runs, seed) = (cells[pieces[index].cell], pieces[index].runs, seed)
                group.addTask { (index, cell.tally(runs, seed: seed)) }
            }
            for _ in 0..<workers { startNext() }
            for await (index, tally) in group {
                parts[index] = tally
                finished()
                startNext()
            }
        }
        return cells.enumerated().map { number, cell in
            var tally = Cell.Tally()
            for part in parts[number * chunks.count..<(number + 1) * chunks.count] {
                if let part { tally += part }
            }
            return (cell, tally)
        }
    }
}
