extension AlwaysValid {
    /// What a look shows.
    package enum Report: Sendable, Equatable {
        /// Enough was seen for the asymptotic sequence.
        case comparison(AlwaysValid)
        /// Too little for that, but the metric is a proportion.
        case proportions(ProportionComparison)
        /// Nothing, and why.
        case withheld(Reason)
    }

    /// Why nothing is shown; `description` is the sentence shown to the user.
    package enum Reason: Sendable, Equatable, CustomStringConvertible {
        /// Arms need this many users each.
        case tooFewUsers(needed: Int)
        /// An arm needs this many users whose value is not 0.
        case tooFewNonZeroUsers(needed: Int)
        /// The weights changed, so the precision of the difference did not grow evenly.
        case severalEpochs

        package var description: String {
            switch self {
            case .tooFewUsers(let needed):
                "an always-valid result needs \(needed) users in each arm"
            case .tooFewNonZeroUsers(let needed):
                "an always-valid result needs \(needed) users in the arm whose value is not zero"
            case .severalEpochs:
                "an always-valid result needs weights that never changed"
            }
        }
    }

    /// Users needed in each arm.
    package static let usersNeeded = 100
    /// Users needed in each arm whose value is not 0.
    package static let nonZeroUsersNeeded = 5
    /// Users needed in the arm of smaller weight whose value is not 0, where the weights differ.
    package static let nonZeroUsersNeededInSmallerArm = 100

    /// The comparison at one look, or what can be said before it is sound.
    ///
    /// Formula: the asymptotic sequence from 100 users and 5 `nonZeroUsers` in each arm on (100 in the arm of smaller
    /// weight where the weights differ); before that `ProportionComparison` for two proportions, nothing for means.
    /// Nothing once the weights have changed, since the sequence needs N SE² to be steady.
    /// - Parameters:
    ///   - control: the control.
    ///   - treatment: the treatment, in the same unit.
    ///   - contrast: what is compared where that is not the arms as they are: with a covariate.
    ///   - weights: the planned weights of the two arms, above 0.
    ///   - epochs: stretches of time with weights of their own, at least 1.
    ///   - alpha: the probability that any of the intervals ever misses, in (0, 1).
    ///   - plannedUsers: the users planned for the two arms together, at least 1, fixed before the first look.
    /// - Returns: what is shown.
    /// - Throws: as `AlwaysValid` and `ProportionComparison`.
    ///
    /// Source: our own thresholds. Checked by the simulation in `AlwaysValidSimulationTests`, where 20 in the smaller
    /// arm were not enough: very skewed amounts (log-normal with σ = 1.5, weights 9 to 1) were missed too often.
    package static func report(
        control: Arm, treatment: Arm, contrast: Contrast? = nil,
        weights: (control: Double, treatment: Double) = (1, 1), epochs: Int = 1,
        alpha: Double = 0.05, plannedUsers: Int = defaultPlannedUsers
    ) throws(StatisticsError) -> Report {
        guard alpha > 0, alpha < 1 else { throw .outOfDomain("alpha must lie between 0 and 1") }
        guard epochs >= 1 else { throw .outOfDomain("there must be at least 1 epoch") }
        for weight in [weights.control, weights.treatment] {
            try StatisticsError.requireFinite(weight, "a weight")
            guard weight > 0 else { throw .outOfDomain("the weight of a compared arm must be positive") }
        }
        guard epochs == 1 else { return .withheld(.severalEpochs) }
        guard let reason = shortfall(control, treatment, weights) else {
            let contrast = contrast ?? Contrast(control: control.moments, treatment: treatment.moments)
            return .comparison(try AlwaysValid(contrast, alpha: alpha, plannedUsers: plannedUsers))
        }
        guard let k0 = control.conversions, let k1 = treatment.conversions else { return .withheld(reason) }
        return .proportions(
            try ProportionComparison(
                control: (control.moments.n, k0), treatment: (treatment.moments.n, k1), alpha: alpha))
    }

    private static func shortfall(
        _ control: Arm, _ treatment: Arm, _ weights: (control: Double, treatment: Double)
    ) -> Reason? {
        guard min(control.moments.n, treatment.moments.n) >= usersNeeded else {
            return .tooFewUsers(needed: usersNeeded)
        }
        let isEqual = abs(weights.control - weights.treatment) <= rounding * max(weights.control, weights.treatment)
        for (arm, isSmaller) in [
            (control, weights.control < weights.treatment), (treatment, weights.treatment < weights.control),
        ] {
            let needed = isSmaller && !isEqual ? nonZeroUsersNeededInSmallerArm : nonZeroUsersNeeded
            guard arm.nonZeroUsers >= Double(needed) * (1 - rounding) else {
                return .tooFewNonZeroUsers(needed: needed)
            }
        }
        return nil
    }

    /// What rounding may take from a weight or from a number of users, relative.
    private static let rounding = 1e-9
}
