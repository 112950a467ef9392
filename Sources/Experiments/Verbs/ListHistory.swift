/// Lists the writes of a project, or of one of its experiments, the latest first.
package struct ListHistory: Verb {
    package typealias Output = [HistoryEntry]
    package var project: String
    /// nil for all that belongs to the project.
    package var slug: String?
    package var limit: Int

    package static let largestLimit = 1000

    package static let declaration = VerbDeclaration(
        "history", .read, .get, "/api/history",
        "Lists the writes of a project, or of one of its experiments, the latest first.",
        parameters: [
            .project, .init("slug", summary: "only this experiment with its snapshots and analyses"),
            .init("limit", .integer, summary: "how many, at most \(largestLimit); 100 if not given"),
        ])

    package init(project: String, slug: String? = nil, limit: Int = 100) {
        self.project = project
        self.slug = slug
        self.limit = limit
    }

    package init(_ arguments: VerbArguments) throws {
        let limit = arguments.object["limit"]?.wholeNumber ?? 100
        guard (1...Self.largestLimit).contains(limit) else {
            throw WorkspaceError.invalid("limit takes 1 to \(Self.largestLimit)", code: "invalid_value")
        }
        self.init(project: arguments.text("project"), slug: arguments.optionalText("slug"), limit: limit)
    }

    package var arguments: JSONObject {
        var arguments: JSONObject = ["project": .string(project), "limit": .integer(Int64(limit))]
        arguments["slug"] = slug.map(JSON.string)
        return arguments
    }
}

/// Lists the writes of one experiment, the latest first: `ListHistory` under the experiment's own address.
package struct ListExperimentHistory: ExperimentVerb {
    package typealias Output = [HistoryEntry]
    package var project: String
    package var slug: String

    package static let declaration = VerbDeclaration(
        "experiment history", .read, .get, "/api/projects/{project}/experiments/{slug}/history",
        "Lists the writes of one experiment, the latest first.", parameters: [.project, .slug])

    package init(project: String, slug: String) {
        self.project = project
        self.slug = slug
    }
}
