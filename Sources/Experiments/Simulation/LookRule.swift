/// A rule that someone who looks every day might act on.
package enum LookRule: String, CaseIterable, Sendable {
    case alwaysValid = "always_valid"
    case gaussianInterval = "gaussian_interval"
    case probabilityOfWinning = "p_win"
    case alwaysValidSplit = "always_valid_srm"
    case chiSquare = "chi_square_srm"

    package var sentence: String {
        switch self {
        case .alwaysValid: "always-valid interval excludes 0"
        case .gaussianInterval: "fixed 95 % interval excludes 0"
        case .probabilityOfWinning: "P(win) ≥ .95"
        case .alwaysValidSplit: "always-valid split test, p < .01"
        case .chiSquare: "χ² split test, p < .01"
        }
    }

    /// The rules on the metric, and those on the split of users.
    static let onMetric: [LookRule] = [.alwaysValid, .gaussianInterval, .probabilityOfWinning]
    static let onSplit: [LookRule] = [.alwaysValidSplit, .chiSquare]

    /// The share of sound experiments in which the rule may ever fire; nil for rules that make no such promise.
    package var most: Double? {
        switch self {
        case .alwaysValid: SimulatedMethod.alpha
        case .alwaysValidSplit: Self.splitAlpha
        case .gaussianInterval, .probabilityOfWinning, .chiSquare: nil
        }
    }

    static let splitAlpha = 0.01
}
