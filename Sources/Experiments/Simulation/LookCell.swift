/// Two equal arms looked at every day.
package struct LookCell: SimulatedCell {
    package let metric: SimulatedMetric
    /// Users of both arms a day; a fair coin gives each an arm.
    package let usersPerDay: Int

    package init(metric: SimulatedMetric, usersPerDay: Int) {
        self.metric = metric
        self.usersPerDay = usersPerDay
    }

    package static let all: [LookCell] = [
        LookCell(metric: .conversion(rate: 0.01), usersPerDay: 400),
        LookCell(metric: .conversion(rate: 0.05), usersPerDay: 1000),
        LookCell(metric: .conversion(rate: 0.2), usersPerDay: 10_000),
        LookCell(metric: .spend(share: 0.1, sigma: 1), usersPerDay: 1000),
    ]

    var name: String { "daily looks, \(metric.name), \(usersPerDay) users a day" }

    func tally(_ runs: Range<Int>, seed: UInt64) -> LookTally {
        let coin = Binomial(n: usersPerDay, p: 0.5)
        var reader = MethodReader()
        var tally = LookTally()
        for run in runs {
            var random = RandomSource(seed: seed, cell: name, run: run)
            var (control, treatment) = (UserSums(), UserSums())
            var watch = LookWatch()
            for look in 1...LookTally.looks {
                let treated = coin.draw(&random)
                control += metric.draw(usersPerDay - treated, lift: 0, &random)
                treatment += metric.draw(treated, lift: 0, &random)
                watch.look(look, &reader, metric.kind, control, treatment)
                watch.lookAtSplit(look, [control.n, treatment.n])
            }
            tally.add(watch)
        }
        return tally
    }
}
