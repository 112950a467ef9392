/// Which of several arms is the best, and what choosing each would lose.
package struct BestArm: Sendable, Equatable {
    /// The probability of each arm to be the best, in [0, 1], normalised to the sum 1.
    package let probabilities: [Double]
    /// What choosing each arm loses on average against the best one, at least 0, in the unit of the metric (for
    /// proportions the rate).
    package let expectedLosses: [Double]
    /// The probability of each arm to be the best or the second best, halved: in [0, ½], with the sum 1; nil where it
    /// was not asked for.
    package let topTwoShares: [Double]?
    /// The sum of the probabilities as the quadrature gave them, within 1e-10 of 1; within 0.01 for many arms within
    /// epochs.
    package let sumBeforeNormalisation: Double

    /// The best of some proportions.
    ///
    /// Formula: posteriors Beta(1+k, 1+n-k); P(i best) = ∫ f_i Π_{j≠i} F_j, where lower is better with 1-F, and
    /// expected loss E max - mean_i, where lower is better mean_i - E min, both by Gauss-Legendre quadrature over the
    /// arms' effective ranges.
    /// - Parameters:
    ///   - proportions: 1 to 50 arms, each with at least 1 user.
    ///   - inverse: whether lower shares are better.
    /// - Throws: `noUsers`; `outOfDomain` for no arm, more than 50 arms, impossible counts, or where the sum misses 1
    ///   by more than 1e-10.
    ///
    /// Source: Thompson (1933), Biometrika 25, 285-294, https://doi.org/10.2307/2332286; Russo, Simple Bayesian
    /// Algorithms for Best Arm Identification (2016), arXiv:1602.08448. Checked against mpmath and SciPy (absolute
    /// 1e-10).
    package init(proportions: [Proportion], inverse: Bool) throws(StatisticsError) {
        try Self.requireArms(proportions.count)
        let reference = try ShareCurve(proportions[0])
        var curves = [reference]
        for arm in proportions.dropFirst() { curves.append(try ShareCurve(arm, reference: reference)) }
        try self.init(try Contest(PosteriorGrid(curves), inverse: inverse))
    }

    /// The best of some means.
    ///
    /// Formula: posteriors m + √(s²/n) T, T a t variable with n - 1 degrees of freedom; the rest as for proportions.
    /// - Parameters:
    ///   - means: 1 to 50 arms, each with at least 3 users.
    ///   - inverse: whether lower means are better.
    /// - Throws: `noVariance` where an arm's values are all the same; `outOfDomain` for no arm, more than 50 arms,
    ///   fewer than 3 users in one, or where the sum misses 1 by more than 1e-10; `notFinite` where a number overflows.
    ///
    /// Source: as for proportions; the posterior from Gelman et al., Bayesian Data Analysis (2013), 3.2,
    /// http://www.stat.columbia.edu/~gelman/book/. Checked against SciPy (absolute 1e-10), with standard errors that
    /// differ a thousandfold.
    package init(means: [Moments], inverse: Bool) throws(StatisticsError) {
        try Self.requireArms(means.count)
        var curves: [MeanCurve] = []
        for arm in means { curves.append(try MeanCurve(arm, reference: means[0].mean)) }
        try self.init(try Contest(PosteriorGrid(curves), inverse: inverse))
    }

    /// Its numbers belong together where they are made.
    init(
        probabilities: [Double], expectedLosses: [Double], topTwoShares: [Double]?, sumBeforeNormalisation: Double
    ) {
        self.probabilities = probabilities
        self.expectedLosses = expectedLosses
        self.topTwoShares = topTwoShares
        self.sumBeforeNormalisation = sumBeforeNormalisation
    }

    private init(_ contest: Contest) throws(StatisticsError) {
        let sum = contest.first.reduce(0, +)
        for loss in contest.losses { try StatisticsError.requireFinite(loss, "an expected loss") }
        sumBeforeNormalisation = sum
        probabilities = contest.first.map { $0 / sum }
        expectedLosses = contest.losses
        guard contest.first.count > 1 else {
            topTwoShares = [1]
            return
        }
        let places = zip(contest.first, contest.second).map { $0 + $1 }
        let all = places.reduce(0, +)
        topTwoShares = places.map { $0 / all }
    }

    private static func requireArms(_ count: Int) throws(StatisticsError) {
        guard (1...50).contains(count) else { throw .outOfDomain("between 1 and 50 arms can be compared") }
    }
}
