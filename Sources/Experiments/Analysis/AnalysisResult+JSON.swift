extension AnalysisResult: JSONConvertible {
    package var json: JSON {
        var object: JSONObject = [
            "type": "bayesian",
            "experiment": .string(experiment),
            "computed_at": .string(computedAt),
            "window": ["start": .string(windowStart), "end": .string(windowEnd)],
            "control": .string(control),
            "treatments": .array(treatments.map(JSON.string)),
            "prior": .string(prior),
            "srm": sampleRatio.json,
        ]
        object["primary_metric"] = primaryMetric?.json(part: .primary)
        if !guardrails.isEmpty { object["guardrails"] = .array(guardrails.map { $0.json(part: .guardrail) }) }
        object["sample_check"] = sampleCheck.json
        if !secondaries.isEmpty { object["secondary"] = .array(secondaries.map { $0.json(part: .secondary) }) }
        if let engine {
            object["engine"] = .string(engine)
            object["snapshot"] = snapshot.map { .string($0.id) } ?? .null
            object["snapshot_sha256"] = snapshot.map { .string($0.sha256) } ?? .null
            object["parameters"] = .object(parameters)
            object["bandit"] = bandit
            object["win_threshold"] = .optional(winThreshold)
            object["verdict_basis"] = (primaryMetric?.basis?.rawValue).map(JSON.string) ?? .null
            object["conversion_check"] = conversionCheck?.json ?? .null
            object["multiple_exposures"] = snapshot?.multipleExposures
            object["blockers"] = .array(blockers.map(JSON.string))
            object["warnings"] = .array(
                warnings.map { ["code": .string($0.code), "message": .string($0.message)] })
        }
        return .object(object)
    }

    /// Reads our own results and those of the replaced system's script.
    package init(json: JSON) throws {
        guard json["type"]?.text == "bayesian", let control = json["control"]?.text,
            let treatments = json["treatments"]?.array
        else { throw WorkspaceError.invalid("the text is no A/B analysis", code: "not_an_analysis") }
        experiment = json["experiment"]?.text ?? ""
        computedAt = json["computed_at"]?.text ?? ""
        windowStart = json["window"]?["start"]?.text ?? "?"
        windowEnd = json["window"]?["end"]?.text ?? "open"
        self.control = control
        self.treatments = treatments.compactMap(\.text)
        prior = json["prior"]?.text ?? ""
        sampleRatio = SampleRatioCheck(json: json["srm"] ?? .null)
        primaryMetric = try json["primary_metric"].map { try Section(json: $0, part: .primary) }
        guardrails = try (json["guardrails"]?.array ?? []).map { try Section(json: $0, part: .guardrail) }
        sampleCheck = SampleCheck(json: json["sample_check"] ?? .null)
        secondaries = try (json["secondary"]?.array ?? []).map { try Section(json: $0, part: .secondary) }
        engine = json["engine"]?.text
        if let id = json["snapshot"]?.text, let sha256 = json["snapshot_sha256"]?.text {
            snapshot = SnapshotReference(
                id: id, sha256: sha256, multipleExposures: json["multiple_exposures"])
        }
        parameters = json["parameters"]?.object ?? [:]
        bandit = json["bandit"]
        winThreshold = json["win_threshold"]?.double
        conversionCheck = json["conversion_check"].flatMap(ConversionCheck.init(json:))
        blockers = (json["blockers"]?.array ?? []).compactMap(\.text)
        warnings = (json["warnings"]?.array ?? []).compactMap { warning in
            guard let code = warning["code"]?.text, let message = warning["message"]?.text else { return nil }
            return Warning(code: code, message: message)
        }
        let hasPrior = hasPrior
        primaryMetric?.hasPrior = hasPrior
        for index in guardrails.indices { guardrails[index].hasPrior = hasPrior }
        for index in secondaries.indices { secondaries[index].hasPrior = hasPrior }
    }
}

extension AnalysisResult.SampleRatioCheck {
    var json: JSON {
        var object: JSONObject = [
            "chi2_p_value": .optional(pValue),
            "ok": isSound.map(JSON.boolean) ?? .null,
            "observed": .object(JSONObject(observed.map { ($0.name, .integer(Int64($0.value))) })),
        ]
        if !expected.isEmpty {
            object["expected"] = .object(JSONObject(expected.map { ($0.name, .number($0.value)) }))
            object["always_valid_p"] = .optional(alwaysValidP)
            object["df"] = degreesOfFreedom.map { .integer(Int64($0)) } ?? .null
        }
        return .object(object)
    }

