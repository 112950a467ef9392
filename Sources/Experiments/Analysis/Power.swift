internal import Statistics

/// Planning without a workspace: one JSON object in, one out.
///
/// Asked with an effect it says how many users find it; asked with users, what they can find; asked with the data so
/// far, what is left to collect.
package enum Power {
    package enum Design: String, CaseIterable {
        case fixed
        case alwaysValid = "always_valid"
        case bayesian
    }

    package static let designs = Design.allCases.map(\.rawValue)

    /// - Throws: `WorkspaceError` (kind `invalid`) for a request of another shape. A design that cannot be computed
    ///   answers `{"error": sentence}` in its place.
    package static func answer(_ request: JSON) throws -> JSON {
        var request = try PowerRequest(json: request)
        var answer = JSONObject()
        if !request.history.isEmpty {
            let (history, json) = try priorFromHistory(request.history)
            request.prior = history.prior
            answer["prior"] = json
        }
        guard let metric = request.metric else { return .object(answer) }
        for design in request.designs {
            answer[design.rawValue] = orFailure {
                let plan = try PowerPlan(request: request, metric: metric)
                return switch design {
                case .fixed: try tested(plan, PlannedTest(alpha: request.alpha, reading: .once))
                case .alwaysValid:
                    try tested(
                        plan, PlannedTest(alpha: request.alpha, reading: .always(plannedUsers: request.plannedUsers)))
                case .bayesian: try believed(plan)
                }
            }
        }
        return .object(answer)
    }

    private static func orFailure(_ body: () throws -> JSON) -> JSON {
        do {
            return try body()
        } catch {
            return ["error": .string("\(error)")]
        }
    }

    private static func priorFromHistory(_ effects: [PastEffect]) throws -> (PriorFromHistory, JSON) {
        do {
            let history = try PriorFromHistory(effects)
            let shrunk = try effects.map { try normal($0.shrunk(by: history.prior), mean: "lift") }
            var json = normal(history.prior, mean: "mean").object ?? [:]
            json["between_stddev"] = .number(history.varianceBetween.squareRoot())
            json["experiments"] = .integer(Int64(effects.count))
            json["shrunk"] = .array(shrunk)
            return (history, .object(json))
        } catch {
            throw WorkspaceError.invalid("power cannot use history: \(error)", code: "invalid_request")
        }
    }

    private static func normal(_ prior: NormalPrior, mean: String) -> JSON {
        [mean: .number(prior.mean), "stddev": .number(prior.standardDeviation)]
    }

    // MARK: - An interval that excludes 0

    private static func tested(_ plan: PowerPlan, _ test: PlannedTest) throws -> JSON {
        let request = plan.request
        let precision = try plan.precision(of: .absolute)
        guard let users = request.users else {
            let needed = try test.users(toFind: plan.differenceOfEffect, in: precision, power: request.power)
            var answer = try plan.toCollect(needed)
            if let present = plan.presentUsers {
                answer["power_now"] = .number(
                    try test.power(ofFinding: plan.differenceOfEffect, in: precision, users: present))
            }
            return .object(answer)
        }
        var answer = JSONObject()
        if request.effect != nil {
            answer["power"] = .number(
                try test.power(ofFinding: plan.differenceOfEffect, in: precision, users: Double(users)))
        }
        let detectable = try test.detectableEffect(
            in: precision, users: Double(users), power: request.power, isDecrease: plan.isDecrease)
        answer["detectable_effect"] = .number(
            request.difference == .relative ? try plan.lift(ofDifference: detectable) : detectable)
        return .object(answer)
    }

    // MARK: - A posterior that reaches the threshold

    private static func believed(_ plan: PowerPlan) throws -> JSON {
        let request = plan.request
        let posterior = try PlannedPosterior(
            prior: request.prior, threshold: request.threshold, isDecrease: plan.isDecrease)
        let precision = try plan.precision(of: .relative)
        let lift = try plan.liftOfEffect()
        func outcome(users: Double) throws -> JSONObject {
            let error = try precision.standardError(users: users, effect: lift)
            var outcome = JSONObject()
            if request.effect != nil {
                outcome["power"] = .number(try posterior.power(ofFinding: lift, standardError: error))
            }
            if request.prior != nil {
                outcome["assurance"] = .number(try posterior.assurance(standardError: error))
                outcome["largest_assurance"] = .number(try posterior.largestAssurance())
            }
            return outcome
        }
        if let users = request.users {
            var answer = try outcome(users: Double(users))
            if request.prior == nil {
                let detectable = try posterior.detectableEffect(
                    in: precision, users: Double(users), power: request.power)
                answer["detectable_effect"] = .number(
                    request.difference == .relative ? detectable : plan.difference(ofLift: detectable))
            }
            return .object(answer)
        }
        let users: Double
        if let assurance = request.assurance {
            do {
                users = try posterior.users(forAssurance: assurance, in: precision, effect: lift)
            } catch {
                // What can be reached instead; without a prior there is no such number either.
                let largest = try? posterior.largestAssurance()
                return ["error": .string("\(error)"), "largest_assurance": largest.map(JSON.number) ?? .null]
            }
        } else {
            users = try posterior.users(toFind: lift, in: precision, power: request.power)
        }
        var answer = try plan.toCollect(users)
        for (name, value) in try outcome(users: max(1, users)) { answer[name] = value }
        if let present = plan.presentUsers, let now = try outcome(users: present)["power"] { answer["power_now"] = now }
        return .object(answer)
    }
}
