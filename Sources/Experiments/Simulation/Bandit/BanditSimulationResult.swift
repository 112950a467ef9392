/// What simulated bandits showed, one row for each rule.
package struct BanditSimulationResult: Sendable {
    package let setting: BanditSimulation
    package let rows: [Row]

    package struct Row: Sendable {
        package let rule: BanditRule
        /// Runs that stopped in time.
        package let stopped: Frequency
        /// Runs that stopped at an arm that is not better than all others.
        package let wrong: Frequency
        /// Runs that stopped at the best arm.
        package let right: Frequency
        /// Runs in which the best arm was given more than 80 % before the stop.
        package let aboveMost: Frequency
        /// Runs in which it has all users at the end.
        package let endingOnBest: Frequency
        /// Hours to the stop of half of those that stopped; nil where none did.
        package let medianHours: Int?
        /// The mean share of users who got the best arm.
        package let usersOnBest: Double
        /// Conversions lost against giving everybody the best arm, on average a run.
        package let regret: Double
        package let estimates: [Estimate]
        /// Runs that had stopped by each day, and of these the wrong ones.
        package let stoppedByDay: [(all: Int, wrong: Int)]
    }

    /// A difference at the stop, or at the end where there was none.
    package struct Estimate: Sendable {
        package let method: BanditEstimate
        /// By how much it is too large on average, in the unit of the rate.
        package let bias: Double?
        /// Runs whose 95 % interval holds the true difference.
        package let covering: Frequency
        /// The mean width of that interval.
        package let width: Double?
    }
}

extension BanditSimulationResult.Row {
    init(rule: BanditRule, tally: BanditTally, setting: BanditSimulation) {
        self.rule = rule
        let stops = tally.stops.values.reduce(0, +)
        let rightStops = tally.rightStops.values.reduce(0, +)
        stopped = Frequency(stops, of: tally.runs)
        wrong = Frequency(stops - rightStops, of: tally.runs)
        right = Frequency(rightStops, of: tally.runs)
        aboveMost = Frequency(tally.runsAboveMost, of: tally.runs)
        endingOnBest = Frequency(tally.runsEndingOnBest, of: tally.runs)
        var seen = 0
        medianHours = tally.stops.sorted { $0.key < $1.key }.first { _, count in
            seen += count
            return 2 * seen >= stops
        }.map { $0.key * setting.hours }
        let runs = Double(max(1, tally.runs))
        usersOnBest = tally.usersOnBest / runs
        regret = tally.regret / runs
        estimates = BanditEstimate.allCases.map { method in
            let errors = tally.estimates[method] ?? BanditTally.Errors()
            let count = errors.count > 0 ? Double(errors.count) : nil
            return BanditSimulationResult.Estimate(
                method: method, bias: count.map { errors.sum / $0 },
                covering: Frequency(errors.covering, of: errors.count), width: count.map { errors.widths / $0 })
        }
        stoppedByDay = (1...max(1, setting.days)).map { day in
            let looks = tally.stops.filter { $0.key * setting.hours <= day * 24 }
            let all = looks.values.reduce(0, +)
            return (all, all - looks.keys.reduce(0) { $0 + (tally.rightStops[$1] ?? 0) })
        }
    }
}

extension BanditSimulationResult {
    package var json: JSON {
        [
            "engine": .string(Engine.name), "seed": .integer(Int64(clamping: setting.seed)),
            "runs": .integer(Int64(setting.runs)), "rates": .array(setting.rates.map(JSON.number)),
            "users_per_hour": .integer(Int64(setting.usersPerHour)), "every_hours": .integer(Int64(setting.hours)),
            "days": .integer(Int64(setting.days)), "floor": .number(setting.floor),
            "on_stop": .string(setting.onStop.rawValue), "rules": .array(rows.map(\.json)),
        ]
    }
}

extension BanditSimulationResult.Row {
    fileprivate var json: JSON {
        [
            "rule": .string(rule.rawValue), "stopped": stopped.json, "right_stops": right.json,
            "wrong_stops": wrong.json,
            "best_above_80_percent": aboveMost.json, "ends_on_best": endingOnBest.json,
            "median_hours_to_stop": medianHours.map { .integer(Int64($0)) } ?? .null,
            "users_on_best": .number(usersOnBest), "regret": .number(regret),
            "estimates": .array(
                estimates.map { estimate in
                    [
                        "method": .string(estimate.method.rawValue), "bias": .optional(estimate.bias),
                        "covering": estimate.covering.json, "width": .optional(estimate.width),
                    ]
                }),
        ]
    }
}
