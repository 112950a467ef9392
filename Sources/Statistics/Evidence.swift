#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Evidence against a hypothesis (an e-value: at most 1 on average if the hypothesis holds), by its natural logarithm.
package enum Evidence {
    /// The evidence of several looks at the same hypothesis, whatever their dependence.
    ///
    /// Formula: ln of the mean of e^lᵢ, with the largest taken out of the sum.
    /// - Parameter logEvidence: lᵢ, finite logarithms, at least one.
    /// - Returns: a finite logarithm between the smallest and the largest.
    /// - Throws: `outOfDomain` for none, `notFinite`.
    ///
    /// Source: Vovk and Wang (2021), E-values: Calibration, combination and applications, Annals of Statistics 49,
    /// 1736-1754, arXiv:1912.06116. Checked against mpmath (50 digits, absolute 1e-13).
    package static func mean(_ logEvidence: [Double]) throws(StatisticsError) -> Double {
        try requireFinite(logEvidence)
        guard let largest = logEvidence.max() else { throw .outOfDomain("evidence needs at least one part") }
        let sum = logEvidence.reduce(0) { sum, part in sum + exp(part - largest) }
        return largest + log(sum / Double(logEvidence.count))
    }

    /// The evidence of independent or successive data against the same hypothesis.
    ///
    /// Formula: Σ lᵢ, the logarithm of the product.
    /// - Parameter logEvidence: lᵢ, finite logarithms, each of data that are new given those before; none gives 0.
    /// - Returns: a finite logarithm.
    /// - Throws: `notFinite`, also where the sum overflows.
    ///
    /// Source: Vovk and Wang (2021) as above. Checked by hand.
    package static func product(_ logEvidence: [Double]) throws(StatisticsError) -> Double {
        try requireFinite(logEvidence)
        return try StatisticsError.requireFinite(logEvidence.reduce(0, +), "the evidence")
    }

    /// The p-value that evidence amounts to.
    ///
    /// Formula: min(1, 1/E).
    /// - Parameter logEvidence: ln E, any number.
    /// - Returns: a probability in [0, 1]; 0 where it underflows.
    /// - Throws: nothing.
    ///
    /// Source: Vovk and Wang (2021) as above. Checked by hand.
    package static func pValue(_ logEvidence: Double) -> Double {
        min(1, exp(-logEvidence))
    }

    static func requireFinite(_ logEvidence: [Double]) throws(StatisticsError) {
        for part in logEvidence { try StatisticsError.requireFinite(part, "the evidence") }
    }
}
