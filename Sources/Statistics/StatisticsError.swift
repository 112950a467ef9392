/// Why a statistic cannot be computed; `description` is the sentence shown to the user.
package enum StatisticsError: Error, Equatable, CustomStringConvertible {
    /// An arm, or the whole experiment, has no users.
    case noUsers
    /// A mean of fewer than 2 users has no sample variance.
    case tooFewUsers
    /// Fewer than two arms are meant to receive users.
    case tooFewArms
    /// A relative change has no base.
    case controlMeanZero
    /// A relative change from a negative base has no agreed sign.
    case controlMeanNegative
    /// A prior is on the lift, and the control's mean gives it no unit.
    case priorNeedsPositiveControl
    /// A ratio metric divides by nothing.
    case denominatorMeanZero
    /// The standard error of the effect is zero.
    case noVariance
    /// An argument lies outside the domain of the function; the text says which and why.
    case outOfDomain(String)
    /// An argument or a result is infinite or not a number; the text names it.
    case notFinite(String)

    package var description: String {
        switch self {
        case .noUsers:
            "there are no users, so nothing can be computed"
        case .tooFewUsers:
            "a mean of fewer than 2 users has no variance, so its uncertainty cannot be computed"
        case .tooFewArms:
            "fewer than two arms have a positive weight, so the split of users cannot be tested"
        case .controlMeanZero:
            "control mean is zero, so a relative change cannot be computed"
        case .controlMeanNegative:
            "control mean is negative, so only the absolute difference can be computed"
        case .priorNeedsPositiveControl:
            "a prior on the lift needs a control mean above 0; for the absolute difference leave the prior out"
        case .denominatorMeanZero:
            "the mean of the denominator is zero, so the ratio cannot be computed"
        case .noVariance:
            "the estimated effect has no variance, so its uncertainty cannot be computed"
        case .outOfDomain(let reason):
            reason
        case .notFinite(let name):
            "\(name) is not a finite number"
        }
    }

    /// Passes a finite number on.
    ///
    /// Formula: the identity.
    /// - Parameters:
    ///   - value: any number, in any unit.
    ///   - name: what the number is, as it should appear in the error.
    /// - Returns: `value`.
    /// - Throws: `notFinite` for an infinity or NaN.
    ///
    /// Source: none needed.
    @discardableResult
    static func requireFinite(_ value: Double, _ name: String) throws(StatisticsError) -> Double {
        guard value.isFinite else { throw .notFinite(name) }
        return value
    }
}
