import Foundation
import Statistics
import Testing

@Suite struct ProportionSequenceTests {
    @Test(arguments: try Golden.sequential(\.proportions))
    func matchesFortyDigits(example: Golden.ProportionCase) throws {
        let interval = try ProportionSequence(
            n: example.n, k: example.k, alpha: example.alpha, tuning: example.tuning
        ).interval
        #expect(relativeError(interval.lower, example.lower.value) <= Tolerance.tail)
        #expect(relativeError(interval.upper, example.upper.value) <= Tolerance.tail)
    }

    /// confseq, test/uniform_boundaries_unittest.cpp at 70b1ef30, to the six digits it prints.
    static let published: [(k: Int, n: Int, tuning: Int, lower: Double, upper: Double)] = [
        (700, 1000, 100, 0.651629, 0.745949), (15, 50, 50, 0.129556, 0.511896), (5, 50, 50, 0.013021, 0.269264),
        (1, 50, 50, 0, 0.13489), (1, 2, 50, 0, 1), (100, 200, 1, 0.328923, 0.671076), (0, 1, 50, 0, 1),
        (1, 1, 50, 0, 1),
    ]

    @Test(arguments: published)
    func matchesConfseq(k: Int, n: Int, tuning: Int, lower: Double, upper: Double) throws {
        let interval = try ProportionSequence(n: n, k: k, alpha: 0.05, tuning: tuning).interval
        // The digits are cut off, not rounded.
        #expect(interval.lower >= lower && interval.lower < lower + 2 * Tolerance.printed)
        #expect(interval.upper >= upper && interval.upper < upper + 2 * Tolerance.printed)
    }

    @Test func countsThatCannotExcludeTheEndsKeepThem() throws {
        for n in [1, 7, 100, 1 << 53] {
            #expect(try ProportionSequence(n: n, k: 0, alpha: 0.05).interval.lower == 0)
            #expect(try ProportionSequence(n: n, k: 1, alpha: 0.05).interval.lower == 0)
            #expect(try ProportionSequence(n: n, k: n, alpha: 0.05).interval.upper == 1)
            #expect(try ProportionSequence(n: n, k: n - 1, alpha: 0.05).interval.upper == 1)
        }
    }

    /// Every count: the observed share is inside, more conversions move both ends up, and the ends mirror each other.
    @Test(arguments: [1, 2, 3, 10, 47, 99]) func intervalsAreOrdered(n: Int) throws {
        let all = try (0...n).map { try ProportionSequence(n: n, k: $0, alpha: 0.05) }
        for (k, sequence) in all.enumerated() {
            #expect(sequence.interval.lower <= sequence.observed && sequence.observed <= sequence.interval.upper)
            #expect(abs(sequence.interval.lower + all[n - k].interval.upper - 1) <= Tolerance.exponent)
        }
        for (fewer, more) in zip(all, all.dropFirst()) {
            #expect(fewer.interval.lower <= more.interval.lower && fewer.interval.upper <= more.interval.upper)
        }
    }

    /// The set of proportions that are not excluded has no holes: what bisection rests on.
    @Test(arguments: [(1, 0), (1, 1), (4, 4), (32, 32), (50, 1), (50, 2), (90, 30), (4000, 4), (100_000, 99_999)])
    func evidenceFallsThenRises(n: Int, k: Int) throws {
        for tuning in [1, 10, 100, 10_000] {
            let interval = try ProportionSequence(n: n, k: k, alpha: 0.025, tuning: tuning).interval
            // ln 40 and the level that tunes the mixture, for 0.025.
            let threshold = 3.6888794541139363
            let concentration = max(Double(tuning) / (2 * threshold + log(1 + 2 * threshold)) - 1, 0.001)
            for exponent in stride(from: -9.0, through: 9, by: 0.05) {
                // From the odds, for both ends alike.
                let odds = pow(10, exponent)
                let (p, rest) = (odds / (1 + odds), 1 / (1 + odds))
                let evidence = try DirichletMultinomial.logEvidence(
                    counts: [Double(k), Double(n - k)], shares: [p, rest],
                    prior: [concentration * p, concentration * rest])
                guard abs(evidence - threshold) > 1e-9 else { continue }
                #expect((evidence < threshold) == (p > interval.lower && p < interval.upper))
            }
        }
    }

    @Test func refusesWhatIsNoProportion() {
        #expect(throws: StatisticsError.noUsers) { try ProportionSequence(n: 0, k: 0, alpha: 0.05) }
        let counts = StatisticsError.outOfDomain("the users who converted must number between 0 and all users")
        #expect(throws: counts) { try ProportionSequence(n: 5, k: 6, alpha: 0.05) }
        #expect(throws: counts) { try ProportionSequence(n: 5, k: -1, alpha: 0.05) }
        #expect(throws: StatisticsError.outOfDomain("the tuning must be at least 1 user")) {
            try ProportionSequence(n: 5, k: 1, alpha: 0.05, tuning: 0)
        }
        for alpha in [0, 1, -1, Double.nan] {
            #expect(throws: StatisticsError.outOfDomain("alpha must lie between 0 and 1")) {
                try ProportionSequence(n: 5, k: 1, alpha: alpha)
            }
        }
    }

    @Test(arguments: [Double.leastNonzeroMagnitude, 1e-300, 1e-12, 0.999])
    func extremeLevelsGiveAnInterval(alpha: Double) throws {
        for (n, k) in [(1, 0), (5, 2), (1 << 53, 2), (1 << 53, (1 << 53) - 2), (Int.max, Int.max / 2)] {
            let sequence = try ProportionSequence(n: n, k: k, alpha: alpha)
            #expect(sequence.interval.lower >= 0 && sequence.interval.upper <= 1)
            #expect(sequence.interval.lower <= sequence.interval.upper)
        }
    }
}
