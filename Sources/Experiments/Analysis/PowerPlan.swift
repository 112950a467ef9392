internal import Statistics

/// One request in the units of the statistics: the tests work on the difference of the means, the posterior on the lift.
struct PowerPlan {
    var request: PowerRequest
    /// Users who were measured so far; nil before the start.
    var presentUsers: Double?
    /// The control's mean.
    private var base: Double
    private var metric: PowerRequest.Metric

    init(request: PowerRequest, metric: PowerRequest.Metric) throws(StatisticsError) {
        self.request = request
        self.metric = metric
        switch metric {
        case .proportion(let baseline): base = baseline
        case .mean(let mean, _): base = mean
        case .soFar(let control, let treatment):
            base = control.mean
            presentUsers = Double(control.n) + Double(treatment.n)
        }
        if request.difference == .relative { try requireBase() }
    }

    /// Whether the experiment is to lower the metric.
    var isDecrease: Bool { (request.effect ?? 0) < 0 }

    /// The effect in the unit of the metric; 0 where none is asked for.
    var differenceOfEffect: Double {
        let effect = request.effect ?? 0
        return request.difference == .relative ? effect * base : effect
    }

    /// The effect as a fraction of the control's mean; 0 where none is asked for.
    func liftOfEffect() throws(StatisticsError) -> Double {
        let effect = request.effect ?? 0
        return request.difference == .relative ? effect : try lift(ofDifference: effect)
    }

    func lift(ofDifference difference: Double) throws(StatisticsError) -> Double {
        try requireBase()
        return difference / base
    }

    func difference(ofLift lift: Double) -> Double { lift * base }

    /// A number of users in both arms, with the time that they take to come.
    func toCollect(_ needed: Double) throws(StatisticsError) -> JSONObject {
        let users = try PlannedUsers(needed, in: precision(of: .absolute))
        var answer: JSONObject = [
            "users_per_arm": [
                "control": .integer(Int64(users.control)), "treatment": .integer(Int64(users.treatment)),
            ],
            "users": .integer(Int64(users.total)),
        ]
        var toCome = users.total
        if let presentUsers {
            toCome = max(0, users.total - Int(presentUsers))
            answer["users_to_come"] = .integer(Int64(toCome))
            answer["factor_to_come"] = .number(max(0, needed / presentUsers - 1))
        }
        if let daily = request.dailyUsers {
            let days = try PlannedUsers.days(for: toCome, daily: daily)
            answer["days"] = .integer(Int64(days))
            answer["weeks"] = .integer(Int64(try PlannedUsers.days(for: days, daily: 7)))
        }
        return answer
    }

    private func requireBase() throws(StatisticsError) {
        guard base != 0 else { throw .controlMeanZero }
        guard base > 0 else { throw .controlMeanNegative }
    }

    /// How precise the difference of the means will be, or the lift.
    func precision(of difference: Difference) throws(StatisticsError) -> PlannedComparison {
        switch metric {
        case .proportion(let baseline):
            return try .proportion(rate: baseline, difference: difference, controlShare: request.controlShare)
        case .mean(let mean, let deviation):
            return try .mean(
                mean, standardDeviation: deviation, difference: difference, controlShare: request.controlShare)
        case .soFar(let control, let treatment):
            // The lift's error grows with the lift: it is taken at the effect, not at what chance has shown so far.
            let expected = try Moments(
                n: treatment.n, mean: control.mean + differenceOfEffect, variance: treatment.variance)
            return try PlannedComparison(Contrast(control: control, treatment: expected), difference: difference)
        }
    }
}
