internal import Experiments

/// The forms of an experiment's pages. The word is the last step of the address that a form is sent to.
enum ExperimentForm: String, CaseIterable, Sendable {
    case start, analyze, reweight, decide, close, archive, reopen, definition
    case input, collect
    case learning
    case holdoutPlan = "holdout-plan"
    case holdoutCheck = "holdout-check"
    case holdoutStart = "holdout-start"
    case holdoutEnd = "holdout-end"

    /// The page that holds it.
    var tab: ExperimentTab {
        switch self {
        case .start, .analyze, .reweight, .decide, .close, .archive, .reopen, .definition: .overview
        case .input, .collect: .data
        case .learning: .report
        case .holdoutPlan, .holdoutCheck, .holdoutStart, .holdoutEnd: .holdout
        }
    }

    /// Performs the verb that the form becomes. No rule is here: what the verb refuses is shown.
    func perform(
        _ values: FormValues, of subject: ExperimentSubject, on workspace: any WorkspaceService
    ) async throws -> PageDoor.Outcome {
        let (project, slug) = (subject.project.id, subject.experiment.slug)
        func stored(_ notice: String, at tab: ExperimentTab? = nil) -> PageDoor.Outcome {
            .stored(at: subject.address(tab ?? self.tab), notice: notice)
        }
        switch self {
        case .start:
            _ = try await workspace.perform(ExperimentForms.startVerb(values, of: subject))
            return stored("started")
        case .analyze:
            _ = try await workspace.perform(
                AnalyzeExperiment(project: project, slug: slug, isIndicative: values.isChecked("indicative")))
            return stored("analyzed")
        case .reweight:
            return .answered(ReweightForm.text(try await workspace.perform(ReweightForm.verb(values, of: subject))))
        case .decide:
            _ = try await workspace.perform(DecideForm.verb(values, of: subject))
            return stored("decided")
        case .close:
            _ = try await workspace.perform(CloseExperiment(project: project, slug: slug))
            return stored("closed")
        case .archive:
            _ = try await workspace.perform(ArchiveExperiment(project: project, slug: slug))
            return stored("archived")
        case .reopen:
            _ = try await workspace.perform(ExperimentForms.reopenVerb(values, of: subject))
            return stored("reopened")
        case .definition:
            guard let verb = try DefinitionForm.verb(values, of: subject) else { return stored("unchanged") }
            _ = try await workspace.perform(verb)
            return stored("definition")
        case .input:
            _ = try await workspace.perform(DataForm.verb(values, of: subject))
            // There the data are analyzed.
            return stored("input", at: .overview)
        case .collect:
            var verb = CollectExperiment(
                project: project, slug: slug, source: values.text("source"), reason: values.text("changeReason"))
            verb.allowsMissingEvents = values.isChecked("allowMissingEvents")
            _ = try await workspace.perform(verb)
            return stored("collected", at: .overview)
        case .learning:
            guard let verb = try LearningForm.verb(values, of: subject) else { return stored("unchanged") }
            _ = try await workspace.perform(verb)
            return stored("learning")
        case .holdoutPlan:
            _ = try await workspace.perform(HoldoutForms.planVerb(values, of: subject))
            return stored("planned")
        case .holdoutCheck:
            let arguments: JSONObject = ["project": .string(project), "slug": .string(slug)]
            _ = try await workspace.perform(CheckHoldout(arguments: arguments))
            return stored("checked")
        case .holdoutStart:
            let verb = try StartHoldout(arguments: HoldoutForms.verbArguments(values, of: subject))
            return .answered(try await workspace.perform(verb).text)
        case .holdoutEnd:
            let verb = try EndHoldout(arguments: HoldoutForms.verbArguments(values, of: subject))
            return .answered(try await workspace.perform(verb).text)
        }
    }
}
