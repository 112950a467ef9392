internal import Statistics

/// The statistics without a workspace: one JSON object in, one out.
package enum Compute {
    package static let methods = ["gaussian", "srm"]

    /// - Throws: `WorkspaceError` (kind `invalid`) for a request of another shape. A method that cannot be computed
    ///   answers `{"error": sentence}` in its place.
    package static func answer(_ request: JSON) throws -> JSON {
        let request = try ComputeRequest(json: request)
        var answer = JSONObject()
        for method in request.methods {
            do {
                answer[method] = method == "srm" ? try sampleRatio(request) : gaussian(request)
            } catch {
                answer[method] = failure(error)
            }
        }
        return .object(answer)
    }

    private static func gaussian(_ request: ComputeRequest) -> JSON {
        .object(
            JSONObject(
                request.treatments.map { treatment in
                    do {
                        return (treatment.name, try gaussian(request, treatment.data))
                    } catch {
                        return (treatment.name, failure(error))
                    }
                }))
    }

    private static func gaussian(_ request: ComputeRequest, _ treatment: VariantData) throws(StatisticsError) -> JSON {
        let posterior = try GaussianPosterior(
            control: request.control.data.moments(), treatment: treatment.moments(), inverse: request.inverse,
            prior: request.prior, alpha: request.alpha, difference: request.difference)
        return [
            "effect": .number(posterior.effect),
            "ci": [.number(posterior.interval.lower), .number(posterior.interval.upper)],
            "p_win": .number(posterior.probabilityOfWinning),
            "risk_ctrl": .number(posterior.riskOfControl),
            "risk_trt": .number(posterior.riskOfTreatment),
            "se": .number(posterior.standardError),
        ]
    }

    private static func sampleRatio(_ request: ComputeRequest) throws(StatisticsError) -> JSON {
        let arms = [request.control] + request.treatments
        let test = try SampleRatio.chiSquare(
            strata: [(observed: arms.map(\.data.n), weights: request.allocation.shares(of: arms.map(\.name)))])
        return ["chi2_p_value": .number(test.pValue), "df": .integer(Int64(test.degreesOfFreedom))]
    }

    private static func failure(_ error: any Error) -> JSON {
        ["error": .string("\(error)")]
    }
}

/// What `compute` reads.
private struct ComputeRequest {
    struct Arm {
        var name: String
        var data: VariantData
    }

    var control: Arm
    var treatments: [Arm]
    var inverse: Bool
    var difference = Difference.relative
    var alpha = 0.05
    var prior: NormalPrior?
    var allocation: Allocation
    var methods = Compute.methods

    private static let keys = [
        "control", "treatments", "metric", "difference", "alpha", "prior", "allocation", "planned_n", "methods",
    ]

    init(json: JSON) throws {
        guard let object = json.object else { throw Self.fault("takes one JSON object, not \(json.typeName)") }
        if let unknown = object.keys.first(where: { !Self.keys.contains($0) }) {
            throw Self.fault("has no field \"\(unknown)\"; its fields are: \(Self.keys.joined(separator: ", "))")
        }
        guard let metric = object["metric"]?.object else { throw Self.fault("needs \"metric\", an object of variants") }
        let names = metric.keys.filter { $0 != "inverse" }
        let controlValue = object["control"].nonNull
        guard controlValue == nil || controlValue?.text != nil else { throw Self.fault("takes a name for control") }
        guard let controlName = controlValue?.text ?? names.first else { throw Self.fault("needs a control") }
        let treatmentNames =
            try object["treatments"].map { value in
                guard let names = value.array?.compactMap(\.text), names.count == value.array?.count else {
                    throw Self.fault("takes an array of names for treatments")
                }
                return names
            } ?? names.filter { $0 != controlName }
        guard !treatmentNames.isEmpty else { throw Self.fault("needs at least one treatment") }
        let arms = [controlName] + treatmentNames
        guard Set(arms).count == arms.count else { throw Self.fault("names a variant twice") }
        func arm(_ name: String) throws -> Arm {
            guard let data = metric[name] else { throw Self.fault("has no data for \"\(name)\" in metric") }
            return Arm(name: name, data: try VariantData(json: data, place: "compute: variant \"\(name)\""))
        }
        let control = try arm(controlName)
        self.control = control
        treatments = try treatmentNames.map(arm)
        if let treatment = treatments.first(where: { $0.data.shapeName != control.data.shapeName }) {
            throw Self.fault(
                "cannot compare \(control.data.shapeName) of \"\(controlName)\" "
                    + "with \(treatment.data.shapeName) of \"\(treatment.name)\"")
        }
        let flag = metric["inverse"] ?? false
        guard let inverse = flag.bool else { throw Self.fault("takes true or false for inverse") }
        self.inverse = inverse
        allocation = try object["allocation"].nonNull.map(Allocation.init(json:)) ?? Allocation(equalAmong: arms)
        guard Set(allocation.names) == Set(arms) else {
            throw Self.fault("needs a weight in allocation for each variant")
        }
        try readOptions(object)
    }

    private mutating func readOptions(_ object: JSONObject) throws {
        if let value = object["planned_n"].nonNull {
            guard let count = value.wholeNumber, count > 0 else {
                throw Self.fault("takes a whole number for planned_n")
            }
        }
        if let value = object["difference"].nonNull {
            switch value.text {
            case "relative": difference = .relative
            case "absolute": difference = .absolute
            default: throw Self.fault("takes \"relative\" or \"absolute\" for difference")
            }
        }
        if let value = object["alpha"].nonNull {
            guard let number = value.double, number > 0, number < 1 else {
                throw Self.fault("takes a number between 0 and 1 for alpha")
            }
            alpha = number
        }
        if let value = object["prior"].nonNull {
            guard let mean = value["mean"]?.double, let deviation = value["stddev"]?.double, deviation > 0 else {
                throw Self.fault("takes {\"mean\", \"stddev\" above 0} or null for prior")
            }
            prior = NormalPrior(mean: mean, standardDeviation: deviation)
        }
        if let value = object["methods"].nonNull {
            let names = value.array?.compactMap(\.text) ?? []
            guard !names.isEmpty, names.allSatisfy(Compute.methods.contains) else {
                throw Self.fault("takes an array of these for methods: \(Compute.methods.joined(separator: ", "))")
            }
            methods = names
        }
    }

    private static func fault(_ what: String) -> WorkspaceError {
        .invalid("compute \(what)", code: "invalid_request")
    }
}

extension JSON? {
    /// nil for an explicit null too.
    fileprivate var nonNull: JSON? { self == .null ? nil : self }
}
