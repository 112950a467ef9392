#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// P-values and evidence when several hypotheses are tested at once.
package enum MultipleComparisons {
    /// Adjusted p-values that keep the probability of any false rejection at most α, whatever the dependence.
    ///
    /// Formula: with the p-values in ascending order, p̃(i) = max over j ≤ i of min(1, (K - j + 1) p(j)).
    /// - Parameter pValues: K probabilities in [0, 1], in any order.
    /// - Returns: the adjusted p-values in the order given, in [0, 1]; reject where at most α.
    /// - Throws: `outOfDomain` for what is no probability.
    ///
    /// Source: Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure, Scandinavian Journal of Statistics
    /// 6, 65-70, https://www.jstor.org/stable/4615733. Checked against Bonferroni's closed test (1e-15).
    package static func holm(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
        try requireProbabilities(pValues)
        var adjusted = pValues
        var largest = 0.0
        for (rank, index) in ascending(pValues).enumerated() {
            largest = max(largest, min(1, Double(pValues.count - rank) * pValues[index]))
            adjusted[index] = largest
        }
        return adjusted
    }

    /// Adjusted p-values that keep the expected share of false among all rejections at most α, for p-values that are
    /// independent or positively dependent.
    ///
    /// Formula: with the p-values in ascending order, p̃(i) = min over j ≥ i of min(1, K p(j)/j).
    /// - Parameter pValues: K probabilities in [0, 1], in any order.
    /// - Returns: the adjusted p-values in the order given, in [0, 1]; reject where at most α.
    /// - Throws: `outOfDomain` for what is no probability.
    ///
    /// Source: Benjamini and Hochberg (1995), Controlling the False Discovery Rate, JRSS B 57, 289-300,
    /// https://doi.org/10.1111/j.2517-6161.1995.tb02031.x. Checked against SciPy (relative 1e-12).
    package static func benjaminiHochberg(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
        try requireProbabilities(pValues)
        var adjusted = pValues
        var smallest = 1.0
        for (rank, index) in ascending(pValues).enumerated().reversed() {
            smallest = min(smallest, Double(pValues.count) / Double(rank + 1) * pValues[index])
            adjusted[index] = smallest
        }
        return adjusted
    }

    /// Adjusted p-values from evidence that keep the expected share of false among all rejections at most α, whatever
    /// the dependence and however often the evidence is looked at (e-BH).
    ///
    /// Formula: Benjamini and Hochberg's on 1/E, in logarithms: with the evidence in descending order,
    /// ln p̃(i) = min over j ≥ i of min(0, ln K - ln j - l(j)).
    /// - Parameter logEvidence: the natural logarithms of K e-values, finite, in any order.
    /// - Returns: the adjusted p-values in the order given, in [0, 1], 0 where they underflow; reject where at most α.
    /// - Throws: `notFinite`.
    ///
    /// Source: Wang and Ramdas (2022), False Discovery Rate Control with E-values, JRSS B 84, 822-852,
    /// arXiv:2009.02824. Checked against SciPy on 1/E (relative 1e-12).
    package static func evidenceBenjaminiHochberg(_ logEvidence: [Double]) throws(StatisticsError) -> [Double] {
        try Evidence.requireFinite(logEvidence)
        var adjusted = logEvidence
        var largest = 0.0
        for (rank, index) in ascending(logEvidence.map { -$0 }).enumerated().reversed() {
            largest = max(largest, logEvidence[index] + log(Double(rank + 1) / Double(logEvidence.count)))
            adjusted[index] = Evidence.pValue(largest)
        }
        return adjusted
    }

    /// Positions from the smallest value to the largest.
    private static func ascending(_ values: [Double]) -> [Int] {
        values.indices.sorted { values[$0] < values[$1] }
    }

    private static func requireProbabilities(_ pValues: [Double]) throws(StatisticsError) {
        guard pValues.allSatisfy({ (0...1).contains($0) }) else {
            throw .outOfDomain("a p-value must lie between 0 and 1")
        }
    }
}
