extension BanditResult: VerbOutput {
    package var json: JSON {
        [
            "type": "bandit", "algorithm": .string(algorithm), "experiment": .string(experiment),
            "computed_at": .string(computedAt), "metric": .string(metric),
            "srm_p_value": .optional(sampleRatio?.pValue),
            "enough_units": .boolean(isEnough), "update_message": .string(message),
            "best_arm_probabilities": Self.json(of: probabilities), "bandit_weights": Self.json(of: weights),
            // No number of a result is random.
            "seed": .null,
            "metric_type": isProportion ? "proportion" : "continuous", "srm": sampleRatio?.json ?? .null,
            "expected_loss": Self.json(of: expectedLosses), "stop": stop.json, "epochs": .array(epochs.map(\.json)),
            "engine": .string(engine), "snapshot": snapshot.map(JSON.string) ?? .null,
            "parameters": .object(parameters),
        ]
    }

    package init(json: JSON) throws {
        guard json["type"]?.text == "bandit", let algorithm = json["algorithm"]?.text,
            let metric = json["metric"]?.text, let isEnough = json["enough_units"]?.bool,
            let stop = json["stop"].flatMap(Stop.init(json:)), let engine = json["engine"]?.text
        else { throw WorkspaceError.invalid("the text is no bandit analysis of ours", code: "not_an_analysis") }
        self.init(
            algorithm: algorithm, experiment: json["experiment"]?.text ?? "",
            computedAt: json["computed_at"]?.text ?? "", metric: metric,
            isProportion: json["metric_type"]?.text == "proportion",
            sampleRatio: Self.sampleRatio(json),
            isEnough: isEnough, message: json["update_message"]?.text ?? "",
            probabilities: Self.values(json["best_arm_probabilities"]), weights: Self.values(json["bandit_weights"]),
            expectedLosses: Self.values(json["expected_loss"]), stop: stop,
            epochs: (json["epochs"]?.array ?? []).compactMap(Epoch.init(json:)), engine: engine,
            snapshot: json["snapshot"]?.text, parameters: json["parameters"]?.object ?? [:])
    }

    /// Of a result without the whole check, its p-value alone.
    private static func sampleRatio(_ json: JSON) -> AnalysisResult.SampleRatioCheck? {
        guard let check = json["srm"] ?? json["srm_p_value"].map({ ["chi2_p_value": $0] }), check != .null else {
            return nil
        }
        return AnalysisResult.SampleRatioCheck(json: check)
    }

    private static func json(of values: [NamedValue<Double>]?) -> JSON {
        values.map { .object(JSONObject($0.map { ($0.name, .number($0.value)) })) } ?? .null
    }

    private static func values(_ json: JSON?) -> [NamedValue<Double>]? {
        json?.object?.compactMap { name, value in value.double.map { NamedValue(name: name, value: $0) } }
    }
}

extension BanditResult.Stop {
    fileprivate var json: JSON {
        [
            "reached": .boolean(isReached), "variant": variant.map(JSON.string) ?? .null,
            "probability": .optional(probability), "threshold": .number(threshold),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let isReached = json["reached"]?.bool, let threshold = json["threshold"]?.double else { return nil }
        self.init(
            isReached: isReached, variant: json["variant"]?.text, probability: json["probability"]?.double,
            threshold: threshold)
    }
}

extension BanditResult.Epoch {
    fileprivate var json: JSON {
        [
            "epoch": .integer(Int64(number)), "start": .string(start), "allocation": allocation,
            "users": .object(JSONObject(users.map { ($0.name, .integer(Int64($0.value))) })),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let number = json["epoch"]?.wholeNumber, let start = json["start"]?.text,
            let allocation = json["allocation"], let users = json["users"]?.object
        else { return nil }
        self.init(
            number: number, start: start, allocation: allocation,
            users: users.compactMap { name, value in value.wholeNumber.map { .init(name: name, value: $0) } })
    }
}
