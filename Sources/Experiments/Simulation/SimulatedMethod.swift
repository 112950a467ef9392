/// A way to compare two arms whose claims are put to the test.
package enum SimulatedMethod: String, CaseIterable, Sendable {
    case gaussian, exact, fieller
    case alwaysValid = "always_valid"

    package static let alpha = 0.05
    /// P(win) from which a reader would adopt the treatment.
    package static let winThreshold = 0.95

    /// Whether it says how probable it is that the treatment is better.
    package var hasProbability: Bool { self == .gaussian || self == .exact }

    /// The methods that apply to a kind of metric.
    static func all(for kind: UserSums.Kind) -> [SimulatedMethod] {
        allCases.filter { $0 != .exact || kind == .proportion }
    }
}
