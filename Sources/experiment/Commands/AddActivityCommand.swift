internal import ArgumentParser
internal import Experiments

struct AddActivityCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-activity", abstract: AddActivity.declaration.summary,
        discussion: """
            EXAMPLE
              experiment add-activity ID --type note --title "Flag enabled for 50 %"
            """)

    @Argument(help: "The project's id.")
    var project: String

    @Option(parsing: .unconditional, help: "What kind of line, such as note.")
    var type: String

    @Option(parsing: .unconditional, help: "The line itself.")
    var title: String

    @Option(parsing: .unconditional, help: "More of it.")
    var detail: String?

    @OptionGroup var options: WorkspaceOptions

    func verb() throws -> AddActivity {
        try AddActivity(arguments: AddActivity(project: project, type: type, title: title, detail: detail).arguments)
    }

    func text(_ output: Activity) -> String { "Added: \(output.title)" }
}
