internal import Statistics

/// Experiments whose true lifts differ as those of a team may differ: is P(win) how often the treatment is better?
package struct WinCell: SimulatedCell {
    package let rate: Double
    package let usersPerArm: Int
    /// True lifts are normal about 0 with this standard deviation, a fraction.
    package let liftDeviation: Double

    package init(rate: Double, usersPerArm: Int, liftDeviation: Double) {
        self.rate = rate
        self.usersPerArm = usersPerArm
        self.liftDeviation = liftDeviation
    }

    package static func all(liftDeviation: Double) -> [WinCell] {
        [(0.01, 1000), (0.05, 10_000), (0.2, 1000)].map {
            WinCell(rate: $0.0, usersPerArm: $0.1, liftDeviation: liftDeviation)
        }
    }

    var name: String { "calibration, rate \(rate), \(usersPerArm) users, deviation \(liftDeviation)" }

    func tally(_ runs: Range<Int>, seed: UInt64) -> WinTally {
        let control = SimulatedMetric.conversion(rate: rate)
        var tally = WinTally()
        for run in runs {
            var random = RandomSource(seed: seed, cell: name, run: run)
            let lift = lift(&random)
            let k0 = Int(control.draw(usersPerArm, lift: 0, &random).sum)
            let k1 = Int(control.draw(usersPerArm, lift: lift, &random).sum)
            for belief in WinTally.Belief.allCases {
                tally.add(probability(belief, k0, k1), of: belief, isBetter: lift > 0)
            }
        }
        return tally
    }

    /// A lift that leaves the treatment's rate a probability.
    private func lift(_ random: inout RandomSource) -> Double {
        while true {
            let lift = liftDeviation * random.normal()
            if lift > -1, rate * (1 + lift) < 1 { return lift }
        }
    }

    /// nil where it cannot be computed.
    private func probability(_ belief: WinTally.Belief, _ k0: Int, _ k1: Int) -> Double? {
        if belief == .exact {
            let posterior = try? ExactPosterior(
                control: Proportion(n: usersPerArm, k: k0), treatment: Proportion(n: usersPerArm, k: k1),
                inverse: false)
            return posterior?.probabilityOfWinning
        }
        let prior = belief == .gaussianSamePrior ? NormalPrior(mean: 0, standardDeviation: liftDeviation) : nil
        guard let control = try? Moments.proportion(n: usersPerArm, k: k0),
            let treatment = try? Moments.proportion(n: usersPerArm, k: k1)
        else { return nil }
        let contrast = Contrast(control: control, treatment: treatment)
        return try? GaussianPosterior(contrast, inverse: false, prior: prior).probabilityOfWinning
    }
}
