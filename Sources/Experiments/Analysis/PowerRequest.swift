internal import Statistics

/// What `power` reads.
struct PowerRequest {
    /// What is known of the metric.
    enum Metric: Equatable {
        case proportion(baseline: Double)
        case mean(mean: Double, standardDeviation: Double)
        /// Both arms as they were measured so far.
        case soFar(control: Moments, treatment: Moments)
    }

    /// nil where a prior from history is all that is asked for.
    var metric: Metric?
    /// In the unit of `difference`; nil where only the detectable effect is asked for.
    var effect: Double?
    var difference = Difference.relative
    var alpha = 0.05
    var power = 0.8
    var threshold = 0.95
    /// The wanted probability of a win over the prior; nil plans for `power` at the effect.
    var assurance: Double?
    var prior: NormalPrior?
    var history: [PastEffect] = []
    /// Of the two arms together, as all users here.
    var users: Int?
    /// N_tune of the always-valid intervals; nil tunes them to the planned end.
    var plannedUsers: Int?
    var dailyUsers: Int?
    var controlShare = 0.5
    var designs = Power.Design.allCases

    private static let keys = [
        "metric", "so_far", "effect", "difference", "alpha", "power", "threshold", "assurance", "prior", "history",
        "users", "planned_n", "daily_users", "allocation", "designs",
    ]

    init(json: JSON) throws {
        guard let object = json.object else { throw Self.fault("takes one JSON object, not \(json.typeName)") }
        if let unknown = object.keys.first(where: { !Self.keys.contains($0) }) {
            throw Self.fault("has no field \"\(unknown)\"; its fields are: \(Self.keys.joined(separator: ", "))")
        }
        let fields = object.filter { $1 != .null }.reduce(into: JSONObject()) { $0[$1.0] = $1.1 }
        try readPrior(fields)
        try readMetric(fields)
        try readNumbers(fields)
        try readChoices(fields)
        guard metric != nil || !history.isEmpty else {
            throw Self.fault("needs \"metric\", such as {\"kind\":\"proportion\",\"baseline\":0.05}, or \"so_far\"")
        }
        try requirePossibleEffect()
        if metric != nil, effect == nil, users == nil {
            throw Self.fault("needs \"effect\" to plan for, or \"users\" to say what they can find")
        }
        if case .soFar = metric, users != nil || effect == nil || fields["allocation"] != nil {
            throw Self.fault("takes an effect, and neither users nor allocation, beside so_far")
        }
    }

    private func requirePossibleEffect() throws {
        switch metric {
        case .proportion(let baseline):
            guard let effect else { return }
            let treated = difference == .relative ? baseline * (1 + effect) : baseline + effect
            guard treated > 0, treated < 1 else {
                throw Self.fault("takes an effect that leaves the treatment's rate between 0 and 1")
            }
        case .mean(let mean, _) where difference == .relative && mean <= 0:
            throw Self.fault("takes a relative difference only of a mean above 0; ask for an absolute difference")
        case .soFar(let control, _) where difference == .relative && control.mean <= 0:
            throw Self.fault("takes a relative difference only where the control's mean is above 0 in so_far")
        default:
            return
        }
    }

    // MARK: - The parts

    private mutating func readMetric(_ fields: JSONObject) throws {
        if let soFar = fields["so_far"] {
            guard fields["metric"] == nil else { throw Self.fault("takes either metric or so_far, not both") }
            let (control, treatment) = (try Self.arm("control", of: soFar), try Self.arm("treatment", of: soFar))
            guard control.shapeName == treatment.shapeName else {
                throw Self.fault("cannot compare \(control.shapeName) with \(treatment.shapeName) in so_far")
            }
            do {
                metric = .soFar(control: try control.moments(), treatment: try treatment.moments())
            } catch {
                throw Self.fault("cannot use so_far: \(error)")
            }
        }
        guard let value = fields["metric"] else { return }
        switch value["kind"]?.text {
        case "proportion":
            try Self.requireKeys(["kind", "baseline"], of: value)
            guard let baseline = value["baseline"]?.double, baseline > 0, baseline < 1 else {
                throw Self.fault("takes a rate between 0 and 1 for baseline in metric")
            }
            metric = .proportion(baseline: baseline)
        case "mean":
            try Self.requireKeys(["kind", "mean", "stddev"], of: value)
            guard let mean = value["mean"]?.double else { throw Self.fault("takes a number for mean in metric") }
            guard let deviation = value["stddev"]?.double, deviation > 0 else {
                throw Self.fault("takes a number above 0 for stddev in metric")
            }
            metric = .mean(mean: mean, standardDeviation: deviation)
        default:
            throw Self.fault(
                "takes {\"kind\":\"proportion\",\"baseline\"} or {\"kind\":\"mean\",\"mean\",\"stddev\"} for metric")
        }
    }

