/// How the data will be read, fixed before there are any.
package struct AnalysisPlan: Sendable, Equatable {
    /// The width of intervals: they hold 1 - alpha.
    package var alpha = 0.05
    /// Users of all variants together, as planned.
    package var plannedUsers: Int?

    package init() {}

    /// Keys that later steps read are checked and kept here already, so that no stored plan has to be refused then.
    package init(parsing text: String) throws {
        guard let object = try JSON(parsing: text, field: "analysisPlan").object else {
            throw Self.fault("takes a JSON object")
        }
        for (key, value) in object {
            let isRight =
                switch key {
                case "alpha": value.double.map { $0 > 0 && $0 < 1 } ?? false
                case "looks": value == "fixed" || value == "any_time"
                case "planned_n": value.wholeNumber.map { $0 > 0 } ?? false
                case "srmRule": value == "chi_square" || value == "always_valid"
                case "guardrailCorrection": value == "per_guardrail" || value == "none"
                case "reweight": value.object != nil
                default: throw Self.fault("has no key \"\(key)\"")
                }
            guard isRight else { throw Self.fault("does not take \(value.serialized()) for \(key)") }
        }
        alpha = object["alpha"]?.double ?? alpha
        plannedUsers = object["planned_n"]?.wholeNumber
    }

    private static func fault(_ what: String) -> WorkspaceError {
        .invalid("analysisPlan \(what)", code: "invalid_value")
    }
}
