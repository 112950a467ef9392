/// One line of a project's log.
package struct Activity: WorkspaceRecord {
    package var id = ""
    package var projectId = ""
    package var type = ""
    package var title = ""
    package var detail: String?
    package var createdAt = Instant(milliseconds: 0)

    package init() {}

    package init(id: String, projectId: String, type: String, title: String, detail: String? = nil, at: Instant) {
        self.id = id
        self.projectId = projectId
        self.type = type
        self.title = title
        self.detail = detail
        createdAt = at
    }

    package static let table = "Activity"
    package static let fields: [Field<Activity>] = [
        .text("id", \.id),
        .text("projectId", \.projectId),
        .text("type", \.type),
        .text("title", \.title),
        .text("detail", \.detail),
        .instant("createdAt", \.createdAt),
    ]
}
