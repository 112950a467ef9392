internal import Experiments

/// All projects, or those whose name holds what was looked for.
struct ProjectsPage: Sendable {
    static let perPage = 50

    struct Item: Sendable {
        var name: String
        var address: String
        var summary: String?
        var stage: String
        var experiments: String
        var changed: String
    }

    var frame: Frame
    var items: [Item]
    var isEmpty: Bool
    var hasSearch: Bool
    var query: String
    var isNothingFound: Bool
    var pager: Pager?

    init(_ projects: [ProjectSummary], query: String, number: Int, frame: Frame) {
        self.frame = frame
        self.query = query
        let found =
            query.isEmpty ? projects : projects.filter { $0.project.name.lowercased().contains(query.lowercased()) }
        isEmpty = projects.isEmpty
        hasSearch = projects.count > 8
        isNothingFound = found.isEmpty && !projects.isEmpty
        let size = Self.perPage
        items = found.dropFirst((number - 1) * size).prefix(size).map(Item.init)
        let address = query.isEmpty ? "/projects" : "/projects?q=\(query.percentEncoded)"
        pager = Pager(page: number, size: size, of: found.count, at: address, newer: "Back", older: "More")
    }
}

extension ProjectsPage.Item {
    init(_ summary: ProjectSummary) {
        let project = summary.project
        name = project.name.shortened(to: 300)
        address = PageAddress.project(project.id)
        self.summary = (project.goal ?? project.hypothesis ?? project.description)?.shortened(to: 300)
        stage = project.stage.rawValue
        experiments = NumberFormat.count(summary.experimentCount, of: "experiment")
        changed = project.updatedAt.day
    }
}
