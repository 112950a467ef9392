internal import Experiments

/// One project: where it stands, what it wants to know, its experiments and its log.
struct ProjectPage: Sendable {
    static let perPage = 50

    struct Step: Sendable {
        var name: String
        var isDone: Bool
        var isCurrent: Bool
    }

    struct Item: Sendable {
        var slug: String
        var address: String
        var status: String
        var metric: String
        var window: String
        var decision: String?
        var tone: String
    }

    struct Event: Sendable {
        var day: String
        var instant: String
        var title: String
        var detail: String
    }

    var frame: Frame
    var description: String?
    var steps: [Step]
    var facts: [Fact]
    var hasFacts: Bool
    var experiments: [Item]
    var hasExperiments: Bool
    var count: String
    var newExperiment: String
    var sources: String
    var pager: Pager?
    var events: [Event]
    var hasEvents: Bool
    var stateForm: FormView
    var stageForm: FormView
    var noteForm: FormView
    var deleteForm: FormView
    var isEditing: Bool
    var isMoving: Bool
    var isNoting: Bool
    var isDeleting: Bool

    init(_ overview: ProjectOverview, number: Int, frame: Frame, filled: FilledForm?) {
        let project = overview.project
        self.frame = frame
        description = project.description
        steps = Self.steps(at: project.stage)
        facts = ProjectForms.state.compactMap { field in
            ProjectForms.text(of: field.name, in: project).map { Fact(name: field.label, text: $0) }
        }
        hasFacts = !facts.isEmpty
        experiments = overview.experiments.map { Item($0, project: project.id) }
        hasExperiments = overview.experimentCount > 0
        count = NumberFormat.count(overview.experimentCount)
        let address = PageAddress.project(project.id)
        sources = "\(address)/sources"
        newExperiment = PageAddress.newExperiment(in: project.id)
        pager = Pager(page: number, size: Self.perPage, of: overview.experimentCount, at: address)
        events = overview.activities.map {
            Event(
                day: $0.createdAt.minute, instant: $0.createdAt.jsonText, title: $0.title.shortened(to: 300),
                detail: ($0.detail ?? "").shortened(to: 1000))
        }
        hasEvents = !events.isEmpty
        stateForm = ProjectForms.stateView(of: project, after: filled)
        stageForm = ProjectForms.stageView(of: project, after: filled)
        noteForm = ProjectForms.noteView(of: project, after: filled)
        deleteForm = ProjectForms.deleteView(of: project, after: filled)
        isEditing = stateForm.isRefused
        isMoving = stageForm.isRefused
        isNoting = noteForm.isRefused
        isDeleting = deleteForm.isRefused
    }

    static func steps(at stage: Stage) -> [Step] {
        let current = Stage.all.firstIndex(of: stage)
        let known = Stage.all.enumerated().map { index, step in
            Step(name: step.rawValue, isDone: current.map { index < $0 } ?? false, isCurrent: index == current)
        }
        return current == nil ? known + [Step(name: stage.rawValue, isDone: false, isCurrent: true)] : known
    }
}

extension ProjectPage.Item {
    init(_ experiment: ExperimentSummary, project: String) {
        slug = experiment.slug
        address = PageAddress.experiment(experiment.slug, of: project)
        status = experiment.status.rawValue
        metric = experiment.primaryMetricEvent?.shortened(to: 120) ?? NumberFormat.none
        window = WindowWords.of(experiment.observationStart, experiment.observationEnd)
        decision = experiment.decision.map(DecisionLook.word)
        tone = DecisionLook.tone(of: experiment.decision)
    }
}

/// How a decision looks: its word for people, and the tone that goes with it.
enum DecisionLook {
    static func word(_ decision: String) -> String {
        Decision(text: decision)?.words ?? decision.replacing("_", with: " ")
    }

    static func tone(of decision: String?) -> String {
        (decision.flatMap(Decision.init(text:)).map(Verdict.Tone.init(of:)) ?? .unsure).rawValue
    }
}
