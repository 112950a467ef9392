/// The experiment that holds the data of one checkpoint.
package struct HoldoutChild: Sendable, Equatable {
    /// Names the checkpoint: where its window ends, in days after the launch.
    package let day: Int
    package let slug: String
    /// What an upsert of the experiment sets.
    package let fields: JSONObject

    package static func slug(of parent: String, day: Int) -> String { "\(parent)-holdout-\(day)d" }

    /// The day in the slug of a parent's child; nil for a slug that is none.
    package static func day(in slug: String, of parent: String) -> Int? {
        let prefix = "\(parent)-holdout-"
        guard slug.hasPrefix(prefix), slug.hasSuffix("d"),
            let day = Int(slug.dropFirst(prefix.count).dropLast()), day > 0, self.slug(of: parent, day: day) == slug
        else { return nil }
        return day
    }
}

extension HoldoutPlan {
    /// The experiments to create, one for each window.
    ///
    /// They take over what is measured, and leave behind what belongs to the parent alone: its data, its decision, its
    /// prior (which would count once in every window) and its bandit loop.
    /// - Throws: `WorkspaceError` (kind `invalid`): the plan's variants do not fit, the slugs become too long, or what
    ///   the parent holds is text made elsewhere.
    package func children(of parent: Experiment) throws -> [HoldoutChild] {
        let variants = try variants(of: parent)
        let own = parent.object
        return try zip(days, windows).enumerated().map { place, checkpoint in
            let (day, window) = checkpoint
            let slug = HoldoutChild.slug(of: parent.slug, day: day)
            if let fault = Slug.fault(slug) {
                throw WorkspaceError.invalid("the holdout's slug \(slug) \(fault)", code: "invalid_value")
            }
            var fields: JSONObject = ["status": "draft", "method": "bayesian_ab"]
            let note = note(from: place == 0 ? 0 : days[place - 1], to: day, variants: variants)
            fields["hypothesis"] = .string([parent.hypothesis, note].compactMap(\.self).joined(separator: "\n\n"))
            for name in Self.inherited where own[name] != .null { fields[name] = own[name] }
            let guardrails = GuardrailEvents.read(parent.guardrailEvents)
            if !guardrails.isEmpty { fields["guardrailEvents"] = .array(guardrails.map(JSON.string)) }
            fields["analysisPlan"] = try inheritedPlan(of: parent).map(JSON.object)
            fields["controlVariant"] = .string(variants.control)
            fields["treatmentVariant"] = .string(variants.treatments.joined(separator: ","))
            fields["allocation"] = .object(allocation(of: variants))
            fields["observationStart"] = .string(window.start.jsonText)
            fields["observationEnd"] = .string(window.observationEnd.jsonText)
            _ = try ExperimentChange(fields: fields)
            return HoldoutChild(day: day, slug: slug, fields: fields)
        }
    }

    private static let inherited = [
        "primaryMetricEvent", "metricDescription", "guardrailDescriptions", "minimumSample", "metricDefinitions",
        "dataSource",
    ]

    /// Of the parent's way to read its data, what holds for a window with one look and a split of its own.
    private func inheritedPlan(of parent: Experiment) throws -> JSONObject? {
        guard let plan = try parent.analysisPlan.flatMap({ try JSON(parsing: $0, field: "analysisPlan").object }) else {
            return nil
        }
        let kept = JSONObject(plan.lazy.filter { ["alpha", "srmRule", "guardrailCorrection"].contains($0.0) })
        return kept.isEmpty ? nil : kept
    }

    private func note(from first: Int, to last: Int, variants: Variants) -> String {
        "Holdout, days \(first + 1) to \(last) after the launch of \(variants.treatments.joined(separator: ", ")) on "
            + "\(launched.day): does the effect last? \(HoldoutRollout.percent(percent / 100)) of users keep "
            + "\(variants.control)."
    }

    /// A child that a client made, with the plan's split where it states none of its own.
    ///
    /// Any other experiment comes back as it was, and so does a child that names other variants than the plan, for
    /// which the plan's split says nothing.
    /// - Throws: `WorkspaceError` (kind `invalid`) where the plan's variants do not fit the parent.
    package func completing(_ child: Experiment, of parent: Experiment) throws -> Experiment {
        guard child.allocation == nil, HoldoutChild.day(in: child.slug, of: parent.slug) != nil else { return child }
        let variants = try variants(of: parent)
        var completed = child
        completed.controlVariant = child.controlVariant ?? variants.control
        completed.treatmentVariant = child.treatmentVariant ?? variants.treatments.joined(separator: ",")
        guard Set(Variants(of: completed).all) == Set(variants.all) else { return child }
        completed.allocation = JSON.object(allocation(of: variants)).serialized()
        return completed
    }
}
