internal import Experiments

/// The whole of one experiment on one page that prints, and what was learned.
struct ReportTab: Sendable {
    var statement: String?
    var decided: OverviewTab.DecisionView?
    var facts: [Fact]
    var numbers: MetricTable?
    /// Where the other metrics are, if the table does not hold all.
    var moreNumbers: String?
    var learned: [Fact]
    var hasLearned: Bool
    var learning: FormView
    var isLearning: Bool
    var head: String
    /// Of the page of its own, but for its kind.
    var pageAddress: String

    init(_ subject: ExperimentSubject, report: ExperimentReport, filled: FilledForm?) {
        let experiment = subject.experiment
        statement = report.recommendation?.statement
        decided = experiment.decision.map {
            .init(
                tone: DecisionLook.tone(of: $0), word: DecisionLook.word($0), summary: experiment.decisionSummary ?? "",
                reason: experiment.decisionReason ?? "")
        }
        facts = ExperimentFacts.all(of: experiment)
        numbers = subject.result.flatMap { result in
            let sections = MetricTable.page(1, of: result).sections
            return sections.isEmpty ? nil : MetricTable(sections, of: result, plan: subject.plan, scaledWith: sections)
        }
        moreNumbers = subject.result.flatMap {
            MetricTable.page(1, of: $0).pages > 1 ? subject.address(.results) + "?page=2" : nil
        }
        learned = Fact.list(LearningForm.fields.map { ($0.label, $0.read(experiment)) })
        hasLearned = !learned.isEmpty
        learning = LearningForm.view(of: subject, after: filled)
        isLearning = learning.isRefused
        head = report.historyHead
        pageAddress =
            "/api/projects/\(subject.project.id.percentEncoded)/experiments/\(experiment.slug.percentEncoded)/report?page"
    }
}
