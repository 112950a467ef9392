/// One turn of the conversation that the replaced system kept beside a project. Read, never written by us.
package struct Message: WorkspaceRecord {
    package var id = ""
    package var projectId = ""
    package var role = ""
    package var content = ""
    package var metadata: String?
    package var createdAt = Instant(milliseconds: 0)

    package init() {}

    package static let table = "Message"
    package static let fields: [Field<Message>] = [
        .text("id", \.id),
        .text("projectId", \.projectId),
        .text("role", \.role),
        .text("content", \.content),
        .text("metadata", \.metadata),
        .instant("createdAt", \.createdAt),
    ]
}
