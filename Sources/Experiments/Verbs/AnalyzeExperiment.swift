/// Analyzes an experiment's input data and stores the result.
package struct AnalyzeExperiment: Verb {
    package typealias Output = AnalysisOutcome
    package var project: String
    package var slug: String
    /// Computes below the minimum sample too, and marks the result.
    package var isIndicative: Bool
    /// Why a closed experiment is opened again; kept in the history only.
    package var reason: String?
    /// nil: an A/B test, or for a bandit that has not stopped a bandit.
    package var kind: Kind?

    package enum Kind: String, Sendable, CaseIterable {
        case ab, bandit
    }

    package static let declaration = VerbDeclaration(
        "analyze", .write, .post, "/api/projects/{project}/experiments/{slug}/analyze",
        "Analyzes an experiment's input data and stores the result.",
        parameters: [
            .project, .slug, .init("indicative", .boolean, summary: "compute below the minimum sample too"),
            .init("as", summary: "ab or bandit; for a bandit that has not stopped bandit, else ab"),
            .changeReason,
        ])

    package init(
        project: String, slug: String, isIndicative: Bool = false, as kind: Kind? = nil, reason: String? = nil
    ) {
        self.project = project
        self.slug = slug
        self.isIndicative = isIndicative
        self.kind = kind
        self.reason = reason
    }

    package init(_ arguments: VerbArguments) throws {
        self.init(
            project: arguments.text("project"), slug: arguments.text("slug"),
            isIndicative: arguments.flag("indicative"), reason: arguments.optionalText("changeReason"))
        guard let word = arguments.optionalText("as") else { return }
        guard let kind = Kind(rawValue: word) else {
            throw WorkspaceError.invalid("as takes ab or bandit, not \"\(word)\"", code: "invalid_value")
        }
        self.kind = kind
    }

    package var arguments: JSONObject {
        var object: JSONObject = [
            "project": .string(project), "slug": .string(slug), "indicative": .boolean(isIndicative),
        ]
        object["as"] = (kind?.rawValue).map(JSON.string)
        object["changeReason"] = reason.map(JSON.string)
        return object
    }

    /// The experiment with the result of another analysis than it had, in the status that follows, and why a closed one is
    /// opened again.
    ///
    /// - Throws: `WorkspaceError` (kind `ruleBroken`): a closed experiment, without a reason to open it again (rule 8).
    package func applied(
        _ result: String, to experiment: Experiment
    ) throws -> (Experiment, ExperimentUpdate.Exception?) {
        var changed = experiment
        changed.analysisResult = result
        guard experiment.status.isClosed else {
            if [.draft, .collecting].contains(experiment.status) { changed.status = .analyzing }
            return (changed, nil)
        }
        guard let reason, !reason.trimmed.isEmpty else {
            throw WorkspaceError.broken(
                rule: 8, code: "reopen_needs_reason",
                "'\(slug)' is \(experiment.status.rawValue), and this would be another analysis than the one it was "
                    + "decided on. It opens the experiment again, which needs a reason (changeReason).")
        }
        changed.status = .analyzing
        // It was made on the analysis before this one.
        changed.decision = nil
        changed.decisionSummary = nil
        changed.decisionReason = nil
        return (changed, .reopening(reason: reason))
    }

    /// Which analysis is asked for.
    ///
    /// - Parameter bandit: the last bandit analysis of the experiment.
    package func kind(for experiment: Experiment, after bandit: BanditResult?) -> Kind {
        kind ?? (experiment.method == "bandit" && bandit?.stop.isReached != true ? .bandit : .ab)
    }

    /// What the analysis will be computed with.
    ///
    /// - Throws: `WorkspaceError`, `dataNotSane`: a definition made elsewhere that cannot be read.
    package func parameters(for experiment: Experiment, now: Instant) throws -> AnalysisParameters {
        let contract = try readable { try Contract(of: experiment) }
        return AnalysisParameters(computedAt: now, isIndicative: isIndicative, contract: contract)
    }

    /// The A/B analysis.
    ///
    /// - Parameter bandit: the result that the parameters name.
    /// - Throws: `WorkspaceError`, `dataNotSane`: text made elsewhere, faults, too few users.
    package func result(
        of snapshot: Snapshot, parameters: AnalysisParameters, bandit: JSON? = nil
    ) throws -> AnalysisResult {
        try Analysis.result(
            of: readable { try InputData(parsing: snapshot.inputData) },
            snapshot: snapshot.reference, parameters: parameters, bandit: bandit)
    }

    /// The bandit analysis.
    ///
    /// - Throws: `WorkspaceError`, `dataNotSane`: text made elsewhere, faults.
    package func banditResult(of snapshot: Snapshot, parameters: AnalysisParameters) throws -> BanditResult {
        try BanditAnalysis.result(
            of: readable { try InputData(parsing: snapshot.inputData) },
            snapshot: snapshot.reference, parameters: BanditParameters(parameters))
    }

    /// - Throws: `WorkspaceError`, `dataNotSane`.
    package func requireInputData(of experiment: Experiment) throws -> String {
        guard let text = experiment.inputData else {
            throw WorkspaceError(
                .dataNotSane, code: "no_input_data",
                "Experiment '\(slug)' has no input data. Store them (upsert-experiment --inputData), then analyze.")
        }
        return text
    }

    private func readable<Value>(_ read: () throws -> Value) throws -> Value {
        do {
            return try read()
        } catch let error as WorkspaceError where error.kind == .invalid {
            throw WorkspaceError(
                .dataNotSane, code: error.code, "Experiment '\(slug)' cannot be analyzed: \(error.message)")
        }
    }
}
