/// What an event most likely counts, read from its name.
package enum EventKind: String, Sendable, CaseIterable {
    case click
    case signup
    case purchase
    case engagement
    /// Something that goes wrong, or is slow.
    case fault

    /// nil where the name holds none of the known words. The last of them counts, since a name puts the thing first and
    /// what happened to it last: `signup_cta_clicked` is a click. What follows `from` or `on` only says where.
    package init?(eventName: String) {
        let words = Self.words(of: eventName)
        let main = words.prefix { !Self.prepositions.contains($0) }
        guard let kind = Self.lastKind(in: main) ?? Self.lastKind(in: words[...]) else { return nil }
        self = kind
    }

    /// Users per variant that such an event needs as a rule.
    package var usualMinimum: Int {
        switch self {
        case .click: 500
        case .signup: 1000
        case .purchase: 1500
        case .engagement: 200
        case .fault: 1000
        }
    }

    /// In a sentence: `the usual number for a click`.
    package var phrase: String {
        switch self {
        case .click: "a click"
        case .signup: "a sign-up"
        case .purchase: "a purchase"
        case .engagement: "the use of a feature"
        case .fault: "errors and waiting times"
        }
    }

    // MARK: - Words

    /// `signUpCompleted`, `sign-up-completed` and `Sign up completed` are the words signup and completed.
    private static func words(of name: String) -> [String] {
        let parts = name.matches(of: #/\p{Lu}+(?!\p{Ll})[0-9]*|\p{Lu}?\p{Ll}+[0-9]*/#).map { $0.output.lowercased() }
        return parts.reduce(into: []) { words, part in
            if let whole = words.last.flatMap({ compounds[$0 + " " + part] }) {
                words[words.count - 1] = whole
            } else {
                words.append(part)
            }
        }
    }

    private static func lastKind(in words: ArraySlice<String>) -> EventKind? {
        words.reversed().lazy.compactMap { word in allCases.first { $0.names.contains(word) } }.first
    }

    private static let prepositions: Set<String> = [
        "on", "from", "in", "at", "via", "after", "before", "during", "for",
    ]

    private static let compounds: [String: String] = [
        "sign up": "signup", "signed up": "signup", "signs up": "signup", "signing up": "signup", "sign ups": "signup",
        "check out": "checkout", "checked out": "checkout", "checks out": "checkout", "load time": "latency",
        "response time": "latency", "time out": "timeout", "timed out": "timeout",
    ]

    private var names: Set<String> {
        switch self {
        case .click: ["click", "clicks", "clicked", "clicking", "clickthrough", "cta", "ctas", "ctr"]
        case .signup:
            [
                "signup", "signups", "signedup", "registration", "registrations", "register", "registers",
                "registered",
            ]
        case .purchase:
            [
                "purchase", "purchases", "purchased", "checkout", "checkouts", "buy", "buys", "bought", "order",
                "orders", "ordered", "payment", "payments",
            ]
        case .engagement:
            ["engagement", "engage", "engaged", "feature", "features", "used", "usage", "adoption", "adopted"]
        case .fault:
            [
                "error", "errors", "errored", "latency", "latencies", "exception", "exceptions", "crash", "crashes",
                "crashed", "failure", "failures", "failed", "timeout", "timeouts",
            ]
        }
    }
}
