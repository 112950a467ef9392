/// Tells the whole of one experiment on one page, for people or for the next step.
package struct ReportExperiment: Verb {
    package typealias Output = ExperimentReport
    package var project: String
    package var slug: String
    /// nil for JSON.
    package var page: ReportPage?

    package static let declaration = VerbDeclaration(
        "report", .read, .get, "/api/projects/{project}/experiments/{slug}/report",
        "Tells the whole of one experiment on one page, for people or for the next step.",
        parameters: [
            .project, .slug,
            .init("page", summary: "html or markdown: that page as a file, instead of JSON"),
        ])

    package init(project: String, slug: String, page: ReportPage? = nil) {
        self.project = project
        self.slug = slug
        self.page = page
    }

    package init(_ arguments: VerbArguments) throws {
        self.init(project: arguments.text("project"), slug: arguments.text("slug"))
        guard let name = arguments.optionalText("page") else { return }
        guard let page = ReportPage(rawValue: name) else {
            let names = ReportPage.allCases.map(\.rawValue).joined(separator: " or ")
            throw WorkspaceError.invalid("page takes \(names), not \"\(name)\"", code: "invalid_value")
        }
        self.page = page
    }

    /// Without the page, which whoever has the report makes of it.
    package var arguments: JSONObject { ["project": .string(project), "slug": .string(slug)] }
}

/// The pages for people that a report can be told as. Both need nothing beside them.
package enum ReportPage: String, Sendable, CaseIterable {
    case markdown, html
}

/// An experiment with all that was found and decided, and the head of the history to keep beside it.
package struct ExperimentReport: VerbOutput, Equatable {
    package var experiment: Experiment
    /// nil where the latest data are not analyzed, or nothing can be recommended on them.
    package var recommendation: Recommendation?
    package var historyHead: String
    /// The page that the call asked for; nil for JSON.
    package var page: ReportPage?

    package init(
        experiment: Experiment, recommendation: Recommendation?, historyHead: String, page: ReportPage? = nil
    ) {
        self.experiment = experiment
        self.recommendation = recommendation
        self.historyHead = historyHead
        self.page = page
    }

    package var document: VerbDocument? {
        page.map { page in
            switch page {
            case .markdown: VerbDocument(text: markdown, type: "text/markdown", name: experiment.slug + ".md")
            case .html: VerbDocument(text: html, type: "text/html", name: experiment.slug + ".html")
            }
        }
    }

    /// What the next step reads: evidence analysis, learning capture.
    package var json: JSON {
        [
            "definition": experiment.json,
            "analysis": experiment.analysisResult.flatMap { try? JSON(parsing: $0) } ?? .null,
            "bandit": experiment.banditAnalysis?.json ?? experiment.analysis?.bandit ?? .null,
            "recommendation": recommendation?.json ?? .null,
            "history_head": .string(historyHead),
        ]
    }

    package init(json: JSON) throws {
        guard let definition = json["definition"], let head = json["history_head"]?.text else {
            throw WorkspaceError.invalid("the answer is no report", code: "wrong_type")
        }
        let recommendation = json["recommendation"]
        self.init(
            experiment: try Experiment(json: definition),
            recommendation: recommendation == .null ? nil : try recommendation.map(Recommendation.init(json:)),
            historyHead: head)
    }
}
