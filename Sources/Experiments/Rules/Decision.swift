/// What to do with a treatment; in the order in which one treatment's decision speaks for the whole experiment.
package enum Decision: String, Sendable, CaseIterable {
    /// Adopt the treatment.
    case `continue` = "CONTINUE"
    /// Change nothing until the doubt is resolved.
    case pause = "PAUSE"
    /// Nothing is known well enough; keep collecting, or keep the control.
    case inconclusive = "INCONCLUSIVE"
    /// Take the treatment out.
    case rollbackCandidate = "ROLLBACK_CANDIDATE"

    /// As people read it.
    package var words: String {
        switch self {
        case .continue: "Continue"
        case .pause: "Pause"
        case .inconclusive: "Inconclusive"
        case .rollbackCandidate: "Roll back"
        }
    }

    /// Reads also `ROLLBACK CANDIDATE`, as the replaced system wrote it; nil for any other word.
    package init?(text: String) {
        self.init(rawValue: Field<Experiment>.decisionWord(text))
    }
}
