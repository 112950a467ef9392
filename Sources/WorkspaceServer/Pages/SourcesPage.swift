internal import Experiments

/// Where a project's data come from.
struct SourcesPage: Sendable {
    struct Item: Sendable {
        var name: String
        var kind: String
        var facts: [Fact]
        var test: FormView
        var remove: FormView
    }

    struct Finding: Sendable {
        var tone: String
        var word: String
        var text: String
    }

    struct Report: Sendable {
        var source: String
        var findings: [Finding]
    }

    var frame: Frame
    var items: [Item]
    var isEmpty: Bool
    var report: Report?
    var add: FormView

    init(
        _ sources: [SourceConfiguration], of project: Project, frame: Frame, report: SourceReport?, filled: FilledForm?
    ) {
        self.frame = frame
        items = sources.enumerated().map { number, source in
            Item(
                name: source.name, kind: source.kind.rawValue,
                facts: Fact.list([
                    ("Address", source.url), ("User", source.user), ("Database", source.database),
                    ("Path", source.path),
                    ("Environment", source.envId), ("Secret in", source.secretEnv ?? source.secretFile),
                    ("Settings", source.options),
                ]),
                test: SourceForms.testView(source, number: number, in: project.id),
                remove: SourceForms.removeView(source, number: number, in: project.id))
        }
        isEmpty = items.isEmpty
        self.report = report.map { report in
            Report(
                source: report.source,
                findings: report.findings.map {
                    Finding(
                        tone: $0.isFine ? "better" : "worse", word: $0.isFine ? "fine" : "missing", text: $0.sentence)
                })
        }
        add = SourceForms.addView(in: project.id, after: filled)
    }
}
