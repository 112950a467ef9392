/// The rules of a decision, in the order in which they are tried; the first that matches decides.
package enum DecisionRule: String, Sendable, CaseIterable {
    case notComputable = "not_computable"
    case sampleRatio = "srm"
    case minimumSample = "minimum_sample"
    case priorNotExact = "prior_not_exact"
    case bothRisky = "both_risky"
    case harm
    case guardrailWatch = "guardrail_watch"
    case riskyOrLeaning = "risky_or_leaning"
    case tooEarly = "too_early"
    case win
    case unclear
    /// Takes the place of `win`, and of `harm` to the primary metric alone, where looks are free.
    case noAnyTimeSupport = "no_any_time_support"

    /// nil: there is no decision.
    package var decision: Decision? {
        switch self {
        case .notComputable: nil
        case .win: .continue
        case .sampleRatio, .priorNotExact, .guardrailWatch, .riskyOrLeaning, .noAnyTimeSupport: .pause
        case .minimumSample, .bothRisky, .tooEarly, .unclear: .inconclusive
        case .harm: .rollbackCandidate
        }
    }

    /// Whether it waits for more data.
    package var asksForData: Bool {
        switch self {
        case .minimumSample, .priorNotExact, .bothRisky, .riskyOrLeaning, .tooEarly, .unclear, .noAnyTimeSupport: true
        case .notComputable, .sampleRatio, .harm, .guardrailWatch, .win: false
        }
    }

    /// What the rule found, without numbers.
    package var sentence: String {
        switch self {
        case .notComputable: "P(win) of the primary metric cannot be computed."
        case .sampleRatio: "The users are not split as planned, so no direction can be trusted, harm included."
        case .minimumSample: "A variant has fewer users than the minimum sample."
        case .priorNotExact: "The verdict must rest on the exact posterior, which cannot be computed with this prior."
        case .bothRisky: "Adopting the treatment and keeping the control may both cost too much."
        case .harm: "The treatment very probably harms the primary metric or a guardrail."
        case .guardrailWatch: "A guardrail may be harmed, or cannot be judged."
        case .riskyOrLeaning: "The treatment is ahead, and adopting it is still too much of a risk."
        case .tooEarly: "The treatment wins, over too few whole days."
        case .win: "The treatment wins, at a small risk, and no guardrail gives reason to wait."
        case .unclear: "Neither a win nor harm can be told from chance."
        case .noAnyTimeSupport: "The interval that is valid at any look does not exclude zero in that direction."
        }
    }
}
