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

    /// The result for an experiment as it is stored, and the experiment that holds it.
    ///
    /// - Throws: `WorkspaceError`, `dataNotSane`: no input data, text made elsewhere, faults, too few users.
    package func applied(to experiment: Experiment, now: Instant) throws -> (AnalysisResult, Experiment) {
        guard let text = experiment.inputData else {
            throw WorkspaceError(
                .dataNotSane, code: "no_input_data",
                "Experiment '\(slug)' has no input data. Store them (upsert-experiment --inputData), then analyze.")
        }
        guard experiment.method != "bandit" else {
            throw WorkspaceError(
                .dataNotSane, code: "bandit_not_supported",
                "Experiment '\(slug)' is a bandit; this version analyzes A/B tests only.")
        }
        let data: InputData
        let contract: Contract
        do {
            data = try InputData(parsing: text)
            contract = try Contract(of: experiment)
        } catch let error as WorkspaceError where error.kind == .invalid {
            throw WorkspaceError(
                .dataNotSane, code: error.code, "Experiment '\(slug)' cannot be analyzed: \(error.message)")
        }
        let result = try Analysis.result(of: data, contract: contract, computedAt: now, isIndicative: isIndicative)
        var analyzed = experiment
        analyzed.analysisResult = result.json.serialized()
        if [.draft, .collecting].contains(experiment.status) { analyzed.status = .analyzing }
        analyzed.updatedAt = now
        return (result, analyzed)
    }
}
