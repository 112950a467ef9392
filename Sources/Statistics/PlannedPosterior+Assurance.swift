extension PlannedPosterior {
    /// The probability of a win over all effects that the prior thinks possible.
    ///
    /// Formula: with the data to come the posterior deviation is √V, V = τ²σ²/(τ² + σ²), and the posterior mean is itself
    /// N(μ0, τ⁴/(τ² + σ²)); it is at least z_c √V with probability 1 - Φ((z_c √V - μ0)/(τ²/√(τ² + σ²))), computed as
    /// Φ((μ0/τ) √(1 + u²) - z_c u), u = σ/τ.
    /// - Parameter standardError: σ of the estimate, a finite number above 0, in the unit of the prior.
    /// - Returns: a probability in [0, 1].
    /// - Throws: `outOfDomain` without a prior, `noVariance`, `notFinite`.
    ///
    /// Source: O'Hagan, Stevens and Campbell, Assurance in clinical trial design (2005), Pharmaceutical Statistics 4,
    /// 187-201, https://doi.org/10.1002/pst.175. Checked against mpmath (50 digits, absolute 1e-13) and by quadrature of
    /// the power over the prior.
    package func assurance(standardError: Double) throws(StatisticsError) -> Double {
        try Self.require(standardError)
        let prior = try requirePrior()
        let u = standardError / prior.standardDeviation
        let distance = lead(prior) * (1 + u * u).squareRoot() - point * u
        return Normal.cdf(try StatisticsError.requireFinite(distance, "the standard error in prior deviations"))
    }

    /// What the assurance tends to as users come without end: the prior probability of a wanted effect.
    ///
    /// Formula: Φ(μ0/τ).
    /// - Returns: a probability in [0, 1].
    /// - Throws: `outOfDomain` without a prior.
    ///
    /// Source: the limit u → 0 of the assurance. Checked against mpmath.
    package func largestAssurance() throws(StatisticsError) -> Double {
        let prior = try requirePrior()
        return Normal.cdf(lead(prior))
    }

    /// The users that win with the assurance wanted.
    ///
    /// Formula: with m = μ0/τ and a = z_assurance, the root u of m √(1 + u²) = a + z_c u, that is
    /// (m √(z_c² + a² - m²) - z_c a)/(z_c² - m²); where the two terms would cancel,
    /// (m² - a²)/(z_c a + m √(z_c² + a² - m²)). Then N = U/(τu)², U the squared standard error with one user.
    /// - Parameters:
    ///   - assurance: the probability of a win over the prior, in (0, 1).
    ///   - comparison: the precision of the comparison, in the unit of the prior.
    ///   - effect: the effect at which that precision is taken, in the same unit.
    /// - Returns: N, in both arms together, above 0 and not rounded.
    /// - Throws: `outOfDomain` without a prior, where the prior wins without data, and where the wanted assurance is not
    ///   below the largest; `notFinite`.
    ///
    /// Source: as for the assurance. Checked against mpmath (50 digits, relative 1e-11).
    package func users(
        forAssurance assurance: Double, in comparison: PlannedComparison, effect: Double
    ) throws(StatisticsError) -> Double {
        let prior = try requirePrior()
        let lead = try leadWithoutData(prior)
        let wanted = try Normal.quantile(assurance)
        guard wanted < lead else {
            throw .outOfDomain(
                "no number of users gives the wanted assurance, since it stays below the prior probability that the "
                    + "effect lies on the wanted side of 0")
        }
        let root = lead * ((point - lead) * (point + lead) + wanted * wanted).squareRoot()
        let u =
            (wanted < 0) == (lead < 0)
            ? (lead - wanted) * (lead + wanted) / (point * wanted + root)
            : (root - point * wanted) / ((point - lead) * (point + lead))
        let deviation = u * prior.standardDeviation
        return try StatisticsError.requireFinite(
            comparison.unitVariance(at: effect) / deviation / deviation, "the number of users")
    }

    private func requirePrior() throws(StatisticsError) -> NormalPrior {
        guard let prior else { throw .outOfDomain("assurance needs a prior on the lift") }
        return prior
    }
}
