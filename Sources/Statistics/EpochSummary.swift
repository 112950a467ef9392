/// A stretch of time with constant allocation: the planned shares of the arms, and what the users who came in it did.
package struct EpochSummary: Sendable, Equatable {
    /// The planned share of users per arm, at least 0, with the sum 1.
    package let shares: [Double]
    /// One value per user, summed up per arm; nil for an arm without users.
    package let arms: [Summary?]

    /// - Parameters:
    ///   - shares: planned weights per arm, each at least 0, with a finite sum above 0 that normalises them.
    ///   - arms: the users of each arm in the same order, with one value each; nil without users.
    /// - Throws: `outOfDomain` where shares and arms differ in number, a share is negative, or a summary holds several
    ///   values; `notFinite`.
    package init(shares: [Double], arms: [Summary?]) throws(StatisticsError) {
        guard shares.count == arms.count else { throw .outOfDomain("every arm of an epoch needs one share") }
        for arm in arms {
            guard arm.map({ $0.means.count == 1 }) ?? true else {
                throw .outOfDomain("epochs can be compared for proportions and means only")
            }
        }
        for share in shares where share < 0 { throw .outOfDomain("a share must not be negative") }
        let sum = try StatisticsError.requireFinite(shares.reduce(0, +), "the sum of the shares")
        guard sum > 0 else { throw .outOfDomain("at least one arm needs a positive share") }
        self.shares = shares.map { $0 / sum }
        self.arms = arms
    }

    /// Users of an arm.
    func users(_ arm: Int) -> Int { arms[arm]?.n ?? 0 }

    var armsWithUsers: [Int] { arms.indices.filter { users($0) > 0 } }

    /// Whether some of the arms can be compared: all have users, together enough, and the values vary.
    func canCompare(_ arms: [Int]) -> Bool {
        arms.count > 1 && arms.allSatisfy { users($0) > 0 }
            && arms.reduce(0) { $0 + users($1) } >= Self.usersNeeded && pooledVariance(of: arms) > 0
    }

    /// Fewer users than this in the arms compared, and their deviation is not known well enough.
    ///
    /// They are counted together. If each arm needed as many, an arm that looked poor early would lose its later epochs,
    /// and the average would keep the epoch in which it looked poor.
    package static let usersNeeded = 25

    /// The variance of a user's value about the mean of the own arm, pooled over some arms: Σ SS/(Σ n - arms).
    func pooledVariance(of arms: [Int]) -> Double {
        let summaries = arms.compactMap { self.arms[$0] }
        let df = summaries.reduce(0) { $0 + $1.n } - summaries.count
        return df > 0 ? summaries.reduce(0) { $0 + $1.products[0] } / Double(df) : 0
    }

    /// The users of two epochs of the same allocation.
    fileprivate func joined(_ other: EpochSummary) throws(StatisticsError) -> EpochSummary {
        var arms: [Summary?] = []
        for (first, second) in zip(self.arms, other.arms) {
            if let first, let second { arms.append(try first + second) } else { arms.append(first ?? second) }
        }
        return try EpochSummary(shares: shares, arms: arms)
    }

    fileprivate func hasSameAllocation(as other: EpochSummary) -> Bool {
        zip(shares, other.shares).allSatisfy { abs($0 - $1) <= 1e-12 }
    }
}

/// Epochs that are read as one.
struct EpochGroup {
    var summary: EpochSummary
    /// Their places in the order of time.
    var places: [Int]

    /// Joins thin epochs with neighbours of the same allocation, the later one first; a thin one without such a
    /// neighbour stays as it is.
    ///
    /// - Parameters:
    ///   - epochs: in the order of time, all of the same arms.
    ///   - isThin: whether an epoch says too little by itself.
    static func joining(
        _ epochs: [EpochSummary], where isThin: (EpochSummary) -> Bool
    ) throws(StatisticsError) -> [EpochGroup] {
        var groups: [EpochGroup] = []
        for (place, summary) in epochs.enumerated() {
            guard summary.arms.count == epochs[0].arms.count else {
                throw .outOfDomain("every epoch needs the same arms")
            }
            let epoch = EpochGroup(summary: summary, places: [place])
            if let last = groups.last, isThin(last.summary), last.summary.hasSameAllocation(as: summary) {
                groups[groups.count - 1] = try last.joined(epoch)
            } else {
                groups.append(epoch)
            }
        }
        // What is still thin is the last of its allocation; it may have one before it.
        for index in groups.indices.dropFirst().reversed() {
            let (before, group) = (groups[index - 1], groups[index])
            guard isThin(group.summary), before.summary.hasSameAllocation(as: group.summary) else { continue }
            groups[index - 1] = try before.joined(group)
            groups.remove(at: index)
        }
        return groups
    }

    private func joined(_ later: EpochGroup) throws(StatisticsError) -> EpochGroup {
        EpochGroup(summary: try summary.joined(later.summary), places: places + later.places)
    }
}
