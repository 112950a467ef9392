internal import Statistics

/// How often something happened in a number of trials.
package struct Frequency: Sendable, Equatable {
    /// Times it happened, from 0 to `trials`.
    package let count: Int
    /// Trials, at least 0.
    package let trials: Int

    package init(_ count: Int, of trials: Int) {
        self.count = count
        self.trials = trials
    }

    /// The observed share; nil without trials.
    package var share: Double? { trials > 0 ? Double(count) / Double(trials) : nil }

    /// The lower end of the 95 % interval of the true share; nil without trials.
    package var lower: Double? { count == 0 && trials > 0 ? 0 : end(-1) }
    /// The upper end of the 95 % interval of the true share; nil without trials.
    package var upper: Double? { count == trials && trials > 0 ? 1 : end(1) }

    /// An end of the score interval.
    ///
    /// Formula: (p + z²/2n ± z √(p(1-p)/n + z²/4n²))/(1 + z²/n), z = 1.96.
    ///
    /// Source: Wilson (1927), JASA 22, 209-212, https://doi.org/10.1080/01621459.1927.10502953. Checked against SciPy.
    private func end(_ side: Double) -> Double? {
        guard let share else { return nil }
        let n = Double(trials)
        let half = Self.z * Self.z / (2 * n)
        let spread = (share * (1 - share) / n + half / (2 * n)).squareRoot()
        return (share + half + side * Self.z * spread) / (1 + 2 * half)
    }

    /// The normal quantile of 0.975.
    private static let z = 1.959963984540054
}
