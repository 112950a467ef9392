/// Analyzes an experiment's input data and stores the result.
package struct AnalyzeExperiment: Verb {
    package typealias Output = AnalysisResult
    package var project: String
    package var slug: String
    /// Computes below the minimum sample too, and marks the result.
    package var isIndicative: Bool

    package static let declaration = VerbDeclaration(
        "analyze", .write, .post, "/api/projects/{project}/experiments/{slug}/analyze",
        "Analyzes an experiment's input data and stores the result.",
        parameters: [.project, .slug, .init("indicative", .boolean, summary: "compute below the minimum sample too")])

    package init(project: String, slug: String, isIndicative: Bool = false) {
        self.project = project
        self.slug = slug
        self.isIndicative = isIndicative
    }

    package init(_ arguments: VerbArguments) {
        self.init(
            project: arguments.text("project"), slug: arguments.text("slug"), isIndicative: arguments.flag("indicative")
        )
    }

    package var arguments: JSONObject {
        ["project": .string(project), "slug": .string(slug), "indicative": .boolean(isIndicative)]
    }

    /// What the analysis will be computed with.
    ///
    /// - Throws: `WorkspaceError`, `dataNotSane`: a bandit, or a definition made elsewhere that cannot be read.
    package func parameters(for experiment: Experiment, now: Instant) throws -> AnalysisParameters {
        guard experiment.method != "bandit" else {
            throw WorkspaceError(
                .dataNotSane, code: "bandit_not_supported",
                "Experiment '\(slug)' is a bandit; this version analyzes A/B tests only.")
        }
        let contract = try readable { try Contract(of: experiment) }
        return AnalysisParameters(computedAt: now, isIndicative: isIndicative, contract: contract)
    }

    /// - Throws: `WorkspaceError`, `dataNotSane`: text made elsewhere, faults, too few users.
    package func result(of snapshot: Snapshot, parameters: AnalysisParameters) throws -> AnalysisResult {
        try Analysis.result(
            of: readable { try InputData(parsing: snapshot.inputData) },
            snapshot: .init(id: snapshot.id, sha256: snapshot.sha256), parameters: parameters)
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
