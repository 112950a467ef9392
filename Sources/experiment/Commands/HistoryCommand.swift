internal import ArgumentParser
internal import Experiments

struct HistoryCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: ListHistory.declaration.summary,
        discussion: """
            EXAMPLE
              experiment history ID
              experiment history ID button --limit 10
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "An experiment's slug; all of the project without it.")
    var slug: String?

    @Option(help: "How many writes to show.")
    var limit = 100

    @OptionGroup var options: WorkspaceOptions

    func verb() throws -> ListHistory {
        var arguments: JSONObject = ["project": .string(project), "limit": .integer(Int64(limit))]
        arguments["slug"] = slug.map(JSON.string)
        return try ListHistory(arguments: arguments)
    }

    func text(_ output: [HistoryEntry]) -> String {
        guard !output.isEmpty else { return "No writes." }
        var table = TextTable(["#", "At", "Who", "What", "Record", "Id", "Hash"], rightAligned: [0])
        for entry in output {
            table.add([
                NumberFormat.count(entry.sequence), entry.at.jsonText, entry.actor, entry.action, entry.entity,
                entry.entityId, String(entry.hash.prefix(12)),
            ])
        }
        return table.text
    }
}
