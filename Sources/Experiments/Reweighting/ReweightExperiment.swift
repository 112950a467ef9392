/// One turn of a bandit: collects, tests the stop, proposes weights, and with `isApplying` pushes them and opens an epoch.
package struct ReweightExperiment: Verb {
    package typealias Output = ReweightAnswer
    package var project: String
    package var slug: String
    /// Pushes what is proposed; else it is only shown.
    package var isApplying: Bool
    /// Overrides the plan's; nil leaves it.
    package var onStop: ReweightPlan.OnStop?
    /// Overrides the plan's time between turns, in milliseconds; nil leaves it.
    package var interval: Int64?
    /// One turn of a loop: does nothing before the next turn is due, and keeps when that is.
    package var isScheduled: Bool

    package static let declaration = VerbDeclaration(
        "reweight", .write, .post, "/api/projects/{project}/experiments/{slug}/reweight",
        "Collects a bandit's data, proposes weights for its variants, and applies them if asked.",
        parameters: [
            .project, .slug, .init("apply", .boolean, summary: "push what is proposed, and open an epoch"),
            .init("onStop", summary: "hold or winner: what is pushed when one variant is clearly the best"),
            .init("every", summary: "the time between the turns of a loop, such as 6h"),
            .init("scheduled", .boolean, summary: "do nothing before the next turn is due"),
        ], patience: 3600)

    package init(
        project: String, slug: String, isApplying: Bool = false, onStop: ReweightPlan.OnStop? = nil,
        interval: Int64? = nil, isScheduled: Bool = false
    ) {
        self.project = project
        self.slug = slug
        self.isApplying = isApplying
        self.onStop = onStop
        self.interval = interval
        self.isScheduled = isScheduled
    }

    package init(_ arguments: VerbArguments) throws {
        let onStop = try arguments.optionalText("onStop").map { text in
            guard let word = ReweightPlan.OnStop(rawValue: text) else {
                throw WorkspaceError.invalid("onStop must be hold or winner; found \"\(text)\"", code: "invalid_value")
            }
            return word
        }
        try self.init(
            project: arguments.text("project"), slug: arguments.text("slug"), isApplying: arguments.flag("apply"),
            onStop: onStop, interval: arguments.optionalText("every").map(ReweightPlan.interval),
            isScheduled: arguments.flag("scheduled"))
    }

    package var arguments: JSONObject {
        var object: JSONObject = ["project": .string(project), "slug": .string(slug)]
        if isApplying { object["apply"] = true }
        object["onStop"] = onStop.map { .string($0.rawValue) }
        object["every"] = interval.map { .string("\($0 / 60_000)m") }
        if isScheduled { object["scheduled"] = true }
        return object
    }

    /// The plan of the experiment's analysis, with what this turn overrides.
    ///
    /// - Throws: `WorkspaceError`, `ruleBroken`, for an experiment that is no bandit.
    package func plan(of experiment: Experiment) throws -> ReweightPlan {
        guard experiment.method == "bandit" else {
            throw WorkspaceError.broken(
                rule: 10, code: "not_a_bandit",
                "'\(slug)' is an A/B test, and its split stays as it is. Only an experiment with the method bandit is "
                    + "reweighted.")
        }
        var plan = try experiment.analysisPlan.map(AnalysisPlan.init(parsing:))?.reweight ?? ReweightPlan()
        plan.onStop = onStop ?? plan.onStop
        plan.interval = interval ?? plan.interval
        return plan
    }
}

extension ReweightPlan {
    /// What a reader of its turns should know.
    package var warnings: [String] {
        guard interval < 6 * Self.hour || interval > 24 * Self.hour else { return [] }
        return [
            "Turns are meant to be 6 to 24 hours apart: more often, weights follow noise; more rarely, users stay long on "
                + "worse variants."
        ]
    }
}
