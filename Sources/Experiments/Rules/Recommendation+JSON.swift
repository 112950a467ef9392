extension Recommendation: JSONConvertible {
    package var json: JSON {
        [
            "decision": .string(decision.rawValue),
            "rule": .string(rule.rawValue),
            "treatment": .string(treatment),
            "decisions": .object(JSONObject(decisions.map { ($0.treatment, $0.json) })),
            "blockers": .array(blockers.map(JSON.string)),
            "overrides": .object(JSONObject(overrides.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "warnings": .array(warnings.map { ["code": .string($0.code), "message": .string($0.message)] }),
            "next_action": .string(next),
            "summary": .string(summary),
            "reason": .string(reason),
            "statement": .string(statement),
        ]
    }

    package init(json: JSON) throws {
        func text(_ key: String) throws -> String {
            guard let text = json[key]?.text else { throw Self.fault("lacks \"\(key)\"") }
            return text
        }
        guard let decision = try Decision(text: text("decision")), let rule = try DecisionRule(rawValue: text("rule"))
        else { throw Self.fault("has an unknown decision or rule") }
        self.decision = decision
        self.rule = rule
        treatment = try text("treatment")
        decisions = try (json["decisions"]?.object ?? [:]).map { name, value in
            try TreatmentDecision(treatment: name, json: value)
        }
        blockers = (json["blockers"]?.array ?? []).compactMap(\.text)
        overrides = Dictionary(
            (json["overrides"]?.object ?? [:]).compactMap { name, value in value.text.map { (name, $0) } }
        ) { first, _ in first }
        warnings = (json["warnings"]?.array ?? []).compactMap { warning in
            guard let code = warning["code"]?.text, let message = warning["message"]?.text else { return nil }
            return AnalysisResult.Warning(code: code, message: message)
        }
        next = try text("next_action")
        summary = try text("summary")
        reason = try text("reason")
        statement = try text("statement")
    }

    fileprivate static func fault(_ what: String) -> WorkspaceError {
        .invalid("the recommendation \(what)", code: "not_a_recommendation")
    }
}

extension TreatmentDecision {
    fileprivate var json: JSON {
        [
            "decision": (decision?.rawValue).map(JSON.string) ?? .null,
            "rule": .string(rule.rawValue),
            "finding": .string(finding),
        ]
    }

    fileprivate init(treatment: String, json: JSON) throws {
        guard let rule = (json["rule"]?.text).flatMap(DecisionRule.init(rawValue:)), let finding = json["finding"]?.text
        else { throw Recommendation.fault("holds a treatment without its rule or finding") }
        self.init(treatment: treatment, rule: rule, finding: finding)
    }
}
