/// The texts of a recommendation: summary, technical reason, next action and the statement that holds them all.
struct DecisionWords {
    var result: AnalysisResult
    var context: DecisionContext
    var evidence: [TreatmentEvidence]
    var decisions: [TreatmentDecision]
    /// The treatment that the decision speaks of.
    var spoken: TreatmentDecision
    var openBlockers: [String]
    var lifted: [(blocker: String, reason: String)]
    /// Of the spoken treatment, where others have the same decision; nil where it is unknown.
    var probabilityOfBeingBest: Double?
    var warnings: [AnalysisResult.Warning]

    var treatment: String { spoken.treatment }
    var move: MetricMove? { MetricMove(of: treatment, in: result.primaryMetric) }
    var event: String { result.primaryMetric?.event ?? "the primary metric" }
    var ownEvidence: TreatmentEvidence? { evidence.first { $0.treatment == treatment } }

    /// `Adopt Mens E-Mail: visit moves from 10.6 % to 18.3 %, +72 %; the risk is small, and …`
    var summary: String {
        let lead =
            switch spoken.rule.decision {
            case .continue: "Adopt \(treatment)"
            case .pause: "Pause \(treatment)"
            case .rollbackCandidate: "Roll \(treatment) back"
            case .inconclusive, nil: "Nothing is decided on \(treatment)"
            }
        let effect = spoken.rule == .sampleRatio ? nil : move?.sentence
        return "\(lead): \([effect, why].compactMap(\.self).joined(separator: "; "))."
    }

    /// `Rule win: P(win) > 99.99 % reaches 98.3 %, … Basis: Gaussian posterior on the lift. Users: …`
    var reason: String {
        let basis = result.primaryMetric?.basis.map { " Basis: \($0.words)." } ?? ""
        let overrides = lifted.map { " Passed over: \($0.blocker) (\($0.reason))." }.joined()
        let split = spoken.rule == .sampleRatio ? "" : " \(result.sampleRatio.finding)"
        let epochs = epochsSentence.map { " \($0)" } ?? ""
        return "Rule \(spoken.rule.rawValue): \(spoken.finding)\(basis)\(epochs)\(split)\(overrides)"
    }

    /// The summary's clause on why, without numbers.
    private var why: String {
        switch spoken.rule {
        case .notComputable: "P(win) cannot be computed"
        case .sampleRatio: "the users are not split as planned, so no difference can be trusted, good or bad"
        case .minimumSample: "there are fewer users than the minimum sample"
        case .priorNotExact: "at so few conversions the prior cannot be weighed"
        case .bothRisky: "either choice may still cost too much"
        case .harm: harmed.isEmpty ? "that very probably is harm" : "it very probably harms \(list(harmed))"
        case .guardrailWatch: guardrailDoubt
        case .riskyOrLeaning: "that is probably better, and not yet safe to adopt"
        case .tooEarly: "that is strong, and too short to tell from a few odd days"
        case .win: "the risk is small, and \(guardrailsAreWell)"
        case .unclear: "that cannot be told from chance"
        case .noAnyTimeSupport: "the interval that is valid at any look does not confirm it yet"
        }
    }

    var guardrailsAreWell: String { (ownEvidence?.guardrailsAreWell ?? []).joined(separator: ", and ") }

    var harmed: [String] { ownEvidence?.guardrails.filter(\.isHarmed).map(\.event) ?? [] }

    /// `it may harm error_rate (from 4.0 % to 4.6 %, +15 %), and refunds cannot be judged`
    var guardrailDoubt: String {
        let guardrails = ownEvidence?.guardrails ?? []
        let watched = guardrails.filter { $0.isWatched && $0.probabilityOfHarm != nil }.map(\.event)
        let unknown = guardrails.filter { $0.probabilityOfHarm == nil }.map(\.event)
        let parts = [
            watched.isEmpty ? nil : "it may harm \(moves(of: watched))",
            unknown.isEmpty ? nil : "\(list(unknown)) cannot be judged",
        ]
        return parts.compactMap(\.self).joined(separator: ", and ")
    }

    /// `error_rate (from 4.0 % to 4.6 %, +15 %)`
    func moves(of guardrails: [String]) -> String {
        list(
            guardrails.map { event in
                let move = MetricMove(of: treatment, in: result.guardrails.first { $0.event == event })
                return move.map { "\(event) (\($0.step))" } ?? event
            })
    }

    func list(_ names: [String]) -> String { names.joined(separator: " and ") }
}