    private static func arm(_ name: String, of soFar: JSON) throws -> VariantData {
        try requireKeys(["control", "treatment"], of: soFar, field: "so_far")
        guard let value = soFar[name] else { throw fault("needs the data of \"\(name)\" in so_far") }
        return try VariantData(json: value, place: "power: \"\(name)\" in so_far")
    }

    private mutating func readPrior(_ fields: JSONObject) throws {
        if let value = fields["prior"] {
            guard fields["history"] == nil else { throw Self.fault("takes either prior or history, not both") }
            guard let mean = value["mean"]?.double, let deviation = value["stddev"]?.double, deviation > 0 else {
                throw Self.fault("takes {\"mean\", \"stddev\" above 0} or null for prior")
            }
            prior = NormalPrior(mean: mean, standardDeviation: deviation)
        }
        if let value = fields["history"] {
            guard let array = value.array, array.count >= PriorFromHistory.fewest else {
                throw Self.fault("takes an array of at least \(PriorFromHistory.fewest) past experiments for history")
            }
            history = try array.map { item in
                guard let lift = item["lift"]?.double, let error = item["se"]?.double, error > 0 else {
                    throw Self.fault("takes {\"lift\", \"se\" above 0} for each past experiment in history")
                }
                return try PastEffect(lift: lift, standardError: error)
            }
        }
    }

    private mutating func readNumbers(_ fields: JSONObject) throws {
        effect = try fields["effect"].map { value in
            guard let number = value.double, number != 0 else {
                throw Self.fault("takes a number other than 0 for effect")
            }
            return number
        }
        alpha = try Self.share("alpha", of: fields) ?? alpha
        power = try Self.share("power", of: fields) ?? power
        threshold = try Self.share("threshold", of: fields) ?? threshold
        assurance = try Self.share("assurance", of: fields)
        guard power > alpha else { throw Self.fault("takes a power above alpha") }
        guard threshold > 0.5 else { throw Self.fault("takes a threshold above 0.5") }
        users = try Self.count("users", of: fields, atLeast: 2)
        plannedUsers = try Self.count("planned_n", of: fields, atLeast: 1)
        dailyUsers = try Self.count("daily_users", of: fields, atLeast: 1)
    }

    private mutating func readChoices(_ fields: JSONObject) throws {
        if let value = fields["difference"] {
            switch value.text {
            case "relative": difference = .relative
            case "absolute": difference = .absolute
            default: throw Self.fault("takes \"relative\" or \"absolute\" for difference")
            }
        }
        if let value = fields["allocation"] {
            let allocation = try Allocation(json: value)
            let shares = allocation.shares(of: ["control", "treatment"])
            guard Set(allocation.names) == ["control", "treatment"], shares.allSatisfy({ $0 > 0 }) else {
                throw Self.fault("needs a weight above 0 for control and for treatment in allocation, and no other")
            }
            controlShare = shares[0]
        }
        if let value = fields["designs"] {
            let designs = value.array?.map { $0.text.flatMap(Power.Design.init(rawValue:)) } ?? []
            guard !designs.isEmpty, !designs.contains(nil) else {
                throw Self.fault("takes an array of these for designs: \(Power.designs.joined(separator: ", "))")
            }
            self.designs = designs.compactMap(\.self)
        }
    }

    // MARK: - Kinds of fields

    private static func share(_ name: String, of fields: JSONObject) throws -> Double? {
        try fields[name].map { value in
            guard let number = value.double, number > 0, number < 1 else {
                throw fault("takes a number between 0 and 1 for \(name)")
            }
            return number
        }
    }

    private static func count(_ name: String, of fields: JSONObject, atLeast least: Int) throws -> Int? {
        try fields[name].map { value in
            guard let number = value.wholeNumber, number >= least else {
                throw fault("takes a whole number of at least \(least) for \(name)")
            }
            return number
        }
    }

    private static func requireKeys(_ known: [String], of value: JSON, field: String = "metric") throws {
        guard let object = value.object else { throw fault("takes an object for \(field), not \(value.typeName)") }
        if let unknown = object.keys.first(where: { !known.contains($0) }) {
            throw fault("knows no \"\(unknown)\" in \(field); it takes \(known.joined(separator: ", "))")
        }
    }

    private static func fault(_ what: String) -> WorkspaceError {
        .invalid("power \(what)", code: "invalid_request")
    }
}
