extension NumberFormat {
    /// A change of a percentage, in points of it: `-0.041` → `−4.1 points`.
    package static func points(_ change: Double) -> String { "\(signedPercentage(change)) points" }

    /// An interval of such a change: `−6.8 to −1.4 points`.
    package static func pointsInterval(_ lower: Double, _ upper: Double) -> String {
        "\(signedPercentage(lower)) to \(points(upper))"
    }

    private static func signedPercentage(_ change: Double) -> String { String(self.change(change).dropLast(2)) }
}
