/// What was believed about the lift before the data: a normal distribution.
///
/// It is always on the lift, whatever the unit of the comparison; for an absolute difference it is multiplied by the
/// control's mean. Its numbers are checked where it is used.
package struct NormalPrior: Sendable, Equatable {
    /// The expected lift, a fraction.
    package let mean: Double
    /// The standard deviation of the lift, a fraction above 0.
    package let standardDeviation: Double

    package init(mean: Double, standardDeviation: Double) {
        self.mean = mean
        self.standardDeviation = standardDeviation
    }
}
