internal import ArgumentParser
internal import Experiments

struct GetProjectCommand: VerbCommand {
    static let configuration = CommandConfiguration(
        commandName: "get-project", abstract: GetProject.declaration.summary)

    @Argument(help: "The project's id.")
    var project: String

    @OptionGroup var options: WorkspaceOptions

    func verb() -> GetProject { GetProject(project: project) }

    func text(_ output: ProjectDetail) -> String {
        var parts = [TextOutput.record(output.project)]
        if !output.experiments.isEmpty {
            var table = TextTable(["Experiment", "Status", "Primary metric", "Decision"])
            for experiment in output.experiments {
                table.add([
                    experiment.slug, experiment.status.rawValue, experiment.primaryMetricEvent ?? NumberFormat.none,
                    experiment.decision ?? NumberFormat.none,
                ])
            }
            parts.append(table.text)
        }
        if !output.activities.isEmpty {
            parts.append(output.activities.map { "\($0.createdAt.day)  \($0.title)" }.joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n")
    }
}
