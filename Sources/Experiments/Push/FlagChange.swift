/// New weights for a flag, and why.
package struct FlagChange: Sendable, Equatable {
    package var flagKey: String
    /// nil for the environment of the pusher's own configuration.
    package var envId: String?
    /// The experiment's slug.
    package var experiment: String
    /// Every variant that shall be served, with weights of the sum 1. Where they have ranges, exactly these are set; else
    /// the flag's are moved so that as few users as possible get another variant.
    package var shares: [FlagShare]
    /// The epoch that these weights open; nil where none is opened.
    package var epoch: Int?
    /// Why, in words, for the flag's own history.
    package var comment: String
    /// The same for every attempt at one change, and for no other change.
    package var idempotencyKey: String

    package init(
        flagKey: String, envId: String? = nil, experiment: String, shares: [FlagShare], epoch: Int? = nil,
        comment: String, idempotencyKey: String
    ) {
        self.flagKey = flagKey
        self.envId = envId
        self.experiment = experiment
        self.shares = shares
        self.epoch = epoch
        self.comment = comment
        self.idempotencyKey = idempotencyKey
    }

    /// The weights of these variants, in this order, scaled to the sum 1.
    package static func shares(_ allocation: Allocation, of variants: [String]) -> [FlagShare] {
        zip(variants, allocation.shares(of: variants)).map { FlagShare(variant: $0, weight: $1) }
    }

    /// The ranges that begin or end a holdout, as they are; a variant that nobody gets any more has none, and weight 0.
    package static func shares(_ rollout: HoldoutRollout) -> [FlagShare] {
        rollout.variants.map { variant in
            let ranges = rollout.ranges.filter { $0.variant == variant }
            return FlagShare(variant: variant, ranges: ranges.map { .init(from: $0.from, to: $0.to) })
        }
    }

    /// - Throws: `WorkspaceError`, `invalid` (code `invalid_weights`), for weights that are negative, of another sum than
    ///   1, or of a variant named twice, and for ranges that do not cover 0 to 1 without gap or overlap.
    package func requireSoundWeights() throws {
        let names = shares.map(\.variant)
        guard Set(names.map { Array($0.utf8) }).count == names.count else {
            throw Self.fault("a variant is named twice: \(names.joined(separator: ", "))")
        }
        guard shares.allSatisfy({ $0.weight >= 0 }), abs(shares.map(\.weight).reduce(0, +) - 1) < 1e-9 else {
            throw Self.fault(
                "they must be at least 0 and add up to 1, and are "
                    + shares.map { "\($0.variant) \(NumberFormat.significant($0.weight, digits: 6))" }
                    .joined(separator: ", "))
        }
        let ranges = shares.flatMap(\.ranges).sorted { $0.from < $1.from }
        guard !ranges.isEmpty else { return }
        let edges = [0] + ranges.map(\.to)
        guard ranges.allSatisfy({ $0.from < $0.to }), zip(ranges, edges).allSatisfy({ $0.from == $1 }), edges.last == 1
        else { throw Self.fault("their ranges must cover 0 to 1 without gap or overlap") }
    }

    private static func fault(_ what: String) -> WorkspaceError {
        .invalid("These weights cannot be set: \(what).", code: "invalid_weights")
    }
}
