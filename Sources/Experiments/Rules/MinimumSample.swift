/// How many users each variant needs before its data are analyzed, and why so many.
package struct MinimumSample: Sendable, Equatable {
    /// Users per variant.
    package var users: Int
    package var step: Step
    /// What the step read.
    package var inputs: JSONObject
    /// For people: the number and what it rests on.
    package var sentence: String

    /// Where the number comes from.
    package enum Step: String, Sendable, CaseIterable {
        case given
        /// A rate of today that the hypothesis names.
        case hypothesis
        /// What the event's name says it counts.
        case eventKind = "event_kind"
        /// The control as it was measured.
        case measured
        /// What a person answered to the question.
        case answered
        /// Nothing was known: to be revised once there are data.
        case assumed
    }

    /// What is known when an experiment starts.
    package struct Evidence: Sendable {
        package var event: String
        package var hypothesis: String?
        package var given: Int?
        /// n users of the control, k of whom fired the event.
        package var measured: (n: Int, k: Int)?
        /// What was said to the question, word for word.
        package var answer: String?
        /// Whether there is still somebody to ask.
        package var canAsk: Bool

        package init(
            event: String, hypothesis: String? = nil, given: Int? = nil, measured: (n: Int, k: Int)? = nil,
            answer: String? = nil, canAsk: Bool = false
        ) {
            self.event = event
            self.hypothesis = hypothesis
            self.given = given
            self.measured = measured
            self.answer = answer
            self.canAsk = canAsk
        }
    }

    package enum Outcome: Sendable, Equatable {
        case found(MinimumSample)
        /// Nothing tells; this is the question to put.
        case ask(String)
    }

    /// The first of: what the user gave, the measured control, the rate in the hypothesis, the kind of event, the answer,
    /// the assumption. An answer is read only where the steps before it found nothing.
    ///
    /// - Throws: `WorkspaceError` (kind `invalid`): code `invalid_minimum_sample`, `invalid_baseline` or `invalid_answer`.
    package static func find(_ evidence: Evidence) throws -> Outcome {
        let measured = try evidence.measured.map { try users(n: $0.n, k: $0.k) }
        if let given = evidence.given { return .found(try Self.given(given)) }
        if let counts = evidence.measured {
            guard let users = measured ?? nil else { return .found(nobodyFired(evidence.event, n: counts.n)) }
            return .found(Self.measured(users, n: counts.n, k: counts.k, event: evidence.event))
        }
        if let named = evidence.hypothesis.flatMap(BaselineRate.init(namedIn:)) {
            return .found(hypothesis(named))
        }
        if let kind = EventKind(eventName: evidence.event) { return .found(eventKind(kind, event: evidence.event)) }
        if let answer = evidence.answer { return .found(try answered(answer, event: evidence.event)) }
        return evidence.canAsk ? .ask(question(of: evidence.event)) : .found(assumed([:]))
    }

    /// Users for a measured control; nil where none of its n users fired the event.
    ///
    /// - Throws: `WorkspaceError` (kind `invalid`, code `invalid_baseline`) unless 0 ≤ k ≤ n, 0 < n, and both n and the
    ///   users are at most 2^53 - 1.
    static func users(n: Int, k: Int) throws -> Int? {
        guard n > 0 else { throw invalidBaseline("has n = \(n); n counts the users of the control, at least 1") }
        guard k >= 0 else { throw invalidBaseline("has k = \(k); k counts users, at least 0") }
        guard k <= n else {
            throw invalidBaseline("has k = \(k) of n = \(n) users; k counts those of the n who fired the event")
        }
        guard n <= largest else { throw invalidBaseline("has n = \(n), more than 2^53 - 1") }
        guard k > 0 else { return nil }
        let users = enough(for: k, of: n)
        guard users <= largest else {
            throw invalidBaseline("of \(k) in \(n) users needs more than 2^53 - 1 users; choose a less rare event")
        }
        return users
    }

    /// Enough users to expect 30 who fire the event, rounded up in whole numbers, of at most 2^53 - 1.
    static func enough(for k: Int, of n: Int) -> Int { (30 * n + k - 1) / k }

    private static let largest = (1 << 53) - 1

    private static func invalidBaseline(_ what: String) -> WorkspaceError {
        .invalid("the measured baseline \(what)", code: "invalid_baseline")
    }
}
