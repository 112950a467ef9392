internal import Experiments

/// One turn of a bandit.
enum ReweightForm {
    static let name = "reweight"

    /// nil for what is no bandit, or is closed.
    static func view(of subject: ExperimentSubject, after filled: FilledForm?) -> FormView? {
        guard subject.experiment.method == "bandit", !subject.experiment.status.isClosed else { return nil }
        return FormView(
            name, at: subject.address(ofForm: name),
            lead: "Collects, tests the stop and proposes weights. Without the tick nothing is pushed.",
            fields: [
                .check("apply", "Push the weights to the flag", hint: "A new epoch begins with them.")
            ], submit: "Take a turn", after: filled)
    }

    static func verb(_ values: FormValues, of subject: ExperimentSubject) -> ReweightExperiment {
        ReweightExperiment(
            project: subject.project.id, slug: subject.experiment.slug, isApplying: values.isChecked("apply"))
    }

    /// What the turn came to, for the page.
    static func text(_ answer: ReweightAnswer) -> String {
        let moves = answer.to.map { share in
            let from = answer.from.first { $0.name == share.name }?.value
            return "\(share.name) \(NumberFormat.percent(from)) → \(NumberFormat.percent(share.value))"
        }
        let epoch = answer.epoch.map { "Epoch \($0) begins." }
        let word =
            moves.isEmpty
            ? nil : "\(answer.outcome == .applied ? "Applied" : "Proposed"): \(moves.joined(separator: ", "))."
        return ([answer.reason, word, epoch].compactMap(\.self) + answer.warnings).joined(separator: "\n")
    }
}
