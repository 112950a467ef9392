internal import ArgumentParser
internal import Experiments

struct CreateProjectCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-project", abstract: CreateProject.declaration.summary,
        discussion: """
            Makes the workspace's file where there is none yet.

            EXAMPLE
              experiment create-project "Checkout redesign" \\
                --description "Fewer steps to pay"
            """)

    @Argument(help: "What people call it.")
    var name: String

    @Option(parsing: .unconditional, help: "What it is about.")
    var description: String?

    @Option(name: .customLong("flagServerUrl"), parsing: .unconditional, help: "Where its feature flags are served.")
    var flagServerUrl: String?

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        try await options.perform(isCreating: true, verb, text: text)
    }

    func verb() throws -> CreateProject {
        try CreateProject(
            arguments: CreateProject(name: name, description: description, flagServerUrl: flagServerUrl).arguments)
    }

    func text(_ output: Project) -> String {
        "Created the project \(output.name).\n\n\(TextOutput.record(output))"
    }
}
