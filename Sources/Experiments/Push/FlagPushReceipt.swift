/// What a push did, or would do.
package struct FlagPushReceipt: Sendable, Equatable {
    package var flagKey: String
    /// What the flag served before; nil where the system does not say.
    package var from: [FlagShare]?
    package var to: [FlagShare]
    /// False for a preview, and where the flag served these weights already.
    package var isWritten: Bool
    /// The revision of the flag that serves `to`; of a preview, the one read. nil where the system has none.
    package var revision: String?
    /// When the flag was last changed, where the system says so and nothing was written now.
    package var changedAt: Instant?
    /// Sentences for the reader.
    package var notes: [String] = []

    package init(
        flagKey: String, from: [FlagShare]?, to: [FlagShare], isWritten: Bool, revision: String? = nil,
        changedAt: Instant? = nil, notes: [String] = []
    ) {
        self.flagKey = flagKey
        self.from = from
        self.to = to
        self.isWritten = isWritten
        self.revision = revision
        self.changedAt = changedAt
        self.notes = notes
    }

    /// Whether the flag serves other users than before.
    package var isChange: Bool { from.map { !$0.serves(as: to) } ?? true }

    /// The share of users who get another variant; nil where it cannot be said.
    package var movedShare: Double? { from.map { to.share(movedFrom: $0) } }

    /// The change in words: `control 50 % → 30 %, treatment 50 % → 70 %`.
    package var text: String {
        let names = (from ?? []).map(\.variant) + to.map(\.variant)
        let variants = names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map(\.element)
        let moves = variants.map { variant in
            let after = HoldoutRollout.percent(to.weight(of: variant))
            return from.map { "\(variant) \(HoldoutRollout.percent($0.weight(of: variant))) → \(after)" }
                ?? "\(variant) \(after)"
        }
        return moves.joined(separator: ", ")
    }

    package var json: JSON {
        [
            "flagKey": .string(flagKey), "from": from.map { .array($0.map(\.json)) } ?? .null,
            "to": .array(to.map(\.json)), "written": .boolean(isWritten),
            "revision": revision.map(JSON.string) ?? .null, "moved_share": movedShare.map(JSON.number) ?? .null,
            "notes": .array(notes.map(JSON.string)),
        ]
    }
}

extension [FlagShare] {
    /// Less is a rounding of boundaries, and no user.
    private static var grain: Double { 1e-6 }

    package func weight(of variant: String) -> Double { first { $0.variant == variant }?.weight ?? 0 }

    /// The share of users who get another variant than by `earlier`, both with ranges that cover 0 to 1.
    package func share(movedFrom earlier: [FlagShare]) -> Double {
        let kept = flatMap { share in
            let before = earlier.filter { $0.variant == share.variant }.flatMap(\.ranges)
            return share.ranges.flatMap { range in
                before.map { Swift.max(0, Swift.min(range.to, $0.to) - Swift.max(range.from, $0.from)) }
            }
        }
        return Swift.max(0, 1 - kept.reduce(0, +))
    }

    /// Whether every user gets the same variant.
    package func serves(as other: [FlagShare]) -> Bool { share(movedFrom: other) < Self.grain }
}
