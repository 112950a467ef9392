internal import Experiments

extension OverviewTab.Actions {
    init(
        _ subject: ExperimentSubject, check: CheckReport, recommendation: Recommendation?, filled: FilledForm?
    ) {
        let status = subject.experiment.status
        let isOpen = !status.isClosed
        start = status == .draft ? ExperimentForms.startView(of: subject, after: filled) : nil
        // Form by form: what the workspace refuses anyway is not offered.
        let canAnalyze = isOpen && subject.experiment.inputData != nil
        analyze =
            canAnalyze && (!check.isAnalyzed || filled?.form == ExperimentForms.analyze)
            ? ExperimentForms.analyzeView(of: subject, check: check, after: filled) : nil
        reweight = ReweightForm.view(of: subject, after: filled)
        decide = isOpen ? recommendation.map { DecideForm.view(of: subject, $0, after: filled) } : nil
        close =
            isOpen && subject.experiment.decision != nil ? ExperimentForms.closeView(of: subject, after: filled) : nil
        archive = status == .decided ? ExperimentForms.archiveView(of: subject, after: filled) : nil
        reopen = status == .decided ? ExperimentForms.reopenView(of: subject, after: filled) : nil
        isDeciding = decide?.isRefused == true || (subject.experiment.decision == nil && check.isAnalyzed)
        isReopening = reopen?.isRefused == true
    }
}
