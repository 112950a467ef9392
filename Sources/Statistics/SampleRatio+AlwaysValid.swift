#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension SampleRatio {
    /// The outcome of the test that stays valid however often it is looked at.
    package struct AlwaysValidTest: Sendable, Equatable {
        /// The natural logarithm of the evidence against the planned shares; nil where it is infinite, as for a user in
        /// an arm that should have none.
        package let logEvidence: Double?
        /// The p-value, in [0, 1]; the probability that it ever falls to α is at most α under the planned shares.
        package let pValue: Double
    }

    /// The test of the counts against the planned weights, valid at every look.
    ///
    /// Formula: E = mean over c in {100, 1000, 10000} of E_c, `DirichletMultinomial` with the prior counts cθᵢ for the
    /// shares θᵢ = wᵢ/Σw; p = min(1, 1/E). Any user in an arm of weight 0 makes p = 0.
    /// - Parameters:
    ///   - observed: users per arm, each at least 0, at least one in all.
    ///   - weights: planned shares per arm in the same order, each at least 0, with a finite sum that normalises them.
    /// - Returns: the logarithm of the evidence and the p-value of this look.
    /// - Throws: as for `chiSquare`; `outOfDomain` too for a share below 1e-300.
    ///
    /// Source: Lindon and Malek (2022), Anytime-Valid Inference for Multinomial Count Data, arXiv:2011.03567. Checked
    /// against mpmath (50 digits, 1e-12 of the larger of 1 and ln E).
    package static func alwaysValid(observed: [Int], weights: [Double]) throws(StatisticsError) -> AlwaysValidTest {
        try alwaysValid(strata: [(observed, weights)])
    }

    /// The test over stretches of time with weights of their own.
    ///
    /// Formula: E = ½ M + ½ mean over c of Π E_c (stretch). M is the mean over the arms i of Σ_j w_j Π Π (pₖ(d_j)/θₖ)^Sₖ
    /// over stretches and arms k, with the weight of arm i times e^d in every stretch and d ~ N(0, 0.05²) on the points
    /// of `GaussHermite`; the logarithm of one factor is Σ (Sᵢ d - N ln(1 + θᵢ (e^d - 1))). With one stretch as above.
    /// - Parameter strata: per stretch the users and the planned weights per arm, the same arms in each; a stretch
    ///   without users counts for nothing.
    /// - Returns: the logarithm of the evidence and the p-value of this look.
    /// - Throws: as for one; `outOfDomain` too where stretches have different arms; `noUsers` and `tooFewArms` where no
    ///   stretch has users or can be tested.
    ///
    /// Source: Lindon and Malek (2022) as above; the tilt is our own, a likelihood ratio for every d and therefore
    /// evidence. Checked against mpmath (50 digits, 1e-12 of the larger of 1 and ln E).
    package static func alwaysValid(
        strata: [(observed: [Int], weights: [Double])]
    ) throws(StatisticsError) -> AlwaysValidTest {
        var stretches: [Stratum] = []
        var isImpossible = false
        for (observed, weights) in strata {
            let stratum = try Stratum(observed: observed, weights: weights)
            guard stratum.counts.count == strata[0].observed.count else {
                throw .outOfDomain("every stretch of time needs the same arms")
            }
            guard stratum.total > 0 else { continue }
            isImpossible = isImpossible || !stratum.statistic.isFinite
            stretches.append(stratum)
        }
        guard !stretches.isEmpty else { throw .noUsers }
        guard !isImpossible else { return AlwaysValidTest(logEvidence: nil, pValue: 0) }
        guard stretches.contains(where: { $0.degreesOfFreedom > 0 }) else { throw .tooFewArms }
        let logEvidence = try logEvidence(stretches)
        return AlwaysValidTest(logEvidence: logEvidence, pValue: Evidence.pValue(logEvidence))
    }

    private static func logEvidence(_ stretches: [Stratum]) throws(StatisticsError) -> Double {
        var byConcentration: [Double] = []
        for concentration in [100.0, 1000, 10_000] {
            var sum = 0.0
            for stretch in stretches { sum += try stretch.logEvidence(concentration: concentration) }
            byConcentration.append(sum)
        }
        let dirichlet = try Evidence.mean(byConcentration)
        guard stretches.count > 1 else { return dirichlet }
        return try Evidence.mean([try logTilt(stretches), dirichlet])
    }

    /// ln M: an arm that receives too many or too few users in every stretch.
    private static func logTilt(_ stretches: [Stratum]) throws(StatisticsError) -> Double {
        var factors: [Double] = []
        for arm in stretches[0].counts.indices {
            for point in GaussHermite.points {
                let d = tiltDeviation * point.z
                let ratio = stretches.reduce(0) { sum, stretch in
                    sum + stretch.counts[arm] * d - stretch.total * log1p(stretch.shares[arm] * expm1(d))
                }
                factors.append(point.logWeight + ratio)
            }
        }
        // The weights of the points add up to 1 within each arm, so their mean counts each point once.
        return try Evidence.mean(factors) + log(Double(GaussHermite.points.count))
    }

    /// The standard deviation of the tilt, in logarithms of an arm's weight.
    private static let tiltDeviation = 0.05
}

extension Stratum {
    /// The planned shares, which add up to 1.
    var shares: [Double] {
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    /// ln E_c of one stretch, over the arms that are meant to receive users.
    func logEvidence(concentration: Double) throws(StatisticsError) -> Double {
        let arms = weights.indices.filter { weights[$0] > 0 }
        let shares = shares
        return try DirichletMultinomial.logEvidence(
            counts: arms.map { counts[$0] }, shares: arms.map { shares[$0] },
            prior: arms.map { concentration * shares[$0] })
    }
}
