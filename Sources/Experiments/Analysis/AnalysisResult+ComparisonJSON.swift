/// The comparison's members stand among those of its row.
extension AnalysisResult.Comparison {
    func members(part: AnalysisResult.Part) -> JSONObject {
        var object: JSONObject = [
            "rel_delta": .optional(relativeChange),
            "ci_lower": .optional(lower),
            "ci_upper": .optional(upper),
            part.probabilityKey: .optional(probability),
            "risk_ctrl": .optional(riskOfControl),
            "risk_trt": .optional(riskOfTreatment),
            "se": .optional(standardError),
            "absolute_delta": .optional(absoluteChange),
        ]
        object["exact"] = exact?.json { $0.json(part: part) }
        object["always_valid"] = alwaysValid?.json { $0.json }
        object["batched_ols"] = batched?.json { $0.json(part: part) }
        if part == .secondary, alwaysValid != nil {
            object["p_value"] = .optional(pValue)
            object["p_value_holm"] = .optional(adjustedPValue)
        }
        return object
    }

    init(json: JSON, part: AnalysisResult.Part) {
        relativeChange = json["rel_delta"]?.double
        lower = json["ci_lower"]?.double
        upper = json["ci_upper"]?.double
        riskOfControl = json["risk_ctrl"]?.double
        riskOfTreatment = json["risk_trt"]?.double
        probability = json[part.probabilityKey]?.double
        standardError = json["se"]?.double
        absoluteChange = json["absolute_delta"]?.double
        exact = json["exact"].flatMap { .init(json: $0) { AnalysisResult.Exact(json: $0, part: part) } }
        alwaysValid = json["always_valid"].flatMap { .init(json: $0, AnalysisResult.Look.init(json:)) }
        batched = json["batched_ols"].flatMap {
            .init(json: $0) { AnalysisResult.Batched(json: $0, part: part) }
        }
        pValue = json["p_value"]?.double
        adjustedPValue = json["p_value_holm"]?.double
    }
}

extension AnalysisResult.Exact {
    fileprivate func json(part: AnalysisResult.Part) -> JSON {
        [
            part.probabilityKey: .number(probability), "risk_ctrl": .number(riskOfControl),
            "risk_trt": .number(riskOfTreatment), "ci": [.number(lower), .number(upper)],
        ]
    }

    fileprivate init?(json: JSON, part: AnalysisResult.Part) {
        guard let probability = json[part.probabilityKey]?.double, let riskOfControl = json["risk_ctrl"]?.double,
            let riskOfTreatment = json["risk_trt"]?.double, let ends = json["ci"]?.array?.map(\.double),
            ends.count == 2, let lower = ends[0], let upper = ends[1]
        else { return nil }
        self.init(
            probability: probability, riskOfControl: riskOfControl, riskOfTreatment: riskOfTreatment, lower: lower,
            upper: upper)
    }
}

extension AnalysisResult.Look {
    fileprivate var json: JSON {
        [
            "effect": .optional(relativeChange), "ci": [.optional(lower), .optional(upper)],
            "absolute_ci": [.number(absoluteLower), .number(absoluteUpper)], "p_value": .number(pValue),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let pValue = json["p_value"]?.double, let relative = json["ci"]?.array?.map(\.double),
            let absolute = json["absolute_ci"]?.array?.map(\.double), relative.count == 2, absolute.count == 2,
            let absoluteLower = absolute[0], let absoluteUpper = absolute[1]
        else { return nil }
        self.init(
            relativeChange: json["effect"]?.double, lower: relative[0], upper: relative[1],
            absoluteLower: absoluteLower, absoluteUpper: absoluteUpper, pValue: pValue)
    }
}

extension AnalysisResult.Computed {
    fileprivate func json(_ members: (Value) -> JSON) -> JSON {
        switch self {
        case .value(let value): members(value)
        case .failure(let sentence): ["error": .string(sentence)]
        }
    }

    fileprivate init?(json: JSON, _ read: (JSON) -> Value?) {
        if let sentence = json["error"]?.text {
            self = .failure(sentence)
        } else if let value = read(json) {
            self = .value(value)
        } else {
            return nil
        }
    }
}

extension AnalysisResult.Part {
    var probabilityKey: String { self == .guardrail ? "p_harm" : "p_win" }
}
