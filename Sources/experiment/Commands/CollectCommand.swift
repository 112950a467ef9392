internal import ArgumentParser
internal import Experiments

struct CollectCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect", abstract: CollectExperiment.declaration.summary,
        discussion: """
            The source is the one that the experiment's dataSource names, else the events kept in the workspace.

            EXAMPLE
              experiment collect ID button
              experiment collect ID button --source warehouse
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Argument(help: "The experiment's slug.")
    var slug: String

    @Option(parsing: .unconditional, help: "Another source than the experiment's own.")
    var source: String?

    @Option(parsing: .unconditional, help: "Why a closed experiment is opened again.")
    var changeReason: String?

    @Flag(help: "Take an event that nobody has ever fired as new, not misspelt: it counts as 0 for everybody.")
    var allowMissingEvents = false

    @OptionGroup var options: WorkspaceOptions

    func verb() -> CollectExperiment {
        var verb = CollectExperiment(project: project, slug: slug, source: source, reason: changeReason)
        verb.allowsMissingEvents = allowMissingEvents
        return verb
    }

    func text(_ output: CollectedData) -> String {
        var lines = [
            output.isNew
                ? "Collected from \(output.snapshot.source) into the snapshot \(output.snapshot.id)."
                : "Nothing new: the window is over, and the snapshot \(output.snapshot.id) stands."
        ]
        let detail = output.snapshot.detail.flatMap { try? JSON(parsing: $0) }
        if let users = detail?["multiple_exposures"]?["users"]?.wholeNumber, users > 0 {
            let isKept = detail?["multiple_exposures"]?["treated_as"] == "first_exposure"
            lines.append(
                "\(NumberFormat.count(users, of: "user")) in several variants: "
                    + (isKept ? "kept with the first one." : "left out."))
        }
        for note in detail?["notes"]?.array ?? [] { if let text = note.text { lines.append("Note: \(text)") } }
        return (lines + ["", CheckCommand.text(of: output.check)]).joined(separator: "\n")
    }
}
