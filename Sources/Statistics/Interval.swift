/// A closed interval of real numbers.
package struct Interval: Sendable, Equatable {
    /// The lower end.
    package let lower: Double
    /// The upper end, at least `lower`.
    package let upper: Double

    package init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }
}