    init(json: JSON) {
        pValue = json["chi2_p_value"]?.double
        isSound = json["ok"]?.bool
        observed = counts(json["observed"])
        expected =
            (json["expected"]?.object).map { object in
                object.compactMap { name, value in value.double.map { .init(name: name, value: $0) } }
            } ?? []
        degreesOfFreedom = json["df"]?.wholeNumber
        alwaysValidP = json["always_valid_p"]?.double
    }
}

extension AnalysisResult.SampleCheck {
    var json: JSON {
        [
            "minimum_per_variant": .integer(Int64(minimumPerVariant)),
            "ok": .boolean(isEnough),
            "variants": .object(JSONObject(users.map { ($0.name, .integer(Int64($0.value))) })),
        ]
    }

    init(json: JSON) {
        minimumPerVariant = json["minimum_per_variant"]?.wholeNumber ?? 0
        isEnough = json["ok"]?.bool ?? true
        users = counts(json["variants"])
    }
}

extension AnalysisResult.ConversionCheck {
    fileprivate var json: JSON {
        [
            "minimum_per_variant": .integer(Int64(minimumPerVariant)), "ok": .boolean(isEnough),
            "variants": .object(JSONObject(rarer.map { ($0.name, .integer(Int64($0.value))) })),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let minimum = json["minimum_per_variant"]?.wholeNumber, let isEnough = json["ok"]?.bool else {
            return nil
        }
        self.init(minimumPerVariant: minimum, isEnough: isEnough, rarer: counts(json["variants"]))
    }
}

extension AnalysisResult.Section {
    fileprivate func json(part: AnalysisResult.Part) -> JSON {
        var object: JSONObject = [
            "event": .string(event),
            "metric_type": isProportion ? "proportion" : "continuous",
        ]
        if isInverse { object["inverse"] = true }
        object["rows"] = .array(rows.map { $0.json(part: part, isProportion: isProportion) })
        object["verdict"] = .string(verdict)
        object["verdict_basis"] = basis.map { .string($0.rawValue) }
        if basis == .batched { object["naive"] = .string(Self.naiveLabel) }
        return .object(object)
    }

    fileprivate init(json: JSON, part: AnalysisResult.Part) throws {
        guard let event = json["event"]?.text, let rows = json["rows"]?.array else {
            throw WorkspaceError.invalid("a section of the analysis lacks its event or rows", code: "not_an_analysis")
        }
        self.event = event
        isProportion = json["metric_type"]?.text == "proportion"
        isInverse = json["inverse"]?.bool ?? false
        self.rows = try rows.map { try AnalysisResult.Row(json: $0, part: part) }
        verdict = json["verdict"]?.text ?? ""
        basis = json["verdict_basis"]?.text.flatMap(AnalysisResult.Basis.init(rawValue:))
    }
}

extension AnalysisResult.Row {
    fileprivate func json(part: AnalysisResult.Part, isProportion: Bool) -> JSON {
        var object: JSONObject = [
            "variant": .string(variant), "n": .integer(Int64(n)), "is_control": .boolean(isControl),
        ]
        if isProportion {
            object["conversions"] = conversions.map { .integer(Int64($0)) } ?? .null
            object["rate"] = .optional(value)
        } else {
            object["mean"] = .optional(value)
        }
        for (key, value) in comparison?.members(part: part) ?? [:] { object[key] = value }
        object["aw_aipw"] = adaptive?.json
        return .object(object)
    }

    fileprivate init(json: JSON, part: AnalysisResult.Part) throws {
        guard let variant = json["variant"]?.text, let n = json["n"]?.wholeNumber else {
            throw WorkspaceError.invalid("a row of the analysis lacks its variant or n", code: "not_an_analysis")
        }
        self.variant = variant
        self.n = n
        isControl = json["is_control"]?.bool ?? false
        conversions = json["conversions"]?.wholeNumber
        value = json["rate"]?.double ?? json["mean"]?.double
        comparison = isControl ? nil : AnalysisResult.Comparison(json: json, part: part)
        adaptive = json["aw_aipw"].flatMap(AnalysisResult.Adaptive.init(json:))
    }
}

extension JSON {
    /// A number, or null where there is none.
    package static func optional(_ number: Double?) -> JSON { number.map(JSON.number) ?? .null }
}

private func counts(_ json: JSON?) -> [AnalysisResult.NamedValue<Int>] {
    (json?.object).map { object in
        object.compactMap { name, value in value.wholeNumber.map { .init(name: name, value: $0) } }
    } ?? []
}
