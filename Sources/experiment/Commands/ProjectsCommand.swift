internal import ArgumentParser
internal import Experiments

struct ProjectsCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "projects", abstract: ListProjects.declaration.summary)

    @OptionGroup var options: WorkspaceOptions

    func verb() -> ListProjects { ListProjects() }

    func text(_ output: [ProjectSummary]) -> String {
        guard !output.isEmpty else { return "No project yet. Create one: experiment create-project NAME" }
        var table = TextTable(["Project", "Stage", "Experiments", "Changed", "Id"], rightAligned: [2])
        for summary in output {
            let project = summary.project
            table.add([
                project.name, project.stage.rawValue, NumberFormat.count(summary.experimentCount),
                project.updatedAt.day, project.id,
            ])
        }
        return table.text
    }
}
