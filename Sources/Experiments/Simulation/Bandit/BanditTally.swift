/// What the runs of one rule gave.
struct BanditTally: SimulationTally {
    private(set) var runs = 0
    /// Runs by the look at which they stopped, and of these those that stopped at the right arm.
    private(set) var stops: [Int: Int] = [:]
    private(set) var rightStops: [Int: Int] = [:]
    private(set) var runsAboveMost = 0
    private(set) var runsEndingOnBest = 0
    private(set) var usersOnBest = 0.0
    private(set) var regret = 0.0
    private(set) var estimates: [BanditEstimate: Errors] = [:]

    /// The share of the best arm that counts as most of the users.
    static let most = 0.8

    /// The normal quantile of 0.975.
    private static let z = 1.959963984540054

    struct Errors {
        var count = 0
        var covering = 0
        var sum = 0.0
        var widths = 0.0

        static func += (errors: inout Errors, more: Errors) {
            errors.count += more.count
            errors.covering += more.covering
            errors.sum += more.sum
            errors.widths += more.widths
        }
    }

    static func += (tally: inout BanditTally, more: BanditTally) {
        tally.runs += more.runs
        tally.stops.merge(more.stops, uniquingKeysWith: +)
        tally.rightStops.merge(more.rightStops, uniquingKeysWith: +)
        tally.runsAboveMost += more.runsAboveMost
        tally.runsEndingOnBest += more.runsEndingOnBest
        tally.usersOnBest += more.usersOnBest
        tally.regret += more.regret
        for (estimate, errors) in more.estimates {
            tally.estimates[estimate, default: Errors()] += errors
        }
    }

    mutating func add(_ run: BanditRun) {
        runs += 1
        if let look = run.stop {
            stops[look, default: 0] += 1
            if run.isRightStop { rightStops[look, default: 0] += 1 }
        }
        if run.largestShareOfBest > Self.most { runsAboveMost += 1 }
        if run.lastShareOfBest >= 1 { runsEndingOnBest += 1 }
        usersOnBest += run.usersOnBest
        regret += run.regret
        let truth = run.trueDifference
        for (estimate, difference) in run.estimates {
            let half = Self.z * difference.error
            let isCovering = abs(difference.value - truth) <= half
            estimates[estimate, default: Errors()] += Errors(
                count: 1, covering: isCovering ? 1 : 0, sum: difference.value - truth, widths: 2 * half)
        }
    }
}
