/// The split of a flag that begins or ends a holdout.
package struct HoldoutRollout: Sendable, Equatable {
    package let flagKey: String
    /// Every variant of the holdout, also one that nobody gets any more.
    package let variants: [String]
    /// Variants and the ranges of users who get them: they cover 0 to 1 without a gap, and none is empty.
    package let ranges: [Range]

    package struct Range: Sendable, Equatable {
        package let variant: String
        package let from: Double
        package let to: Double
    }

    /// The old variant for the holdout, the launched one for all others.
    ///
    /// The holdout's range begins at 0, so that a smaller share later keeps users of the same holdout.
    /// - Throws: `WorkspaceError` (kind `invalid`) where the plan's variants do not fit the parent.
    package static func start(_ plan: HoldoutPlan, of parent: Experiment, flagKey: String) throws -> HoldoutRollout {
        let variants = try plan.variants(of: parent)
        let share = plan.percent / 100
        let rest = variants.treatments.map { Range(variant: $0, from: share, to: 1) }
        return HoldoutRollout(
            flagKey: flagKey, variants: variants.all,
            ranges: [Range(variant: variants.control, from: 0, to: share)] + rest)
    }

    /// One variant for everybody: the launched one, or the old one where the launch is taken back.
    ///
    /// - Throws: `WorkspaceError` (kind `invalid`) for a winner that is neither.
    package static func end(
        _ plan: HoldoutPlan, of parent: Experiment, flagKey: String, winner: String? = nil
    ) throws -> HoldoutRollout {
        let variants = try plan.variants(of: parent)
        let winner = winner ?? variants.treatments.joined(separator: ",")
        guard variants.all.contains(winner) else {
            throw WorkspaceError.invalid(
                "the winner is \"\(winner)\", and the holdout compares: \(variants.all.joined(separator: ", "))",
                code: "invalid_value")
        }
        return HoldoutRollout(
            flagKey: flagKey, variants: variants.all, ranges: [Range(variant: winner, from: 0, to: 1)])
    }

    /// The change in words.
    package var text: String {
        let shares = ranges.map { "\(Self.percent($0.to - $0.from)) \($0.variant)" }
        return "Set the flag \"\(flagKey)\" to \(shares.joined(separator: ", "))"
            + (ranges.count == 1 ? ": the split ends." : ", in this order from the start of its range.")
    }

    package var json: JSON {
        [
            "flagKey": .string(flagKey),
            "rollout": .array(
                ranges.map {
                    ["variation": .string($0.variant), "rollout": [.number($0.from), .number($0.to)]]
                }),
            "text": .string(text),
        ]
    }

    /// Without decimals that say nothing: `5 %`, `0.5 %`.
    static func percent(_ share: Double) -> String { "\(NumberFormat.significant(share * 100, digits: 6)) %" }
}
