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

    /// Refuses numbers that no distribution has.
    func requireValid() throws(StatisticsError) {
        try StatisticsError.requireFinite(mean, "the prior's mean")
        try StatisticsError.requireFinite(standardDeviation, "the prior's standard deviation")
        guard standardDeviation > 0 else { throw .outOfDomain("the prior's standard deviation must be positive") }
    }
}
