#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Evidence from counts against given shares, with a Dirichlet distribution over other shares as the alternative.
package enum DirichletMultinomial {
    /// The natural logarithm of the evidence in counts against their shares.
    ///
    /// Formula: E = Γ(A)/ΠΓ(aᵢ) · ΠΓ(aᵢ + Sᵢ)/Γ(A + N) · Πθᵢ^-Sᵢ, A = Σaᵢ, N = ΣSᵢ. By Stirling's formula, with its
    /// error δ and the half deviance h from `Gamma`: ln E = δ(A) - δ(A + N) + ½ ln(1 + N/A)
    /// + Σ [h((A + N)θᵢ, aᵢ + Sᵢ) - h(Aθᵢ, aᵢ) + δ(aᵢ + Sᵢ) - δ(aᵢ) - ½ ln(1 + Sᵢ/aᵢ)], where nothing large cancels.
    /// - Parameters:
    ///   - counts: Sᵢ, whole numbers of at least 0.
    ///   - shares: θᵢ in the same order, above 0, with sum 1.
    ///   - prior: aᵢ in the same order, finite and above 1e-303.
    /// - Returns: a finite logarithm.
    /// - Throws: `outOfDomain` outside the stated ranges, `notFinite`.
    ///
    /// Source: Lindon and Malek (2022), Anytime-Valid Inference for Multinomial Count Data, arXiv:2011.03567. Checked
    /// against Optimizely's ssrm (absolute 1e-13) and mpmath (50 digits, 1e-13 of the larger of 1 and ln E).
    package static func logEvidence(
        counts: [Double], shares: [Double], prior: [Double]
    ) throws(StatisticsError) -> Double {
        guard counts.count == shares.count, counts.count == prior.count else {
            throw .outOfDomain("every count needs one share and one prior count")
        }
        guard counts.allSatisfy({ $0 >= 0 }) else { throw .outOfDomain("a count must not be negative") }
        guard shares.allSatisfy({ $0 > 0 }), abs(shares.reduce(0, +) - 1) < 1e-9 else {
            throw .outOfDomain("the shares must be positive and add up to 1")
        }
        guard prior.allSatisfy({ $0 > smallestPrior }) else { throw .outOfDomain("a prior count must be positive") }
        let total = try StatisticsError.requireFinite(counts.reduce(0, +), "the number of users")
        let priorTotal = try StatisticsError.requireFinite(prior.reduce(0, +), "the sum of the prior counts")
        let cells = counts.indices.reduce(0) { sum, i in
            sum
                + cell(
                    count: counts[i], share: shares[i], prior: prior[i], total: total, priorTotal: priorTotal)
        }
        return try StatisticsError.requireFinite(whole(total: total, priorTotal: priorTotal) + cells, "the evidence")
    }

    /// What does not depend on the single counts: δ(A) - δ(A + N) + ½ ln(1 + N/A).
    static func whole(total: Double, priorTotal: Double) -> Double {
        Gamma.stirlingError(priorTotal) - Gamma.stirlingError(priorTotal + total) + 0.5 * log1p(total / priorTotal)
    }

    /// What one count adds: the bracket in `logEvidence`.
    static func cell(count: Double, share: Double, prior: Double, total: Double, priorTotal: Double) -> Double {
        let posterior = prior + count
        return Gamma.halfDeviance((priorTotal + total) * share, shape: posterior)
            - Gamma.halfDeviance(priorTotal * share, shape: prior)
            + Gamma.stirlingError(posterior) - Gamma.stirlingError(prior) - 0.5 * (log(posterior) - log(prior))
    }

    private static let smallestPrior = 1e-303
}
