internal import Experiments

/// All projects.
struct ProjectsPage: Sendable {
    struct Item: Sendable {
        var name: String
        var address: String
        var summary: String
        var stage: String
        var experiments: String
        var changed: String
    }

    var title = "Projects"
    var crumbs: [Crumb] = []
    var items: [Item]
    var isEmpty: Bool

    init(projects: [ProjectSummary]) {
        isEmpty = projects.isEmpty
        items = projects.map { summary in
            let project = summary.project
            return Item(
                name: project.name, address: PageAddress.project(project.id),
                summary: project.goal ?? project.hypothesis ?? project.description ?? "",
                stage: project.stage.rawValue,
                experiments: NumberFormat.count(summary.experimentCount, of: "experiment"),
                changed: project.updatedAt.day)
        }
    }
}
