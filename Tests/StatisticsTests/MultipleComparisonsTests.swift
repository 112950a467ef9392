import Foundation
import Statistics
import Testing

@Suite struct MultipleComparisonsTests {
    @Test(arguments: try Golden.sequential(\.multiple)) func matchesReference(example: Golden.MultipleCase) throws {
        for (actual, expected) in zip(try MultipleComparisons.benjaminiHochberg(example.p), example.bh) {
            #expect(relativeError(actual, expected) <= Tolerance.function)
        }
        guard let holm = example.holm else { return }
        for (actual, expected) in zip(try MultipleComparisons.holm(example.p), holm) {
            #expect(relativeError(actual, expected) <= Tolerance.function)
        }
    }

    /// e-BH is Benjamini and Hochberg's procedure on 1/E.
    @Test(arguments: try Golden.sequential(\.multiple).filter { $0.p.allSatisfy { $0 > 0 } })
    func evidenceMatchesReference(example: Golden.MultipleCase) throws {
        let adjusted = try MultipleComparisons.evidenceBenjaminiHochberg(example.p.map { -log($0) })
        for (actual, expected) in zip(adjusted, example.bh) {
            #expect(relativeError(actual, expected) <= Tolerance.function * 100)
        }
    }

    /// Holm (1979) and Benjamini and Hochberg (1995) on the latter's fifteen p-values: 3 and 4 rejections at 0.05.
    @Test func rejectsWhatWasPublished() throws {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0,
        ]
        #expect(try MultipleComparisons.holm(p).count { $0 <= 0.05 } == 3)
        #expect(try MultipleComparisons.benjaminiHochberg(p).count { $0 <= 0.05 } == 4)
    }

    /// Wang and Ramdas's definition: the largest k with k E(k)/K ≥ 1/α is rejected.
    @Test func evidenceIsRejectedByItsDefinition() throws {
        let e = [120.0, 30, 55, 2, 0.1, 41, 19]
        for alpha in [0.01, 0.05, 0.1, 0.2, 0.5] {
            let sorted = e.sorted(by: >)
            let count = sorted.indices.last { Double($0 + 1) * sorted[$0] / Double(e.count) >= 1 / alpha }
            let adjusted = try MultipleComparisons.evidenceBenjaminiHochberg(e.map { log($0) })
            #expect(adjusted.count { $0 <= alpha } == count.map { $0 + 1 } ?? 0)
        }
    }

    @Test func noHypothesisGivesNothing() throws {
        #expect(try MultipleComparisons.holm([]).isEmpty)
        #expect(try MultipleComparisons.benjaminiHochberg([]).isEmpty)
        #expect(try MultipleComparisons.evidenceBenjaminiHochberg([]).isEmpty)
    }

    @Test func evidenceWithoutBoundsStaysAProbability() throws {
        let huge = Double.greatestFiniteMagnitude
        #expect(try MultipleComparisons.evidenceBenjaminiHochberg([huge, -huge, 0]) == [0, 1, 1])
    }

    @Test(arguments: [-0.1, 1.1, .nan, .infinity]) func refusesWhatIsNoProbability(p: Double) {
        let error = StatisticsError.outOfDomain("a p-value must lie between 0 and 1")
        #expect(throws: error) { try MultipleComparisons.holm([0.5, p]) }
        #expect(throws: error) { try MultipleComparisons.benjaminiHochberg([0.5, p]) }
    }

    @Test func refusesInfiniteEvidence() {
        #expect(throws: StatisticsError.notFinite("the evidence")) {
            try MultipleComparisons.evidenceBenjaminiHochberg([.infinity])
        }
    }
}

@Suite struct EvidenceTests {
    @Test func meanIsThatOfTheEvidence() throws {
        #expect(abs(try Evidence.mean([log(1), log(2), log(6)]) - log(3)) <= Tolerance.exponent)
        #expect(abs(try Evidence.mean([1000, 1000 + log(3)]) - 1000 - log(2)) <= 1e-12)
        #expect(try Evidence.mean([-1e308, 7]) == 7 - log(2))
    }

    @Test func productIsThatOfTheEvidence() throws {
        #expect(try Evidence.product([0.5, -2, 3]) == 1.5)
        #expect(try Evidence.product([]) == 0)
    }

    @Test func pValueIsAProbability() {
        #expect(Evidence.pValue(-3) == 1 && Evidence.pValue(0) == 1 && Evidence.pValue(1e300) == 0)
        #expect(relativeError(Evidence.pValue(log(20)), 0.05) <= Tolerance.function)
    }

    @Test func refusesWhatIsNoEvidence() {
        #expect(throws: StatisticsError.outOfDomain("evidence needs at least one part")) { try Evidence.mean([]) }
        #expect(throws: StatisticsError.notFinite("the evidence")) { try Evidence.mean([.nan]) }
        #expect(throws: StatisticsError.notFinite("the evidence")) { try Evidence.product([1e308, 1e308]) }
    }
}
