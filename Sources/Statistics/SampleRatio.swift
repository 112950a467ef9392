/// Whether users arrived in the arms in the planned shares (sample ratio mismatch).
package enum SampleRatio {
    /// The outcome of the chi-square test.
    package struct ChiSquareTest: Sendable, Equatable {
        /// Pearson's statistic, at least 0; nil where it is infinite, as for a user in an arm that should have none.
        package let statistic: Double?
        /// Arms with a positive weight, minus 1, added up over the strata that have users.
        package let degreesOfFreedom: Int
        /// The probability of a statistic at least this large under the planned shares, in [0, 1].
        package let pValue: Double
    }

    /// Pearson's test of the counts against the planned weights.
    ///
    /// Formula: X² = Σ (Oᵢ - Eᵢ)²/Eᵢ over arms with Eᵢ > 0, Eᵢ = N wᵢ/Σw with N all users; p is the chi-square
    /// survival at X² for the arms of positive weight, minus 1. Any user in an arm of weight 0 makes p = 0.
    /// - Parameters:
    ///   - observed: users per arm, each at least 0, at least one in all.
    ///   - weights: planned shares per arm in the same order, each at least 0, with a finite sum that normalises them.
    /// - Returns: the statistic, its degrees of freedom and the p-value.
    /// - Throws: `outOfDomain` for counts and weights of different number, a negative count or weight, or weights that
    ///   are all 0; `notFinite`; `noUsers`; `tooFewArms` for fewer than two arms of positive weight and no user
    ///   elsewhere.
    ///
    /// Source: Pearson (1900), Philosophical Magazine 50, 157-175, https://doi.org/10.1080/14786440009463897; Fabijan
    /// et al., Diagnosing Sample Ratio Mismatch (KDD 2019), https://doi.org/10.1145/3292500.3330722. Checked against
    /// SciPy (relative 1e-9), mpmath (50 digits, relative 1e-11) and published cases.
    package static func chiSquare(observed: [Int], weights: [Double]) throws(StatisticsError) -> ChiSquareTest {
        try chiSquare(strata: [(observed, weights)])
    }

    /// Pearson's test over stretches of time with weights of their own.
    ///
    /// Formula: the statistics and the degrees of freedom of the strata add up.
    /// - Parameter strata: per stretch the users and the planned weights per arm, as for one; a stretch without users
    ///   counts for nothing.
    /// - Returns: the summed statistic, its degrees of freedom and the p-value.
    /// - Throws: as for one; `noUsers` and `tooFewArms` where no stretch has users or can be tested.
    ///
    /// Source: a chi-square variable is a sum of independent squares, Abramowitz and Stegun (1964) 26.4,
    /// https://dlmf.nist.gov/8.2. Checked against mpmath (50 digits, relative 1e-11).
    package static func chiSquare(
        strata: [(observed: [Int], weights: [Double])]
    ) throws(StatisticsError) -> ChiSquareTest {
        var statistic = 0.0
        var degreesOfFreedom = 0
        var total = 0.0
        for (observed, weights) in strata {
            let stratum = try Stratum(observed: observed, weights: weights)
            guard stratum.total > 0 else { continue }
            total += stratum.total
            statistic += stratum.statistic
            degreesOfFreedom += stratum.degreesOfFreedom
        }
        guard total > 0 else { throw .noUsers }
        guard statistic.isFinite else {
            return ChiSquareTest(statistic: nil, degreesOfFreedom: degreesOfFreedom, pValue: 0)
        }
        guard degreesOfFreedom > 0 else { throw .tooFewArms }
        let pValue = try ChiSquare.survival(statistic, degreesOfFreedom: Double(degreesOfFreedom))
        return ChiSquareTest(statistic: statistic, degreesOfFreedom: degreesOfFreedom, pValue: pValue)
    }
}

/// The counts of one stretch of time and the weights that were planned for it.
struct Stratum {
    let counts: [Double]
    let weights: [Double]

    init(observed: [Int], weights: [Double]) throws(StatisticsError) {
        for weight in weights {
            try StatisticsError.requireFinite(weight, "a weight")
            guard weight >= 0 else { throw .outOfDomain("a weight must not be negative") }
        }
        let sum = try StatisticsError.requireFinite(weights.reduce(0, +), "the sum of the weights")
        guard sum > 0 else { throw .outOfDomain("at least one arm needs a positive weight") }
        guard observed.count == weights.count else { throw .outOfDomain("every arm needs one count and one weight") }
        guard observed.allSatisfy({ $0 >= 0 }) else { throw .outOfDomain("a count of users must not be negative") }
        counts = observed.map { Double($0) }
        self.weights = weights
    }

    var total: Double { counts.reduce(0, +) }

    var degreesOfFreedom: Int { weights.count { $0 > 0 } - 1 }

    /// Infinite for a user in an arm of weight 0.
    var statistic: Double {
        let total = total
        let sum = weights.reduce(0, +)
        return zip(counts, weights).reduce(0) { statistic, arm in
            let (count, weight) = arm
            let expected = total * weight / sum
            guard count > 0 || expected > 0 else { return statistic }
            return statistic + (count - expected) / expected * (count - expected)
        }
    }
}
