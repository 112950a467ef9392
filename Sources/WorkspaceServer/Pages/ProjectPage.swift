internal import Experiments

/// One project: where it stands, what it wants to know, its experiments and its log.
struct ProjectPage: Sendable {
    static let experimentsPerPage = 100

    struct Step: Sendable {
        var name: String
        var isDone: Bool
        var isCurrent: Bool
    }

    struct Fact: Sendable {
        var name: String
        var text: String
    }

    struct Item: Sendable {
        var slug: String
        var address: String
        var status: String
        var metric: String
        var window: String
        var decision: String
    }

    struct Event: Sendable {
        var day: String
        var title: String
        var detail: String
    }

    var title: String
    var crumbs: [Crumb]
    var description: String
    var steps: [Step]
    var facts: [Fact]
    var hasFacts: Bool
    var experiments: [Item]
    var hasExperiments: Bool
    var count: String
    var newer: String?
    var older: String?
    var events: [Event]
    var hasEvents: Bool

    init(_ overview: ProjectOverview, number: Int) {
        let project = overview.project
        title = project.name
        crumbs = [Crumb(name: project.name)]
        description = project.description ?? ""
        steps = Self.steps(at: project.stage)
        facts = Self.facts(of: project)
        hasFacts = !facts.isEmpty
        experiments = overview.experiments.map { Item($0, project: project.id) }
        hasExperiments = overview.experimentCount > 0
        count = NumberFormat.count(overview.experimentCount)
        let address = PageAddress.project(project.id)
        newer = number > 1 ? "\(address)?page=\(number - 1)" : nil
        older = number * Self.experimentsPerPage < overview.experimentCount ? "\(address)?page=\(number + 1)" : nil
        events = overview.activities.map { Event(day: $0.createdAt.day, title: $0.title, detail: $0.detail ?? "") }
        hasEvents = !events.isEmpty
    }

    private static func steps(at stage: Stage) -> [Step] {
        let current = Stage.all.firstIndex(of: stage)
        let known = Stage.all.enumerated().map { index, step in
            Step(name: step.rawValue, isDone: current.map { index < $0 } ?? false, isCurrent: index == current)
        }
        return current == nil ? known + [Step(name: stage.rawValue, isDone: false, isCurrent: true)] : known
    }

    private static func facts(of project: Project) -> [Fact] {
        let texts: [(String, String?)] = [
            ("Goal", project.goal), ("Intent", project.intent), ("Hypothesis", project.hypothesis),
            ("Change", project.change), ("Variants", project.variants), ("Primary metric", project.primaryMetric),
            ("Guardrails", project.guardrails), ("Constraints", project.constraints),
            ("Open questions", project.openQuestions), ("Flag", project.flagKey), ("Last action", project.lastAction),
            ("Last learning", project.lastLearning),
        ]
        return texts.compactMap { name, text in
            text.flatMap { $0.trimmed.isEmpty ? nil : Fact(name: name, text: $0) }
        }
    }
}

extension ProjectPage.Item {
    init(_ experiment: ExperimentSummary, project: String) {
        slug = experiment.slug
        address = PageAddress.experiment(experiment.slug, of: project)
        status = experiment.status.rawValue
        metric = experiment.primaryMetricEvent ?? NumberFormat.none
        window = "\(experiment.observationStart?.day ?? "?") to \(experiment.observationEnd?.day ?? "open")"
        decision = experiment.decision ?? NumberFormat.none
    }
}
