package import Statistics

/// How a bandit changes its weights: the key `reweight` of the plan. Every key is optional.
package struct ReweightPlan: Sendable, Equatable {
    /// What is pushed once the best variant is known.
    package enum OnStop: String, Sendable {
        /// Nothing: the weights stay as they are.
        case hold
        /// The best variant gets all users.
        case winner
    }

    /// Milliseconds from one run to the next.
    package var interval: Int64 = 6 * Self.hour
    package var onStop = OnStop.hold
    /// Earns while it learns, unless the best of three or more is to be identified.
    package var policy = BanditPolicy.thompson
    /// The smallest share of a variant; at most half of an equal one.
    package var floor = 0.01
    /// The name of the source that weights are pushed to; nil for none.
    package var push: String?
    /// Whether the server runs the loop by itself.
    package var isAutomatic = false

    package static let hour: Int64 = 3_600_000

    package init() {}

    /// - Throws: `WorkspaceError` (kind `invalid`) naming the key that is unknown or takes something else.
    package init(json: JSON) throws {
        guard let object = json.object else { throw Self.fault("takes a JSON object") }
        for (key, value) in object {
            switch key {
            case "every": interval = try Self.interval(value)
            case "onStop": onStop = try Self.word(value, OnStop.init(rawValue:), "onStop", ["hold", "winner"])
            case "policy":
                policy = try Self.word(
                    value, BanditPolicy.init(rawValue:), "policy", BanditPolicy.allCases.map(\.rawValue))
            case "floor":
                guard let share = value.double, share >= 0, share <= 0.5 else {
                    throw Self.fault("takes a share from 0 to 0.5 for floor, not \(value.serialized())")
                }
                floor = share
            case "push":
                guard let name = value.text, !name.trimmed.isEmpty else {
                    throw Self.fault("takes the name of a source for push, not \(value.serialized())")
                }
                push = name
            case "automatic":
                guard let bool = value.bool else {
                    throw Self.fault("takes true or false for automatic, not \(value.serialized())")
                }
                isAutomatic = bool
            default: throw Self.fault("has no key \"\(key)\"")
            }
        }
    }

    /// `6h`, `90m` or `1d` in milliseconds.
    ///
    /// - Throws: `WorkspaceError` (kind `invalid`) for what is no span from a minute to 366 days.
    package static func interval(_ text: String) throws -> Int64 {
        let units: [Character: Int64] = ["m": 60_000, "h": hour, "d": 24 * hour]
        guard let unit = text.last.flatMap({ units[$0] }), text.dropLast().allSatisfy({ ("0"..."9").contains($0) }),
            let count = Int64(text.dropLast()), (1...527_040).contains(count), count * unit <= 366 * 24 * hour
        else { throw fault("takes a span such as 6h, 90m or 1d for every, not \"\(text)\"") }
        return count * unit
    }

    private static func interval(_ value: JSON) throws -> Int64 {
        guard let text = value.text else {
            throw fault("takes a span such as \"6h\" for every, not \(value.serialized())")
        }
        return try interval(text)
    }

    private static func word<Word>(
        _ value: JSON, _ read: (String) -> Word?, _ key: String, _ words: [String]
    ) throws -> Word {
        guard let word = value.text.flatMap(read) else {
            throw fault("takes \(words.joined(separator: ", ")) for \(key), not \(value.serialized())")
        }
        return word
    }

    private static func fault(_ what: String) -> WorkspaceError {
        .invalid("analysisPlan: reweight \(what)", code: "invalid_value")
    }
}
