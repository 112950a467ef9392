internal import Statistics

/// All that an analysis follows from beside its snapshot. With both, it can be computed again to the byte.
package struct AnalysisParameters: Sendable {
    package var computedAt: Instant
    /// Computes below the minimum sample too, and marks the result.
    package var isIndicative: Bool
    package var contract: Contract
    /// By the number of their epochs, the allocations that had been applied when the data were collected; empty where
    /// the split never changed.
    package var appliedAllocations: [Int: Allocation] = [:]
    /// The last bandit analysis, by its id.
    package var banditAnalysis: String?

    package init(computedAt: Instant, isIndicative: Bool, contract: Contract) {
        self.computedAt = computedAt
        self.isIndicative = isIndicative
        self.contract = contract
    }

    /// - Parameter epochs: of the data, for the reader; the snapshot holds them.
    package func json(epochs: [InputData.Epoch]) -> JSONObject {
        var object: JSONObject = [
            "computed_at": .string(computedAt.jsonText),
            "alpha": .number(contract.plan.alpha),
            "prior": contract.prior.map {
                ["mean": .number($0.mean), "stddev": .number($0.standardDeviation)]
            } ?? .null,
            "allocation": contract.allocation.json,
            "planned_n": .integer(Int64(contract.tuningUsers)),
            "epochs": .array(
                epochs.map { epoch in
                    [
                        "epoch": .integer(Int64(epoch.number)), "start": .string(epoch.start.jsonText),
                        "allocation": epoch.allocation.json,
                    ]
                }),
            "srm_rule": .string(contract.plan.sampleRatioRule.rawValue),
            "minimum_sample": contract.statedMinimumSample.map { .integer(Int64($0)) } ?? .null,
            "indicative": .boolean(isIndicative),
            "definition": .object(contract.definitionJSON),
        ]
        if !appliedAllocations.isEmpty {
            object["applied_epochs"] = .array(
                appliedAllocations.sorted { $0.key < $1.key }.map {
                    ["epoch": .integer(Int64($0.key)), "allocation": $0.value.json]
                })
        }
        object["bandit"] = banditAnalysis.map(JSON.string)
        return object
    }

    /// Reads what `json` wrote.
    ///
    /// - Throws: `WorkspaceError` (kind `invalid`) for parameters of another engine or shape.
    package init(json: JSON) throws {
        guard let computedAt = json["computed_at"].flatMap(Instant.init(json:)), let alpha = json["alpha"]?.double,
            let plannedUsers = json["planned_n"]?.wholeNumber, let allocation = json["allocation"],
            let rule = json["srm_rule"]?.text.flatMap(AnalysisPlan.SampleRatioRule.init(rawValue:)),
            let isIndicative = json["indicative"]?.bool, let definition = json["definition"]?.object
        else { throw Contract.unreadableParameters }
        var contract = try Contract(definition: definition, allocation: Allocation(json: allocation))
        contract.statedMinimumSample = json["minimum_sample"]?.wholeNumber
        contract.plan.alpha = alpha
        contract.plan.plannedUsers = plannedUsers
        contract.plan.sampleRatioRule = rule
        if let mean = json["prior"]?["mean"]?.double, let deviation = json["prior"]?["stddev"]?.double {
            contract.prior = NormalPrior(mean: mean, standardDeviation: deviation)
        }
        self.init(computedAt: computedAt, isIndicative: isIndicative, contract: contract)
        for epoch in json["applied_epochs"]?.array ?? [] {
            guard let number = epoch["epoch"]?.wholeNumber, let allocation = epoch["allocation"] else {
                throw Contract.unreadableParameters
            }
            appliedAllocations[number] = try Allocation(json: allocation)
        }
        banditAnalysis = json["bandit"]?.text
    }
}

extension Contract {
    static let unreadableParameters = WorkspaceError.invalid(
        "the analysis was made by a version whose parameters this one does not read", code: "unreadable_parameters")

    /// What is compared with what.
    fileprivate var definitionJSON: JSONObject {
        var object: JSONObject = [
            "experiment": .string(slug), "control": .string(variants.control),
            "treatments": .array(variants.treatments.map(JSON.string)),
            "primary_metric": primaryMetric.map(JSON.string) ?? .null,
            "guardrails": .array(guardrails.map(JSON.string)), "secondary": .array(secondaries.map(JSON.string)),
            "metrics": .object(
                JSONObject(
                    definitions.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
                        ($0.key, $0.value.json)
                    })),
            "window": [
                "start": windowStart.map { .string($0.jsonText) } ?? .null,
                "end": windowEnd.map { .string($0.jsonText) } ?? .null,
            ],
        ]
        if isBandit { object["method"] = "bandit" }
        return object
    }

    fileprivate init(definition: JSONObject, allocation: Allocation) throws {
        guard let slug = definition["experiment"]?.text, let control = definition["control"]?.text,
            let treatments = definition["treatments"]?.array, let guardrails = definition["guardrails"]?.array,
            let secondaries = definition["secondary"]?.array, let metrics = definition["metrics"]
        else { throw Self.unreadableParameters }
        let defined = try MetricDefinition.parseAll(metrics.serialized())
        self.init(
            slug: slug, variants: Variants(control: control, treatments: treatments.compactMap(\.text)),
            primaryMetric: definition["primary_metric"]?.text, guardrails: guardrails.compactMap(\.text),
            secondaries: secondaries.compactMap(\.text),
            definitions: Dictionary(defined.map { ($0.name, $0.definition) }) { first, _ in first },
            allocation: allocation, plan: AnalysisPlan(),
            windowStart: definition["window"]?["start"].flatMap(Instant.init(json:)),
            windowEnd: definition["window"]?["end"].flatMap(Instant.init(json:)))
        isBandit = definition["method"] == "bandit"
    }
}

extension Allocation {
    /// The weights as they were written.
    package var json: JSON { .object(JSONObject(names.map { ($0, .optional(weights[$0])) })) }
}

extension MetricDefinition {
    /// The parts that an analysis reads.
    fileprivate var json: JSON {
        var object: JSONObject = [:]
        object["kind"] = kind.map { .string($0.rawValue) }
        object["inverse"] = inverse.map(JSON.boolean)
        if kind == .ratio { object["denominator"] = denominator.map(JSON.string) }
        return .object(object)
    }
}
