/// Users to be collected: whole users in each arm.
package struct PlannedUsers: Sendable, Equatable {
    /// Users of the control, at least 1.
    package let control: Int
    /// Users of the treatment, at least 1.
    package let treatment: Int

    /// Users of both arms.
    package var total: Int { control + treatment }

    /// Whole users, no fewer than were computed.
    ///
    /// Formula: ⌈N w⌉ for each arm.
    /// - Parameters:
    ///   - users: N, in both arms together, a finite number of at least 0.
    ///   - comparison: gives w, the arms' shares.
    /// - Throws: `notFinite`, and `outOfDomain` for a negative number and beyond 2^53.
    ///
    /// Source: none needed.
    package init(_ users: Double, in comparison: PlannedComparison) throws(StatisticsError) {
        try StatisticsError.requireFinite(users, "the number of users")
        guard users >= 0 else { throw .outOfDomain("the number of users must not be negative") }
        guard users < 0x1p53 else { throw .outOfDomain("more users would be needed than can be counted") }
        control = max(1, Int((users * comparison.controlShare).rounded(.up)))
        treatment = max(1, Int((users * comparison.treatmentShare).rounded(.up)))
    }

    /// The days in which so many users come.
    ///
    /// Formula: ⌈users/daily⌉.
    /// - Parameters:
    ///   - users: users to come, at least 0.
    ///   - daily: users who enter the two arms in a day, at least 1.
    /// - Returns: whole days, at least 0.
    /// - Throws: `outOfDomain`.
    ///
    /// Source: none needed.
    package static func days(for users: Int, daily: Int) throws(StatisticsError) -> Int {
        guard users >= 0 else { throw .outOfDomain("the number of users must not be negative") }
        guard daily >= 1 else { throw .outOfDomain("the daily users must number at least 1") }
        let (days, rest) = users.quotientAndRemainder(dividingBy: daily)
        return rest == 0 ? days : days + 1
    }
}
