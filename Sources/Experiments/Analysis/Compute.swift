internal import Statistics

/// The statistics without a workspace: one JSON object in, one out.
package enum Compute {
    package enum Method: String, CaseIterable {
        case gaussian, exact
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
        case .alwaysValid: perTreatment(request, alwaysValid)
        case .srm: orFailure { try sampleRatio(request) }
        case .bandit: orFailure { try bandit(request) }
        }
    }

    private static func perTreatment(
        _ request: ComputeRequest, _ compare: (ComputeRequest, ComputeRequest.Arm) throws -> JSON
    ) -> JSON {
        .object(
            JSONObject(
                request.treatments.map { treatment in
                    (treatment.name, orFailure { try compare(request, treatment) })
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

    private static func gaussian(_ request: ComputeRequest, _ treatment: ComputeRequest.Arm) throws -> JSON {
        let posterior = try GaussianPosterior(
            Contrast(control: request.control.data.moments(), treatment: treatment.data.moments()),
            inverse: request.inverse,
            prior: request.prior, alpha: request.alpha, difference: request.difference)
        return [
            "effect": .number(posterior.effect),
            "ci": interval(posterior.interval),
            "p_win": .number(posterior.probabilityOfWinning),
            "risk_ctrl": .number(posterior.riskOfControl),
            "risk_trt": .number(posterior.riskOfTreatment),
            "se": .number(posterior.standardError),
        ]
    }

    /// Beta posteriors of two rates. The interval is that of the lift; of the absolute difference there is none.
    private static func exact(_ request: ComputeRequest, _ treatment: ComputeRequest.Arm) throws -> JSON {
        guard let control = request.control.data.proportion, let proportion = treatment.data.proportion else {
            throw StatisticsError.outOfDomain("the exact posterior is for proportions")
        }
        guard request.prior == nil else {
            throw StatisticsError.outOfDomain("the exact posterior takes no prior on the lift")
        }
        let posterior = try ExactPosterior(
            control: control, treatment: proportion, inverse: request.inverse, alpha: request.alpha)
        let isRelative = request.difference == .relative
        return [
            "p_win": .number(posterior.probabilityOfWinning),
            "risk_ctrl": .number(isRelative ? posterior.riskOfControl : posterior.lossOfControl),
            "risk_trt": .number(isRelative ? posterior.riskOfTreatment : posterior.lossOfTreatment),
            "ci": isRelative ? interval(posterior.interval) : .null,
        ]
    }

    private static func alwaysValid(_ request: ComputeRequest, _ treatment: ComputeRequest.Arm) throws -> JSON {
        let shares = request.allocation.shares(of: [request.control.name, treatment.name])
        let report = try AlwaysValid.report(
            control: request.control.data.alwaysValidArm(), treatment: treatment.data.alwaysValidArm(),
            weights: (shares[0], shares[1]), alpha: request.alpha,
            plannedUsers: request.plannedUsers ?? AlwaysValid.defaultPlannedUsers)
        let control = try request.control.data.moments().mean
        let isRelative = request.difference == .relative
        func effect(_ difference: Double) -> JSON {
            guard isRelative else { return .number(difference) }
            return control > 0 ? .number(difference / control) : .null
        }
        switch report {
        case .comparison(let comparison):
            guard isRelative else {
                return answer(effect(comparison.difference), interval(comparison.interval), comparison.pValue)
            }
            guard case .bounded(let lift) = try comparison.lift() else {
                throw StatisticsError.outOfDomain(
                    "control mean is not distinguishable from zero; ask for the absolute difference")
            }
            return answer(effect(comparison.difference), interval(lift), comparison.pValue)
        case .proportions(let comparison):
            let ends: JSON =
                switch comparison.lift {
                case .bounded(let lift): interval(lift)
                case .atLeast(let lower): [.number(lower), .null]
                }
            return answer(
                effect(comparison.difference), isRelative ? ends : interval(comparison.interval), comparison.pValue)
        case .withheld(let reason):
            throw StatisticsError.outOfDomain("\(reason)")
        }
    }

    private static func answer(_ effect: JSON, _ interval: JSON, _ pValue: Double) -> JSON {
        ["effect": effect, "ci": interval, "p_value": .number(pValue)]
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

extension VariantData {
    fileprivate var proportion: Proportion? {
        conversions.map { Proportion(n: n, k: $0) }
    }

    fileprivate func alwaysValidArm() throws -> AlwaysValid.Arm {
        switch shape {
        case .proportion(let k):
            return try .proportion(n: n, k: k)
        case .ratio(let sums):
            let numerator = try Moments.sums(n: n, sum: sums.numerator, sumSquares: sums.numeratorSquares)
            return .mean(try moments(), raw: numerator)
        case .sums, .moments:
            return .mean(try moments())
        }
    }
}
