/// How a launch is watched: a share of users keeps the old variant, and both are compared window by window.
package struct HoldoutPlan: Sendable, Equatable {
    /// The share of users who keep the old variant, in percent, in (0, 50].
    package let percent: Double
    /// Where the windows end, in days after the launch: 1 to 12 of them, increasing.
    package let days: [Int]
    package let launched: Instant
    /// The variant that the holdout keeps; nil: the experiment's control.
    package let control: String?
    /// The variant that was launched; nil: the experiment's only treatment.
    package let variant: String?

    private static let mostDays = 3650

    /// - Throws: `WorkspaceError` (kind `invalid`) naming the member that is wrong, and what it takes.
    package init(
        percent: Double, days: [Int], launched: Instant, control: String? = nil, variant: String? = nil
    ) throws {
        guard percent > 0, percent <= 50 else {
            throw Self.fault("takes a percent above 0 and of at most 50: the share of users who keep the old variant")
        }
        guard (1...12).contains(days.count) else {
            throw Self.fault("takes 1 to 12 days, such as [30,60,90], not \(days.count) of them")
        }
        guard days.allSatisfy({ (1...Self.mostDays).contains($0) }), zip(days, days.dropFirst()).allSatisfy(<) else {
            throw Self.fault("takes days from 1 to \(Self.mostDays), each larger than the one before")
        }
        for (name, key) in [(control, "control"), (variant, "variant")] {
            if let name, let fault = Variants.nameFault(name) { throw Self.fault("gives a \(key) that \(fault)") }
        }
        if let control, control == variant {
            throw Self.fault("names \"\(control)\" as both the variant that is kept and the one that was launched")
        }
        let latest = Int64(Self.mostDays) * Instant.millisecondsPerDay
        guard Instant(validating: launched.milliseconds) != nil,
            Instant(validating: launched.milliseconds + latest) != nil
        else { throw Self.fault("takes a launch at least ten years before the year 10000") }
        self.percent = percent
        self.days = days
        self.launched = launched
        self.control = control
        self.variant = variant
    }

    /// The old variant and the launched one, by name.
    ///
    /// - Throws: `WorkspaceError` (kind `invalid`) where the plan leaves open which one was launched, or names one that
    ///   the experiment does not have.
    package func variants(of parent: Experiment) throws -> Variants {
        let own = Variants(of: parent)
        let control = control ?? own.control
        guard let launched = variant ?? (own.treatments.count == 1 ? own.treatments.first : nil) else {
            throw Self.fault("must name the launched variant, one of: \(own.treatments.joined(separator: ", "))")
        }
        for name in [control, launched] where !own.all.contains(name) {
            throw Self.fault(
                "names the variant \"\(name)\"; those of '\(parent.slug)' are: \(own.all.joined(separator: ", "))")
        }
        guard control != launched else {
            throw Self.fault("names \"\(launched)\" as both the variant that is kept and the one that was launched")
        }
        return Variants(control: control, treatments: [launched])
    }

    /// The planned shares of the two variants.
    package func allocation(of variants: Variants) -> JSONObject {
        JSONObject(
            [(variants.control, .number(percent / 100))]
                + variants.treatments.map { ($0, .number((100 - percent) / 100)) })
    }

    private static func fault(_ what: String) -> WorkspaceError {
        .invalid("holdoutPlan \(what)", code: "invalid_value")
    }
}

extension HoldoutPlan: JSONConvertible {
    /// Reads the text of an experiment's `holdoutPlan`.
    package init(parsing text: String) throws {
        try self.init(json: JSON(parsing: text, field: "holdoutPlan"))
    }

    package init(json: JSON) throws {
        guard let object = json.object else { throw Self.fault("takes a JSON object") }
        let known = ["percent", "days", "launched", "control", "variant"]
        if let other = object.keys.first(where: { !known.contains($0) }) {
            throw Self.fault("has no key \"\(other)\"; its keys are: \(known.joined(separator: ", "))")
        }
        guard let percent = object["percent"]?.double else { throw Self.fault("needs percent, a number such as 5") }
        guard let list = object["days"]?.array else { throw Self.fault("needs days, a list such as [30,60,90]") }
        let days = try list.map { day in
            guard let number = day.wholeNumber else {
                throw Self.fault("takes whole numbers as days, not \(day.serialized())")
            }
            return number
        }
        guard let launched = object["launched"].flatMap(Instant.init(json:)) else {
            throw Self.fault("needs launched, a date (2026-04-01) or an ISO 8601 instant")
        }
        try self.init(
            percent: percent, days: days, launched: launched, control: Self.name(object["control"], "control"),
            variant: Self.name(object["variant"], "variant"))
    }

    private static func name(_ value: JSON?, _ key: String) throws -> String? {
        guard let value, value != .null else { return nil }
        guard let name = value.text else { throw fault("takes a text as \(key), not \(value.serialized())") }
        return name
    }

    /// A launch at midnight is written as a bare date.
    package var json: JSON {
        var object: JSONObject = [
            "percent": percent == percent.rounded() ? .integer(Int64(percent)) : .number(percent),
            "days": .array(days.map { .integer(Int64($0)) }),
            "launched": .string(launched.isMidnight ? launched.day : launched.jsonText),
        ]
        object["variant"] = variant.map(JSON.string)
        object["control"] = control.map(JSON.string)
        return .object(object)
    }
}
