/// How the data will be read, fixed before there are any.
package struct AnalysisPlan: Sendable, Equatable {
    /// The width of intervals: they hold 1 - alpha.
    package var alpha = 0.05
    /// The users planned for two variants that are compared, together.
    package var plannedUsers: Int?
    /// Which test of the sample ratio refuses a CONTINUE; both are always shown.
    package var sampleRatioRule = SampleRatioRule.chiSquare
    package var looks = Looks.fixed
    package var guardrailCorrection = GuardrailCorrection.perGuardrail
    /// How a bandit's weights change; nil where the plan does not say.
    package var reweight: ReweightPlan?

    package enum SampleRatioRule: String, Sendable {
        case chiSquare = "chi_square"
        /// For those who look every day.
        case alwaysValid = "always_valid"
    }

    /// When a decision may be made.
    package enum Looks: String, Sendable {
        /// Once, when the window ends.
        case fixed
        /// At any look, on intervals that are valid then.
        case anyTime = "any_time"
    }

    /// Whether the limits for harm are shared among the guardrails.
    package enum GuardrailCorrection: String, Sendable {
        case perGuardrail = "per_guardrail"
        case none
    }

    private static let keys = ["alpha", "looks", "planned_n", "srmRule", "guardrailCorrection", "reweight"]

    package init() {}

    package init(parsing text: String) throws {
        guard let object = try JSON(parsing: text, field: "analysisPlan").object else {
            throw Self.fault("takes a JSON object")
        }
        for (key, value) in object {
            let (isRight, takes) =
                switch key {
                case "alpha": (value.double.map { $0 > 0 && $0 < 1 } ?? false, "a number between 0 and 1")
                case "looks": (value.text.flatMap(Looks.init(rawValue:)) != nil, "fixed or any_time")
                case "planned_n": (value.wholeNumber.map { $0 > 0 } ?? false, "a whole number above 0")
                case "srmRule":
                    (value.text.flatMap(SampleRatioRule.init(rawValue:)) != nil, "chi_square or always_valid")
                case "guardrailCorrection":
                    (value.text.flatMap(GuardrailCorrection.init(rawValue:)) != nil, "per_guardrail or none")
                case "reweight": (true, "")
                default: throw Self.fault("has no key \"\(key)\"; it has \(Self.keys.joined(separator: ", "))")
                }
            guard isRight else { throw Self.fault("takes for \(key) \(takes), not \(value.serialized())") }
        }
        alpha = object["alpha"]?.double ?? alpha
        plannedUsers = object["planned_n"]?.wholeNumber
        sampleRatioRule = object["srmRule"]?.text.flatMap(SampleRatioRule.init(rawValue:)) ?? sampleRatioRule
        reweight = try object["reweight"].map(ReweightPlan.init(json:))
        looks = object["looks"]?.text.flatMap(Looks.init(rawValue:)) ?? looks
        guardrailCorrection =
            object["guardrailCorrection"]?.text.flatMap(GuardrailCorrection.init(rawValue:)) ?? guardrailCorrection
    }

    private static func fault(_ what: String) -> WorkspaceError {
        .invalid("analysisPlan \(what)", code: "invalid_value")
    }
}
