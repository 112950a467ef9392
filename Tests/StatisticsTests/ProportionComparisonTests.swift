import Statistics
import Testing

@Suite struct ProportionComparisonTests {
    @Test(arguments: try Golden.sequential(\.proportion_comparisons))
    func matchesFortyDigits(example: Golden.ProportionComparisonCase) throws {
        let result = try compare(example.control, example.treatment)
        #expect(relativeError(result.pValue, example.p.value) <= Tolerance.tail)
        switch (result.lift, example.largest) {
        case (.bounded(let interval), let largest?):
            #expect(abs(interval.lower - example.smallest.value) <= Tolerance.tail)
            #expect(relativeError(interval.upper, largest.value) <= Tolerance.tail)
        case (.atLeast(let smallest), nil):
            #expect(abs(smallest - example.smallest.value) <= Tolerance.tail)
        default:
            Issue.record("bounded where the reference is not, or the reverse")
        }
    }

    /// The three ways to say that there is a difference agree.
    @Test func intervalLiftAndPValueAgree() throws {
        for k0 in stride(from: 0, through: 60, by: 3) {
            for k1 in stride(from: 0, through: 60, by: 2) {
                let result = try compare([60, k0], [60, k1])
                let isExcluded = result.interval.lower > 0 || result.interval.upper < 0
                #expect(isExcluded == (result.pValue <= 0.05))
                switch result.lift {
                case .bounded(let lift): #expect(isExcluded == (lift.lower > 0 || lift.upper < 0))
                case .atLeast(let smallest): #expect(isExcluded == (smallest > 0))
                }
                #expect(result.pValue == (try compare([60, k1], [60, k0]).pValue))
            }
        }
    }

    @Test func equalSharesAreNoEvidence() throws {
        for (n, k) in [(1, 0), (1, 1), (60, 30)] {
            #expect(try compare([n, k], [n, k]).pValue == 1)
        }
        #expect(try compare([1, 0], [1, 1]).pValue == 1)
    }

    @Test func refusesWhatIsNoComparison() {
        #expect(throws: StatisticsError.noUsers) { try compare([0, 0], [5, 1]) }
        for alpha in [0, 1, 1.5, Double.nan] {
            #expect(throws: StatisticsError.outOfDomain("alpha must lie between 0 and 1")) {
                try compare([5, 1], [5, 1], alpha: alpha)
            }
        }
    }

    private func compare(
        _ control: [Int], _ treatment: [Int], alpha: Double = 0.05
    ) throws -> ProportionComparison {
        try ProportionComparison(
            control: (control[0], control[1]), treatment: (treatment[0], treatment[1]), alpha: alpha)
    }
}
