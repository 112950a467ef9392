/// Decides an experiment as its analysis recommends, or otherwise with a reason.
package struct DecideExperiment: Verb {
    package typealias Output = DecidedExperiment
    package var project: String
    package var slug: String
    /// nil takes what is recommended.
    package var decision: String?
    package var summary: String?
    package var reason: String?
    /// Blocker to the written reason why it is passed over.
    package var overrides: [String: String]

    package static let declaration = VerbDeclaration(
        "decide", .write, .post, "/api/projects/{project}/experiments/{slug}/decide",
        "Decides an experiment as its analysis recommends, or otherwise with a reason.",
        parameters: [
            .project, .slug,
            .init(
                "decision",
                summary: "CONTINUE, PAUSE, ROLLBACK_CANDIDATE or INCONCLUSIVE; the recommended one without it"),
            .init("summary", summary: "the decision in one sentence for people"),
            .init("reason", summary: "the technical reason; needed for another decision than the recommended one"),
            .init("override", .json, summary: "blocker to the reason why it is passed over: {\"srm\":\"…\"}"),
        ])

    package init(
        project: String, slug: String, decision: String? = nil, summary: String? = nil, reason: String? = nil,
        overrides: [String: String] = [:]
    ) {
        self.project = project
        self.slug = slug
        self.decision = decision
        self.summary = summary
        self.reason = reason
        self.overrides = overrides
    }

    package init(_ arguments: VerbArguments) throws {
        var overrides: [String: String] = [:]
        if let text = arguments.optionalText("override") {
            guard let object = try JSON(parsing: text, field: "override").object else { throw Self.overrideFault }
            for (blocker, reason) in object {
                guard Blocker.liftable.contains(blocker), let reason = reason.text, !reason.trimmed.isEmpty else {
                    throw Self.overrideFault
                }
                overrides[blocker] = reason
            }
        }
        self.init(
            project: arguments.text("project"), slug: arguments.text("slug"),
            decision: arguments.optionalText("decision"), summary: arguments.optionalText("summary"),
            reason: arguments.optionalText("reason"), overrides: overrides)
    }

    private static let overrideFault = WorkspaceError.invalid(
        "override takes one of \(Blocker.liftable.joined(separator: ", ")), each with a reason that says why",
        code: "invalid_value")

    package var arguments: JSONObject {
        var object: JSONObject = ["project": .string(project), "slug": .string(slug)]
        object["decision"] = decision.map(JSON.string)
        object["summary"] = summary.map(JSON.string)
        object["reason"] = reason.map(JSON.string)
        if !overrides.isEmpty {
            object["override"] = .object(
                JSONObject(overrides.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        return object
    }

    /// The experiment with its decision, and what was recommended.
    ///
    /// - Throws: `WorkspaceError` (kind `ruleBroken`): rules 5 to 8.
    package func applied(to basis: DecisionBasis, now: Instant) throws -> (Experiment, Recommendation) {
        let experiment = basis.experiment
        guard !experiment.status.isClosed else {
            throw WorkspaceError(
                .ruleBroken, code: "experiment_closed",
                "'\(slug)' is \(experiment.status.rawValue). Reopen it first, with a reason. (Rule 8.)")
        }
        let recommendation = try basis.recommendation(overrides: overrides, now: now)
        let made = try DecisionGate.outcome(
            of: decision ?? recommendation.decision.rawValue, against: recommendation, reason: reason)
        var decided = experiment
        decided.decision = made.rawValue
        let isRecommended = made == recommendation.decision
        decided.decisionSummary = summary ?? (isRecommended ? recommendation.summary : reason)
        decided.decisionReason = reason ?? recommendation.reason
        decided.updatedAt = now
        return (decided, recommendation)
    }
}

/// A decision as it was stored, beside the recommended one.
package struct DecidedExperiment: VerbOutput, Equatable {
    package var experiment: Experiment
    package var recommendation: Recommendation
    /// The head of the history after the decision, to keep elsewhere.
    package var historyHead: String

    package init(experiment: Experiment, recommendation: Recommendation, historyHead: String) {
        self.experiment = experiment
        self.recommendation = recommendation
        self.historyHead = historyHead
    }

    package var json: JSON {
        [
            "decision": experiment.decision.map(JSON.string) ?? .null,
            "recommendation": recommendation.json,
            "experiment": experiment.json,
            "history_head": .string(historyHead),
        ]
    }

    package init(json: JSON) throws {
        guard let experiment = json["experiment"], let recommendation = json["recommendation"],
            let head = json["history_head"]?.text
        else { throw WorkspaceError.invalid("the answer is no decision", code: "wrong_type") }
        self.init(
            experiment: try Experiment(json: experiment), recommendation: try Recommendation(json: recommendation),
            historyHead: head)
    }
}
