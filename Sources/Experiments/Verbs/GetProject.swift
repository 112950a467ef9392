/// A project with its experiments, its log and its conversation.
package struct GetProject: Verb {
    package typealias Output = ProjectDetail
    package var project: String

    package static let declaration = VerbDeclaration(
        "get-project", .read, .get, "/api/projects/{project}",
        "A project with its experiments, activities and messages.",
        parameters: [.project], otherKeys: .ignored)

    package init(project: String) { self.project = project }
    package init(_ arguments: VerbArguments) { project = arguments.text("project") }
    package var arguments: JSONObject { ["project": .string(project)] }
}

package struct ProjectDetail: VerbOutput, Equatable {
    package var project: Project
    /// Newest first.
    package var experiments: [Experiment]
    /// The 20 newest, newest first.
    package var activities: [Activity]
    /// Oldest first.
    package var messages: [Message]

    package init(project: Project, experiments: [Experiment], activities: [Activity], messages: [Message]) {
        self.project = project
        self.experiments = experiments
        self.activities = activities
        self.messages = messages
    }

    package init(json: JSON) throws {
        project = try Project(json: json)
        experiments = try [Experiment](json: json["experiments"] ?? .null)
        activities = try [Activity](json: json["activities"] ?? .null)
        messages = try [Message](json: json["messages"] ?? .null)
    }

    package var json: JSON {
        var object = project.object
        object["experiments"] = experiments.json
        object["activities"] = activities.json
        object["messages"] = messages.json
        return .object(object)
    }
}
