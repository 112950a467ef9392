internal import Statistics

/// Two arms compared at one look.
package struct CoverageCell: SimulatedCell {
    package let metric: SimulatedMetric
    package let usersPerArm: Int
    /// The true lift, a fraction.
    package let lift: Double

    package init(metric: SimulatedMetric, usersPerArm: Int, lift: Double) {
        self.metric = metric
        self.usersPerArm = usersPerArm
        self.lift = lift
    }

    package static let proportions: [CoverageCell] = [0.005, 0.01, 0.05, 0.2].flatMap { rate in
        cells(.conversion(rate: rate))
    }
    package static let means: [CoverageCell] = cells(.spend(share: 0.1, sigma: 1)) + cells(.clicks)

    private static func cells(_ metric: SimulatedMetric) -> [CoverageCell] {
        [300, 1000, 10_000].flatMap { users in
            [0, 0.2].map { CoverageCell(metric: metric, usersPerArm: users, lift: $0) }
        }
    }

    var name: String { "one look, \(metric.name), \(usersPerArm) users, lift \(lift)" }

    /// Whether both arms expect at least 30 conversions, so that coverage should not be above nominal either.
    var isLarge: Bool {
        guard case .conversion(let rate) = metric else { return false }
        return Double(usersPerArm) * min(rate, rate * (1 + lift)) >= 30 - 1e-9
    }

    func tally(_ runs: Range<Int>, seed: UInt64) -> CoverageTally {
        let methods = SimulatedMethod.all(for: metric.kind)
        var reader = MethodReader()
        var tally = CoverageTally()
        for run in runs {
            var random = RandomSource(seed: seed, cell: name, run: run)
            let control = metric.draw(usersPerArm, lift: 0, &random)
            let treatment = metric.draw(usersPerArm, lift: lift, &random)
            for method in methods {
                tally.add(reader.answer(of: method, metric.kind, control, treatment), of: method, lift: lift)
            }
        }
        return tally
    }
}
