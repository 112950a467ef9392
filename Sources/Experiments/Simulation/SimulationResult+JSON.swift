extension SimulationResult {
    package var json: JSON {
        [
            "engine": .string(Engine.name), "seed": .integer(Int64(clamping: seed)), "runs": .integer(Int64(runs)),
            "alpha": .number(SimulatedMethod.alpha), "coverage": .array(coverage.map(\.json)),
            "looks": .array(looks.map(\.json)), "calibration": .array(wins.map(\.json)),
        ]
    }
}

extension SimulationResult.CoverageRow {
    fileprivate var json: JSON {
        [
            "section": .string(section.rawValue), "metric": .string(metric),
            "control_users": .integer(Int64(controlUsers)), "treatment_users": .integer(Int64(treatmentUsers)),
            "lift": .number(lift), "method": .string(method.rawValue), "computable": counts.computable.json,
            "shown": counts.shown.json, "covering": counts.covering.json, "unbounded": counts.unbounded.json,
            "covering_bounded": counts.coveringBounded.json,
            "false_positives": lift == 0 ? counts.rejecting.json : .null,
            "p_win_at_least_threshold": method.hasProbability ? counts.winning.json : .null,
            "verdict": .string(verdict.rawValue),
        ]
    }
}

extension SimulationResult.LookRow {
    fileprivate var json: JSON {
        [
            "metric": .string(metric), "users": .integer(Int64(users)), "rule": .string(rule.rawValue),
            "shown": shown.json,
            "fired": .array(fired.map { ["looks": .integer(Int64($0.look)), "runs": $0.frequency.json] }),
            "most": rule.most.map { .number($0) } ?? .null, "verdict": .string(verdict.rawValue),
        ]
    }
}

extension SimulationResult.WinRow {
    fileprivate var json: JSON {
        [
            "rate": .number(rate), "users_per_arm": .integer(Int64(usersPerArm)),
            "lift_deviation": .number(liftDeviation), "p_win": .string(belief), "from": .number(bin.lower),
            "to": .number(bin.upper), "not_computable": notComputable.json,
            "mean_p_win": bin.meanProbability.map { .number($0) } ?? .null, "truly_better": bin.trulyBetter.json,
        ]
    }
}

extension Frequency {
    /// The counts, the share and its 95 % interval.
    var json: JSON {
        let number = { (value: Double?) -> JSON in value.map { .number($0) } ?? .null }
        return [
            "count": .integer(Int64(count)), "of": .integer(Int64(trials)), "share": number(share),
            "lower": number(lower), "upper": number(upper),
        ]
    }
}
