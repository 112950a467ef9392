internal import Experiments

/// A flag as FeatBit's API gives it: its variations, and the whole of its targeting as it was read.
struct FeatBitFlag: Sendable {
    let key: String
    let revision: String
    let changedAt: Instant?
    let isEnabled: Bool
    let isArchived: Bool
    /// Variations in their own order.
    let variations: [(id: String, value: String)]
    /// What its default rule serves, by variation id.
    let served: [FlagShare]
    /// Users and rules that get a variation past the default rule.
    let individualUsers: Int
    let rules: Int
    private let object: JSONObject

    /// What of an answer is no flag.
    struct Fault: Error {
        let sentence: String
    }

    /// - Throws: `Fault`.
    init(json: JSON) throws {
        guard let object = json.object, let key = object["key"]?.text, let revision = object["revision"]?.text,
            let isEnabled = object["isEnabled"]?.bool, let list = object["variations"]?.array,
            let defaultRule = object["fallthrough"]?.object, let rollouts = defaultRule["variations"]?.array
        else { throw Fault(sentence: "is no flag with key, revision, isEnabled, variations and fallthrough") }
        self.object = object
        self.key = key
        self.revision = revision
        self.isEnabled = isEnabled
        isArchived = object["isArchived"]?.bool ?? false
        changedAt = object["updatedAt"].flatMap(Instant.init(json:))
        variations = try list.map { variation in
            guard let id = variation["id"]?.text, let value = variation["value"]?.text else {
                throw Fault(sentence: "has a variation without id or value")
            }
            return (id, value)
        }
        served = try Self.served(rollouts)
        individualUsers = (object["targetUsers"]?.array ?? []).reduce(0) { $0 + ($1["keyIds"]?.array?.count ?? 0) }
        rules = object["rules"]?.array?.count ?? 0
    }

    private static func served(_ rollouts: [JSON]) throws -> [FlagShare] {
        var shares: [FlagShare] = []
        for rollout in rollouts {
            guard let id = rollout["id"]?.text, let range = rollout["rollout"]?.array, range.count == 2,
                let from = range[0].double, let to = range[1].double
            else { throw Fault(sentence: "has a default rule without id or rollout") }
            guard to > from else { continue }
            let stretch = FlagShare.Range(from: from, to: to)
            if let index = shares.firstIndex(where: { $0.variant == id }) {
                shares[index] = FlagShare(variant: id, ranges: shares[index].ranges + [stretch])
            } else {
                shares.append(FlagShare(variant: id, ranges: [stretch]))
            }
        }
        return shares
    }

    /// The value of a variation; the id where the flag does not have it.
    func value(of id: String) -> String { variations.first { $0.id == id }?.value ?? id }

    /// What the default rule serves, by the values of the variations.
    var servedValues: [FlagShare] { served.map { FlagShare(variant: value(of: $0.variant), ranges: $0.ranges) } }

    /// The body that sets these shares, by variation id, and leaves all other targeting as it is.
    func targeting(_ shares: [FlagShare], comment: String) -> JSON {
        let ordered = shares.flatMap { share in share.ranges.map { (share.variant, $0) } }
            .sorted { $0.1.from < $1.1.from }
        var defaultRule = object["fallthrough"]?.object ?? [:]
        defaultRule["variations"] = .array(
            ordered.map { id, range in
                [
                    "id": .string(id), "rollout": [.number(range.from), .number(range.to)],
                    "exptRollout": .number(experimentShare(of: id, width: range.width)),
                ]
            })
        return [
            "revision": .string(revision),
            "targeting": [
                "targetUsers": object["targetUsers"] ?? [], "rules": object["rules"] ?? [],
                "fallthrough": .object(defaultRule),
                "exptIncludeAllTargets": object["exptIncludeAllTargets"] ?? true,
            ],
            "comment": .string(comment),
        ]
    }

    /// The share of all users who get this variation and are in FeatBit's own experiments: the same part of the
    /// variation's users as before. FeatBit reads a share above the width as all of them.
    private func experimentShare(of id: String, width: Double) -> Double {
        let rollouts = object["fallthrough"]?["variations"]?.array ?? []
        guard let rollout = rollouts.first(where: { $0["id"]?.text == id }), let share = rollout["exptRollout"]?.double,
            let range = rollout["rollout"]?.array, range.count == 2, let from = range[0].double,
            let to = range[1].double,
            to > from, share < to - from
        else { return 1 }
        return share / (to - from) * width
    }
}
