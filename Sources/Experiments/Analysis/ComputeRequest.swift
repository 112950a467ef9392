internal import Statistics

/// What `compute` reads.
struct ComputeRequest {
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
    /// Of the arms compared, together.
    var plannedUsers: Int?
    var methods = Compute.Method.allCases

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
            plannedUsers = count
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
            let methods = value.array?.map { $0.text.flatMap(Compute.Method.init(rawValue:)) } ?? []
            guard !methods.isEmpty, !methods.contains(nil) else {
                throw Self.fault("takes an array of these for methods: \(Compute.methods.joined(separator: ", "))")
            }
            self.methods = methods.compactMap(\.self)
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
