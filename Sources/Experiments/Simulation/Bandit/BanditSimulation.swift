internal import Statistics

/// What a bandit would do: the shipped weights and estimates on arms whose rates are known.
///
/// The result is a function of these values alone; neither the number of workers nor the other rules change a rule's
/// figures.
package struct BanditSimulation: Sendable {
    /// Experiments per rule.
    package var runs = 1000
    package var seed: UInt64 = 1
    /// The true rate of each arm, the control's first.
    package var rates = [0.1, 0.11]
    package var usersPerHour = 100
    /// Hours from one look to the next.
    package var hours = 6
    package var days = 28
    package var floor = 0.01
    package var onStop = ReweightPlan.OnStop.hold
    package var rules = BanditRule.allCases

    package init() {}

    /// Looks in the whole of the time.
    var looks: Int { days * 24 / hours }

    /// Runs everything.
    ///
    /// - Parameters:
    ///   - workers: pieces of work in progress at the same time, at least 1.
    ///   - progress: told the share of the work that is done, in (0, 1].
    package func result(workers: Int, progress: (Double) -> Void = { _ in }) async -> BanditSimulationResult {
        let team = SimulationTeam(runs: runs, seed: seed, workers: max(1, workers))
        let cells = rules.map { BanditCell(rule: $0, setting: self) }
        var done = 0
        let tallies = await team.tallies(cells) {
            done += 1
            progress(Double(done) / Double(cells.count * team.chunks.count))
        }
        return BanditSimulationResult(
            setting: self, rows: tallies.map { .init(rule: $0.0.rule, tally: $0.1, setting: self) })
    }
}

/// How the next users are shared.
package enum BanditRule: String, Sendable, CaseIterable {
    /// As in an A/B test that is looked at as often, and stopped by the same rule.
    case equal
    case thompson
    case topTwo = "top_two"
    case topTwoCount = "top_two_count"

    var policy: BanditPolicy? {
        switch self {
        case .equal: nil
        case .thompson: .thompson
        case .topTwo: .topTwo
        case .topTwoCount: .topTwoCount
        }
    }
}

/// All runs of one rule.
struct BanditCell: SimulatedCell {
    let rule: BanditRule
    let setting: BanditSimulation

    var name: String {
        "bandit \(rule.rawValue), \(setting.rates), \(setting.usersPerHour) an hour, every \(setting.hours) h"
    }

    func tally(_ runs: Range<Int>, seed: UInt64) -> BanditTally {
        var tally = BanditTally()
        for run in runs {
            var random = RandomSource(seed: seed, cell: name, run: run)
            tally.add(BanditRun(rule: rule, setting: setting, &random))
        }
        return tally
    }
}
