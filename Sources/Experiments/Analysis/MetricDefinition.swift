/// How one metric is made from events. Every key is optional; a metric without an entry is a proportion on the event of
/// its name.
package struct MetricDefinition: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case proportion, count, sum, average, ratio
    }

    package var kind: Kind?
    /// The event that it is made of; nil for the event of the metric's name.
    package var event: String?
    /// nil where the definition does not say.
    package var inverse: Bool?
    /// The event that a ratio divides by.
    package var denominator: String?
    /// Hours after the exposure in which events count; nil for the whole window.
    package var windowHours: Double?
    /// The percentile of the cap on a user's value, in (0, 100]; nil for none.
    package var cap: Double?
    /// Days before the exposure from which the covariate is made; nil for none.
    package var covariateDays: Double?

    /// Metric name to definition, in the order written. An absent text defines nothing.
    package static func parseAll(_ text: String?) throws -> [(name: String, definition: MetricDefinition)] {
        guard let text else { return [] }
        guard let object = try JSON(parsing: text, field: "metricDefinitions").object else {
            throw fault("takes an object of metrics")
        }
        return try object.map { ($0, try MetricDefinition(metric: $0, json: $1)) }
    }

    private static let keys = [
        "role", "kind", "event", "denominator", "inverse", "window_hours", "cap", "covariate_days",
    ]

    private init(metric: String, json: JSON) throws {
        guard let object = json.object else { throw Self.fault("gives \"\(metric)\" no object") }
        for (key, value) in object {
            let (isRight, takes) =
                switch key {
                case "role": (value == "secondary", "secondary")
                case "kind":
                    (
                        value.text.flatMap(Kind.init(rawValue:)) != nil,
                        "one of " + Kind.allCases.map(\.rawValue).joined(separator: ", ")
                    )
                case "event", "denominator": (value.text?.isEmpty == false, "the name of an event")
                case "inverse": (value.bool != nil, "true or false")
                case "window_hours", "covariate_days": ((value.double ?? 0) > 0, "a number above 0")
                case "cap": (value.double.map { $0 > 0 && $0 <= 100 } ?? false, "a percentile above 0, at most 100")
                default:
                    throw Self.fault(
                        "gives \"\(metric)\" an unknown key \"\(key)\"; a metric has \(Self.keys.joined(separator: ", "))"
                    )
                }
            guard isRight else {
                throw Self.fault("takes for \(key) of \"\(metric)\" \(takes), not \(value.serialized())")
            }
        }
        kind = object["kind"]?.text.flatMap(Kind.init(rawValue:))
        inverse = object["inverse"]?.bool
        event = object["event"]?.text
        denominator = object["denominator"]?.text
        windowHours = object["window_hours"]?.double
        cap = object["cap"]?.double
        covariateDays = object["covariate_days"]?.double
        if kind == .ratio, object["denominator"] == nil {
            throw Self.fault("gives the ratio \"\(metric)\" no denominator")
        }
    }

    private static func fault(_ what: String) -> WorkspaceError {
        .invalid("metricDefinitions \(what)", code: "invalid_value")
    }
}
