internal import ArgumentParser
internal import Experiments

struct SnapshotsCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshots", abstract: ListSnapshots.declaration.summary,
        discussion: """
            EXAMPLE
              experiment snapshots ID button
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @OptionGroup var options: WorkspaceOptions

    func verb() -> ListSnapshots { ListSnapshots(project: project, slug: slug) }

    func text(_ output: [Snapshot]) -> String {
        guard !output.isEmpty else { return "No snapshots." }
        var table = TextTable(["Id", "At", "Source", "Window", "SHA-256"])
        for snapshot in output {
            let window = "\(snapshot.windowStart?.day ?? "?") to \(snapshot.windowEnd?.day ?? "open")"
            table.add([
                snapshot.id, snapshot.createdAt.jsonText, snapshot.source, window, String(snapshot.sha256.prefix(12)),
            ])
        }
        return table.text
    }
}
