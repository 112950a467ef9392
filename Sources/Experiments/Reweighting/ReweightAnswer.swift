/// What one turn of a bandit came to.
package struct ReweightAnswer: VerbOutput, Equatable {
    package enum Outcome: String, Sendable {
        /// The next turn of the loop is not due.
        case notDue = "not_due"
        /// There is nothing to propose: too few users, a broken split, or no summaries per epoch.
        case waiting
        /// One variant is clearly the best, and the allocation is held.
        case stopped
        /// The weights are as they should be.
        case unchanged
        /// Shown, not pushed.
        case proposed
        /// Pushed, and an epoch opened.
        case applied
    }

    package var experiment: String
    package var outcome: Outcome
    /// Why, in a sentence.
    package var reason: String
    /// Variant to share, as it is now.
    package var from: [AnalysisResult.NamedValue<Double>] = []
    /// As proposed or applied; empty where nothing is.
    package var to: [AnalysisResult.NamedValue<Double>] = []
    /// The analysis that the proposal rests on.
    package var analysis: String?
    /// The epoch that was opened.
    package var epoch: Int?
    /// The revision of the flag after the push, where the flag system has one.
    package var flagRevision: String?
    /// When the next turn of the loop is due; nil without a loop, or after the stop.
    package var nextRun: Instant?
    package var warnings: [String] = []

    package init(experiment: String, outcome: Outcome, reason: String) {
        self.experiment = experiment
        self.outcome = outcome
        self.reason = reason
    }

    package var json: JSON {
        [
            "experiment": .string(experiment), "outcome": .string(outcome.rawValue), "reason": .string(reason),
            "from": Self.json(of: from), "to": to.isEmpty ? .null : Self.json(of: to),
            "analysis": analysis.map(JSON.string) ?? .null, "epoch": epoch.map { .integer(Int64($0)) } ?? .null,
            "flag_revision": flagRevision.map(JSON.string) ?? .null,
            "next_run": nextRun.map { .string($0.jsonText) } ?? .null,
            "warnings": .array(warnings.map(JSON.string)),
        ]
    }

    private static func json(of shares: [AnalysisResult.NamedValue<Double>]) -> JSON {
        .object(JSONObject(shares.map { ($0.name, .number($0.value)) }))
    }

    package init(json: JSON) throws {
        guard let experiment = json["experiment"]?.text, let reason = json["reason"]?.text,
            let outcome = json["outcome"]?.text.flatMap(Outcome.init(rawValue:))
        else { throw WorkspaceError.invalid("the answer is no turn of a bandit", code: "wrong_type") }
        self.init(experiment: experiment, outcome: outcome, reason: reason)
        from = Self.shares(json["from"])
        to = Self.shares(json["to"])
        analysis = json["analysis"]?.text
        epoch = json["epoch"]?.wholeNumber
        flagRevision = json["flag_revision"]?.text
        nextRun = json["next_run"].flatMap(Instant.init(json:))
        warnings = (json["warnings"]?.array ?? []).compactMap(\.text)
    }

    private static func shares(_ json: JSON?) -> [AnalysisResult.NamedValue<Double>] {
        (json?.object ?? [:]).compactMap { name, value in value.double.map { .init(name: name, value: $0) } }
    }
}
