/// Users of an arm and how many of them did what the metric counts.
package struct Proportion: Sendable, Equatable {
    /// All users, at least 1.
    package let n: Int
    /// Users who did it, from 0 to n.
    package let k: Int

    /// Its numbers are checked where it is used.
    package init(n: Int, k: Int) {
        self.n = n
        self.k = k
    }

    /// The counts of two groups of different users together.
    ///
    /// Formula: n₁ + n₂ and k₁ + k₂.
    /// - Parameters:
    ///   - first: one group.
    ///   - second: the other.
    /// - Returns: the counts of both.
    /// - Throws: as `requireValid`, and `outOfDomain` for more than 2^63 users.
    ///
    /// Source: none needed.
    package static func + (first: Proportion, second: Proportion) throws(StatisticsError) -> Proportion {
        try first.requireValid()
        try second.requireValid()
        let (n, isOverflow) = first.n.addingReportingOverflow(second.n)
        guard !isOverflow else { throw .outOfDomain("there are too many users to add") }
        return Proportion(n: n, k: first.k + second.k)
    }

    /// Refuses counts that no arm can have.
    func requireValid() throws(StatisticsError) {
        guard n > 0 else { throw .noUsers }
        guard k >= 0, k <= n else {
            throw .outOfDomain("the users who converted must number between 0 and all users")
        }
    }
}
