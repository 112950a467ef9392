internal import Experiments

/// What a launch did afterwards: the plan of its holdout, its windows, and whether the effect lasts.
struct HoldoutTab: Sendable {
    var tone: String
    var word: String
    var headline: String
    var evidence: String
    var next: String
    var hasFinding: Bool
    var figure: FigureView?
    var checkpoints: TableView?
    var plan: FormView
    var check: FormView?
    var begin: FormView?
    var end: FormView?
    var answer: String?

    /// - Parameter found: nil in it without a plan.
    init(
        _ subject: ExperimentSubject, found result: Result<HoldoutCheck?, any Error>, answer: String?,
        filled: FilledForm?
    ) {
        let found = (try? result.get()).flatMap(\.self)
        (tone, word) = Self.look(found?.classification.word)
        headline = found?.headline.withUnbrokenPercents ?? "No holdout is planned."
        evidence =
            found?.evidence.withUnbrokenPercents
            ?? "A holdout keeps a small share of users on the old variant after a launch, and tells whether the effect lasts."
        next = found?.next ?? "Plan it when the launch begins."
        hasFinding = found != nil
        figure = found.flatMap { check in
            check.classification.readings.isEmpty
                ? nil
                : FigureView(
                    HoldoutPlot.plot(check), lead: "Each checkpoint with two standard errors; dashed: the trend.",
                    alone: subject.plot("holdout"))
        }
        checkpoints = found.map { Self.table(of: $0, subject) }
        plan = HoldoutForms.planView(of: subject, after: filled)
        let isPlanned = subject.experiment.holdoutPlan != nil
        check = isPlanned ? HoldoutForms.checkView(of: subject, after: filled) : nil
        begin = isPlanned ? HoldoutForms.startView(of: subject, after: filled) : nil
        end = isPlanned ? HoldoutForms.endView(of: subject, after: filled) : nil
        self.answer = answer
        if case .failure(let error) = result {
            headline = "The plan of the holdout cannot be used."
            evidence = (error as? WorkspaceError)?.message ?? "Why stands in the server's log."
            next = "Plan it again, or mend the experiment's definition."
        }
    }

    private static func look(_ word: HoldoutClassification.Word?) -> (String, String) {
        switch word {
        case .holds: ("better", "Holds")
        case .improves: ("better", "Improves")
        case .decays: ("worse", "Decays")
        case .cannotTellYet: ("unsure", "Cannot tell yet")
        case nil: ("unsure", "Holdout")
        }
    }

    private static func table(of check: HoldoutCheck, _ subject: ExperimentSubject) -> TableView {
        TableView(
            caption: "Checkpoints", heads: ["Window ends after", "Experiment", "Window", "State"],
            rows: check.checkpoints.map { point in
                let state =
                    switch point.state {
                    case .notYetDue(let instant): "due on \(instant.day)"
                    case .due: "waits for its analysis"
                    case .lacksData(let sentence): sentence
                    case .analyzed: "analyzed"
                    }
                return .init(
                    head: NumberFormat.count(point.day, of: "day"),
                    cells: [point.slug, "\(point.window.start.day) to \(point.window.observationEnd.day)", state])
            })
    }
}
