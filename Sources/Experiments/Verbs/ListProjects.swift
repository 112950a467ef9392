/// All projects, the latest changed first.
package struct ListProjects: Verb {
    package typealias Output = [ProjectSummary]

    package static let declaration = VerbDeclaration(
        "projects", .read, .get, "/api/projects", "All projects, the latest changed first.")

    package init() {}
    package init(_ arguments: VerbArguments) {}
    package var arguments: JSONObject { [:] }
}

package struct ProjectSummary: JSONConvertible, Equatable {
    package var project: Project
    package var experimentCount: Int

    package init(project: Project, experimentCount: Int) {
        self.project = project
        self.experimentCount = experimentCount
    }

    package init(json: JSON) throws {
        project = try Project(json: json)
        experimentCount = json["experimentCount"]?.wholeNumber ?? 0
    }

    package var json: JSON {
        var object = project.object
        object["experimentCount"] = .integer(Int64(experimentCount))
        return .object(object)
    }
}
