/// The fields of an experiment that one upsert sets, each checked on its own before any record is looked up.
package struct ExperimentChange: Sendable, Equatable {
    /// Field name to value, as a record holds it.
    package private(set) var values = JSONObject()

    package init() {}

    /// - Throws: `WorkspaceError` (kind `invalid`) naming the field that is unknown, not a client's to set, or wrong.
    package init(fields: JSONObject) throws {
        for (name, value) in fields {
            if Experiment.ownFields.contains(name) {
                throw WorkspaceError.invalid(
                    "\(name) is set by the workspace, not by a client", code: "read_only_field")
            }
            guard let field = Experiment.fields.first(where: { $0.name == name }) else {
                throw WorkspaceError.invalid(
                    "an experiment has no field \"\(name)\"; its fields are: \(Self.settableFields.joined(separator: ", "))",
                    code: "unknown_field")
            }
            try set(field, to: value)
        }
    }

    package static var settableFields: [String] {
        Experiment.fields.map(\.name).filter { !Experiment.ownFields.contains($0) }
    }

    private mutating func set(_ field: Field<Experiment>, to value: JSON) throws {
        if value == .null {
            try field.requireNullable()
            values[field.name] = .null
        } else {
            values[field.name] = try Self.admit(field.kind.admit(value, for: field.name), in: field.name)
        }
    }

    /// The experiment after this change, and the fields that it names.
    ///
    /// - Throws: `WorkspaceError` (kind `invalid`) where it sets a window that ends before it begins.
    package func applied(to experiment: Experiment) throws -> (Experiment, [Field<Experiment>]) {
        let changed = try experiment.setting(values)
        let setsWindow = values["observationStart"] != nil || values["observationEnd"] != nil
        if setsWindow, let fault = changed.0.windowFault {
            throw WorkspaceError.invalid("\(fault). Correct observationStart or observationEnd.", code: "invalid_value")
        }
        return changed
    }
}

extension ExperimentChange {
    /// The value in the one form that the file keeps, or the sentence why the field does not take it.
    private static func admit(_ value: JSON, in field: String) throws -> JSON {
        let text = value.text ?? ""
        switch field {
        case "status":
            return .string(
                try word(ExperimentStatus(rawValue: text).rawValue, ExperimentStatus.all.map(\.rawValue), field))
        case "method":
            return .string(try word(text, ["bayesian_ab", "bandit"], field))
        case "decision":
            let decisions = ["CONTINUE", "PAUSE", "ROLLBACK_CANDIDATE", "INCONCLUSIVE"]
            return .string(try word(Field<Experiment>.decisionWord(text), decisions, field))
        case "minimumSample":
            guard let sample = value.wholeNumber, sample >= 0 else { throw refusal(field, "must not be negative") }
        case "priorStddev":
            guard let deviation = value.double, deviation > 0 else { throw refusal(field, "must be positive") }
        case "controlVariant":
            if let fault = Variants.nameFault(text) { throw refusal(field, fault) }
        case "treatmentVariant":
            let names = Variants.split(text)
            if names.isEmpty { throw refusal(field, "names no variant") }
            if Set(names).count < names.count { throw refusal(field, "names a variant twice") }
            for name in names { if let fault = Variants.nameFault(name) { throw refusal(field, fault) } }
        case "guardrailEvents":
            _ = try GuardrailEvents.admit(text)
        case "inputData":
            _ = try InputData(parsing: text)
        case "allocation":
            _ = try Allocation(parsing: text)
        case "metricDefinitions":
            _ = try MetricDefinition.parseAll(text)
        case "analysisPlan":
            _ = try AnalysisPlan(parsing: text)
        case "holdoutPlan":
            _ = try HoldoutPlan(parsing: text)
        case "dataSource":
            _ = try DataSource(parsing: text)
        case "assumptions":
            guard try JSON(parsing: text, field: field).object != nil else {
                throw refusal(field, "takes a JSON object")
            }
        default:
            break
        }
        return value
    }

    private static func word(_ found: String, _ known: [String], _ field: String) throws -> String {
        guard known.contains(found) else {
            throw refusal(field, "must be one of: \(known.joined(separator: ", ")); found \"\(found)\"")
        }
        return found
    }

    private static func refusal(_ field: String, _ fault: String) -> WorkspaceError {
        .invalid("\(field) \(fault)", code: "invalid_value")
    }
}

extension JSON {
    /// As `init(parsing:)`, naming the field that holds the text.
    package init(parsing text: String, field: String) throws {
        do {
            try self.init(parsing: text)
        } catch let error as WorkspaceError {
            throw WorkspaceError(error.kind, code: error.code, "\(field): \(error.message)")
        }
    }
}
