/// A project in short: what its page shows, however many experiments it has.
package struct GetOverview: Verb {
    package typealias Output = ProjectOverview
    package var project: String
    /// How many experiments to skip, the newest first, and how many to give then.
    package var offset: Int
    package var limit: Int

    package static let declaration = VerbDeclaration(
        "overview", .read, .get, "/api/projects/{project}/overview",
        "A project with its log and a page of its experiments in short.",
        parameters: [
            .project, .init("offset", .integer, summary: "how many experiments to skip, the newest first"),
            .init("limit", .integer, summary: "how many experiments to give; 100 where not said"),
        ])

    package init(project: String, offset: Int = 0, limit: Int = 100) {
        self.project = project
        self.offset = offset
        self.limit = limit
    }

    package init(_ arguments: VerbArguments) throws {
        self.init(
            project: arguments.text("project"), offset: arguments.object["offset"]?.wholeNumber ?? 0,
            limit: arguments.object["limit"]?.wholeNumber ?? 100)
        guard offset >= 0, limit >= 0 else {
            throw WorkspaceError.invalid("offset and limit must not be negative", code: "invalid_value")
        }
    }

    package var arguments: JSONObject {
        ["project": .string(project), "offset": .integer(Int64(offset)), "limit": .integer(Int64(limit))]
    }
}

package struct ProjectOverview: VerbOutput, Equatable {
    package var project: Project
    /// In all, not only those given.
    package var experimentCount: Int
    /// Newest first.
    package var experiments: [ExperimentSummary]
    /// The 20 newest, newest first.
    package var activities: [Activity]

    package init(
        project: Project, experimentCount: Int, experiments: [ExperimentSummary], activities: [Activity]
    ) {
        self.project = project
        self.experimentCount = experimentCount
        self.experiments = experiments
        self.activities = activities
    }

    package init(json: JSON) throws {
        project = try Project(json: json)
        experimentCount = json["experimentCount"]?.wholeNumber ?? 0
        experiments = try [ExperimentSummary](json: json["experiments"] ?? .null)
        activities = try [Activity](json: json["activities"] ?? .null)
    }

    package var json: JSON {
        var object = project.object
        object["experimentCount"] = .integer(Int64(experimentCount))
        object["experiments"] = experiments.json
        object["activities"] = activities.json
        return .object(object)
    }
}
