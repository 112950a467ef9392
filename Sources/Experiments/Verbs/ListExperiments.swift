/// The experiments of a project in short, newest first.
package struct ListExperiments: Verb {
    package typealias Output = [ExperimentSummary]
    package var project: String

    package static let declaration = VerbDeclaration(
        "experiments", .read, .get, "/api/projects/{project}/experiments",
        "The experiments of a project in short, newest first.", parameters: [.project])

    package init(project: String) { self.project = project }
    package init(_ arguments: VerbArguments) { project = arguments.text("project") }
    package var arguments: JSONObject { ["project": .string(project)] }
}

/// The fields of an experiment that a list shows.
package struct ExperimentSummary: WorkspaceRecord {
    package var id = ""
    package var slug = ""
    package var status = ExperimentStatus.draft
    package var createdAt = Instant(milliseconds: 0)
    package var updatedAt = Instant(milliseconds: 0)
    package var method: String?
    package var primaryMetricEvent: String?
    package var observationStart: Instant?
    package var observationEnd: Instant?
    package var decision: String?
    package var decisionSummary: String?

    package init() {}

    package static let table = Experiment.table
    package static let fields: [Field<ExperimentSummary>] = [
        .text("id", \.id),
        .text("slug", \.slug),
        .word("status", \.status),
        .instant("createdAt", \.createdAt),
        .instant("updatedAt", \.updatedAt),
        .text("method", \.method),
        .text("primaryMetricEvent", \.primaryMetricEvent),
        .instant("observationStart", \.observationStart),
        .instant("observationEnd", \.observationEnd),
        .decision("decision", \.decision),
        .text("decisionSummary", \.decisionSummary),
    ]
}
