internal import Statistics

/// The user's own rows, dealt at random into two arms that are equal by construction.
package struct PermutationCell: SimulatedCell {
    package let values: UnitValues
    /// The treatment's share of the rows.
    package let split: Double

    package init(values: UnitValues, split: Double) {
        self.values = values
        self.split = split
    }

    var name: String { "permuted rows, \(values.values.count) rows, split \(split)" }

    var kind: UserSums.Kind { values.isProportion ? .proportion : .mean }

    var treatmentRows: Int { Int(Double(values.values.count) * split) }
    var controlRows: Int { values.values.count - treatmentRows }

    /// Whether both arms expect at least 30 conversions.
    var isLarge: Bool {
        values.isProportion && Double(min(controlRows, treatmentRows)) * values.mean >= 30
    }

    /// The rows arrive in a new order in each run, evenly over the looks and in the planned split at every look.
    func tally(_ runs: Range<Int>, seed: UInt64) -> PermutationTally {
        let kind = kind
        let methods = SimulatedMethod.all(for: kind)
        let rows = values.values.count
        var reader = MethodReader()
        reader.weights = (1 - split, split)
        var tally = PermutationTally()
        for run in runs {
            var random = RandomSource(seed: seed, cell: name, run: run)
            var order = values.values
            var (control, treatment) = (UserSums(), UserSums())
            var watch = LookWatch()
            var row = 0
            for look in 1...LookTally.looks {
                while row < rows * look / LookTally.looks {
                    order.swapAt(row, row + random.below(rows - row))
                    let isTreated = (Double(row + 1) * split).rounded(.down) > (Double(row) * split).rounded(.down)
                    if isTreated { treatment.add(order[row]) } else { control.add(order[row]) }
                    row += 1
                }
                watch.look(look, &reader, kind, control, treatment)
            }
            tally.looks.add(watch)
            for method in methods {
                tally.coverage.add(reader.answer(of: method, kind, control, treatment), of: method, lift: 0)
            }
        }
        return tally
    }
}

struct PermutationTally: SimulationTally {
    var coverage = CoverageTally()
    var looks = LookTally()

    static func += (tally: inout PermutationTally, more: PermutationTally) {
        tally.coverage += more.coverage
        tally.looks += more.looks
    }
}
