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

    /// Refuses counts that no arm can have.
    func requireValid() throws(StatisticsError) {
        guard n > 0 else { throw .noUsers }
        guard k >= 0, k <= n else {
            throw .outOfDomain("the users who converted must number between 0 and all users")
        }
    }
}
