internal import Statistics

/// The statistics without a workspace: one JSON object in, one out.
package enum Compute {
    package enum Method: String, CaseIterable {
        case gaussian, exact, frequentist
        case alwaysValid = "always_valid"
        case srm, bandit
    }

    package static let methods = Method.allCases.map(\.rawValue)

    /// - Throws: `WorkspaceError` (kind `invalid`) for a request of another shape. A method that cannot be computed
    ///   answers `{"error": sentence}` in its place.
    package static func answer(_ request: JSON) throws -> JSON {
        let request = try ComputeRequest(json: request)
        return .object(JSONObject(request.methods.map { ($0.rawValue, answer(request, by: $0)) }))
    }

    private static func answer(_ request: ComputeRequest, by method: Method) -> JSON {
        switch method {
        case .gaussian: perTreatment(request, gaussian)
        case .exact: perTreatment(request, exact)
        case .frequentist: perTreatment(request, frequentist)
        case .alwaysValid: perTreatment(request, alwaysValid)
        case .srm: orFailure { try sampleRatio(request) }
        case .bandit: orFailure { try bandit(request) }
        }
    }

    private static func perTreatment(
        _ request: ComputeRequest, _ compare: (ComputeRequest, VariantComparison) throws -> JSON
    ) -> JSON {
        .object(
            JSONObject(
                request.treatments.map { treatment in
                    let shares = request.allocation.shares(of: [request.control.name, treatment.name])
                    let comparison = VariantComparison(
                        control: request.control.data, treatment: treatment.data, inverse: request.inverse,
                        prior: request.prior, alpha: request.alpha, shares: (shares[0], shares[1]),
                        tuningUsers: request.plannedUsers ?? AlwaysValid.defaultPlannedUsers)
                    return (treatment.name, orFailure { try compare(request, comparison) })
                }))
    }

    private static func orFailure(_ body: () throws -> JSON) -> JSON {
        do {
            return try body()
        } catch {
            return ["error": .string("\(error)")]
        }
    }

    // MARK: - Comparisons

    private static func gaussian(_ request: ComputeRequest, _ comparison: VariantComparison) throws -> JSON {
        let posterior = try comparison.gaussian(request.difference)
        return [
            "effect": .number(posterior.effect),
            "ci": interval(posterior.interval),
            "p_win": .number(posterior.probabilityOfWinning),
            "risk_ctrl": .number(posterior.riskOfControl),
            "risk_trt": .number(posterior.riskOfTreatment),
            "se": .number(posterior.standardError),
        ]
    }

    /// The interval is that of the lift; of the absolute difference there is none.
    private static func exact(_ request: ComputeRequest, _ comparison: VariantComparison) throws -> JSON {
        let posterior = try comparison.exact()
        let isRelative = request.difference == .relative
        return [
            "p_win": .number(posterior.probabilityOfWinning),
            "risk_ctrl": .number(isRelative ? posterior.riskOfControl : posterior.lossOfControl),
            "risk_trt": .number(isRelative ? posterior.riskOfTreatment : posterior.lossOfTreatment),
            "ci": isRelative ? interval(posterior.interval) : .null,
        ]
    }

    /// Welch's interval of a difference, Fieller's of a lift.
    private static func frequentist(_ request: ComputeRequest, _ comparison: VariantComparison) throws -> JSON {
        let contrast = try comparison.contrast()
        let welch = try Welch(contrast, alpha: request.alpha)
        guard request.difference == .relative else {
            return answer(.number(welch.difference), interval(welch.interval), welch.pValue, welch.degreesOfFreedom)
        }
        guard case .bounded(let lift) = try welch.lift() else { throw unboundedLift }
        return answer(
            .number(welch.difference / contrast.base), interval(lift), welch.pValue, welch.degreesOfFreedom)
    }

    private static func alwaysValid(_ request: ComputeRequest, _ comparison: VariantComparison) throws -> JSON {
        let look = try comparison.look()
        guard request.difference == .relative else {
            return answer(.number(look.difference), interval(look.interval), look.pValue)
        }
        let base = try comparison.contrast().base
        guard let lift = look.lift else { throw base < 0 ? StatisticsError.controlMeanNegative : unboundedLift }
        return answer(
            base > 0 ? .number(look.difference / base) : .null, [.number(lift.lower), .optional(lift.upper)],
            look.pValue)
    }

    private static let unboundedLift = StatisticsError.outOfDomain(
        "control mean is not distinguishable from zero; ask for the absolute difference")

    private static func answer(_ effect: JSON, _ interval: JSON, _ pValue: Double, _ df: Double? = nil) -> JSON {
        var answer: JSONObject = ["effect": effect, "ci": interval, "p_value": .number(pValue)]
        answer["df"] = df.map(JSON.number)
        return .object(answer)
    }

    private static func interval(_ interval: Interval) -> JSON {
        [.number(interval.lower), .number(interval.upper)]
    }

    // MARK: - All arms

    private static func sampleRatio(_ request: ComputeRequest) throws -> JSON {
        let arms = [request.control] + request.treatments
        let strata = [(observed: arms.map(\.data.n), weights: request.allocation.shares(of: arms.map(\.name)))]
        let test = try SampleRatio.chiSquare(strata: strata)
        let sequential = try SampleRatio.alwaysValid(strata: strata)
        return [
            "chi2_p_value": .number(test.pValue), "always_valid_p": .number(sequential.pValue),
            "df": .integer(Int64(test.degreesOfFreedom)),
        ]
    }

    /// Thompson weights with a floor of 1 %.
    private static func bandit(_ request: ComputeRequest) throws -> JSON {
        let arms = [request.control] + request.treatments
        let proportions = arms.compactMap(\.data.proportion)
        let best =
            proportions.count == arms.count
            ? try BestArm(proportions: proportions, inverse: request.inverse)
            : try BestArm(means: arms.map { try $0.data.moments() }, inverse: request.inverse)
        func byArm(_ values: [Double]) -> JSON {
            .object(JSONObject(zip(arms.map(\.name), values).map { ($0, .number($1)) }))
        }
        return [
            "best_arm_probabilities": byArm(best.probabilities),
            "weights": byArm(try best.weights(.thompson, floor: 0.01)),
            "expected_loss": byArm(best.expectedLosses),
        ]
    }
}
