import Statistics
import Testing

extension Golden {
    /// What `make_exact_cases.py` wrote; arms are k and n, or n, mean and variance.
    struct ExactCases: Decodable {
        struct Comparison: Decodable, Sendable {
            let control: [Int]
            let treatment: [Int]
            let alpha: Double
            let p_win: Double
            let p_lose: Double
            let loss_control: Double
            let loss_treatment: Double
            let lower: Double
            let upper: Double
        }

        struct Places: Decodable, Sendable {
            let arms: [[Double]]
            let first: [Double]
            let second: [Double]
            let losses: [Double]
            let inverse_first: [Double]
            let inverse_losses: [Double]
        }

        let comparisons: [Comparison]
        let proportions: [Places]
        let means: [Places]
    }

    static func exactCases<Section>(_ section: KeyPath<ExactCases, Section>) throws -> Section {
        let file: ExactCases = try read("exact_cases.json")
        return file[keyPath: section]
    }

    static func proportion(_ counts: [Int]) -> Proportion { Proportion(n: counts[1], k: counts[0]) }
}

@Suite struct ExactPosteriorTests {
    @Test(arguments: try Golden.exactReference().comparisons)
    func matchesReference(comparison: Golden.Comparison) throws {
        let posterior = try ExactPosterior(
            control: Golden.proportion(comparison.a), treatment: Golden.proportion(comparison.b), inverse: false)
        #expect(abs(posterior.probabilityOfWinning - comparison.p_b_beats_a.value) <= Tolerance.exact)
        #expect(abs(posterior.lossOfTreatment - comparison.loss_b.value) <= Tolerance.exact)
        let loss = comparison.loss_b.value / posterior.controlMean
        #expect(abs(posterior.riskOfTreatment - loss) <= Tolerance.exact)
    }

    @Test(arguments: try Golden.exactCases(\.comparisons))
    func matchesQuadratureOnThePlainAxis(expected: Golden.ExactCases.Comparison) throws {
        let posterior = try ExactPosterior(
            control: Golden.proportion(expected.control), treatment: Golden.proportion(expected.treatment),
            inverse: false, alpha: expected.alpha)
        #expect(abs(posterior.probabilityOfWinning - expected.p_win) <= Tolerance.exact)
        #expect(abs(posterior.probabilityOfLosing - expected.p_lose) <= Tolerance.exact)
        #expect(abs(posterior.lossOfControl - expected.loss_control) <= Tolerance.exact)
        #expect(abs(posterior.lossOfTreatment - expected.loss_treatment) <= Tolerance.exact)
        #expect(abs(posterior.interval.lower - expected.lower) <= Tolerance.exact * (1 + expected.lower))
        #expect(abs(posterior.interval.upper - expected.upper) <= Tolerance.exact * (1 + expected.upper))
    }

    @Test(arguments: try Golden.publishedExact().comparisons)
    func matchesPublishedCases(expected: Golden.PublishedExact.Comparison) throws {
        let posterior = try ExactPosterior(
            control: Golden.proportion(expected.a), treatment: Golden.proportion(expected.b), inverse: false)
        #expect(abs(posterior.probabilityOfWinning - expected.p) <= Tolerance.publishedExact)
        #expect(abs(posterior.lossOfControl - expected.loss_A) <= Tolerance.publishedExact)
        #expect(abs(posterior.lossOfTreatment - expected.loss_B) <= Tolerance.publishedExact)
    }

    @Test func everyGoldenSectionHasItsCases() throws {
        #expect(try Golden.publishedExact().comparisons.count == 3)
        #expect(try Golden.exactReference().comparisons.count == 40)
        #expect(try Golden.exactCases(\.comparisons).count == 54)
    }

    /// The two checks of the specification, to its three digits, where the Gaussian posterior gives 0.868 and 0.800.
    @Test func winsMoreOftenThanTheGaussianAtLowCounts() throws {
        let rare = try ExactPosterior(
            control: Proportion(n: 200, k: 5), treatment: Proportion(n: 200, k: 12), inverse: false)
        let small = try ExactPosterior(
            control: Proportion(n: 50, k: 2), treatment: Proportion(n: 50, k: 6), inverse: false)
        #expect(abs(rare.probabilityOfWinning - 0.956) < 0.0005)
        #expect(abs(small.probabilityOfWinning - 0.920) < 0.0005)
    }

    static let extremes: [(Proportion, Proportion)] = [1, 2, 50, 10_000_000, 1_000_000_000_000].flatMap { extremes($0) }

    static func extremes(_ n: Int) -> [(Proportion, Proportion)] {
        let counts: [(Int, Int)] = [(0, 0), (0, n), (n, n), (n, 0), (n / 2, n), (0, n / 2), (n / 3, n / 2)]
        return counts.map { (Proportion(n: n, k: $0), Proportion(n: n, k: $1)) }
    }

    /// Zero and full conversion, one user and very many: probabilities that add up, losses that differ by the
    /// difference of the means, an interval around the median.
    @Test(arguments: extremes) func extremesKeepTheIdentities(control: Proportion, treatment: Proportion) throws {
        let posterior = try ExactPosterior(control: control, treatment: treatment, inverse: false)
        let sum = posterior.probabilityOfWinning + posterior.probabilityOfLosing
        #expect(abs(sum - 1) <= Tolerance.exact)
        let difference = posterior.treatmentMean - posterior.controlMean
        #expect(abs(posterior.lossOfControl - posterior.lossOfTreatment - difference) <= Tolerance.exact)
        #expect(posterior.lossOfControl >= 0 && posterior.lossOfTreatment >= 0)
        #expect(posterior.interval.lower > -1 && posterior.interval.lower < posterior.interval.upper)
        if posterior.probabilityOfWinning > 0.98 { #expect(posterior.interval.lower > 0) }
        if posterior.probabilityOfLosing > 0.98 { #expect(posterior.interval.upper < 0) }
    }

    /// One user each who did not convert: Beta(1, 2), where R has the distribution 2r/3 - r²/6 up to 1.
    @Test func oneUserEachHasAClosedForm() throws {
        let one = Proportion(n: 1, k: 0)
        let posterior = try ExactPosterior(control: one, treatment: one, inverse: false, alpha: 0.2)
        let lower = 2 - 3.4.squareRoot()
        #expect(abs(posterior.interval.lower - (lower - 1)) <= Tolerance.exact)
        #expect(abs(posterior.interval.upper - (1 / lower - 1)) <= Tolerance.exact * (1 / lower))
        #expect(abs(posterior.probabilityOfWinning - 0.5) <= Tolerance.exact)
        #expect(abs(posterior.lossOfTreatment - 2.0 / 15) <= Tolerance.exact)
        #expect(abs(posterior.riskOfTreatment - 0.4) <= Tolerance.exact)
    }

    @Test func inverseSwapsWhatIsBetterAndKeepsTheInterval() throws {
        let (control, treatment) = (Proportion(n: 300, k: 21), Proportion(n: 280, k: 30))
        let plain = try ExactPosterior(control: control, treatment: treatment, inverse: false)
        let inverse = try ExactPosterior(control: control, treatment: treatment, inverse: true)
        #expect(inverse.probabilityOfWinning == plain.probabilityOfLosing)
        #expect(inverse.probabilityOfLosing == plain.probabilityOfWinning)
        #expect(inverse.lossOfControl == plain.lossOfTreatment && inverse.riskOfControl == plain.riskOfTreatment)
        #expect(inverse.lossOfTreatment == plain.lossOfControl && inverse.riskOfTreatment == plain.riskOfControl)
        #expect(inverse.interval == plain.interval)
    }

    /// Exchanging the arms turns r into 1/r.
    @Test func exchangedArmsHaveTheReciprocalInterval() throws {
        let (one, other) = (Proportion(n: 40, k: 39), Proportion(n: 900_000, k: 850_000))
        let forth = try ExactPosterior(control: one, treatment: other, inverse: false)
        let back = try ExactPosterior(control: other, treatment: one, inverse: false)
        #expect(abs((1 + forth.interval.lower) * (1 + back.interval.upper) - 1) <= Tolerance.exact)
        #expect(abs((1 + forth.interval.upper) * (1 + back.interval.lower) - 1) <= Tolerance.exact)
        #expect(abs(forth.probabilityOfWinning - back.probabilityOfLosing) <= Tolerance.exact)
    }

    /// Beyond what the angle resolves a result is either right or refused.
    @Test func countsNearTheLargestIntegersOfADouble() throws {
        let n = 1 << 53
        let few = try ExactPosterior(control: Proportion(n: n, k: 3), treatment: Proportion(n: n, k: 7), inverse: false)
        #expect(abs(few.probabilityOfWinning - 0.88671875) <= Tolerance.exact)
        #expect(
            throws: StatisticsError.outOfDomain(
                "the posteriors are too narrow for their distance to be compared exactly")
        ) {
            try ExactPosterior(control: Proportion(n: n, k: 0), treatment: Proportion(n: n, k: n), inverse: false)
        }
    }

    /// At 2^50 users the posterior is normal to rounding: a difference of 2^24 users is √½ standard errors.
    @Test func veryManyUsersAreNormal() throws {
        let (n, half) = (1 << 50, 1 << 49)
        let posterior = try ExactPosterior(
            control: Proportion(n: n, k: half), treatment: Proportion(n: n, k: half + (1 << 24)), inverse: false)
        #expect(abs(posterior.probabilityOfWinning - Normal.cdf(0.5.squareRoot())) <= Tolerance.exact)
    }

    static let one = Proportion(n: 10, k: 1)

    @Test(arguments: [
        (Proportion(n: 0, k: 0), one, 0.05, StatisticsError.noUsers),
        (one, Proportion(n: -1, k: 0), 0.05, .noUsers),
        (one, Proportion(n: 3, k: 4), 0.05, .outOfDomain(tooManyConverted)),
        (Proportion(n: 3, k: -1), one, 0.05, .outOfDomain(tooManyConverted)),
        (one, one, 0.0, .outOfDomain("alpha must lie between 1e-6 and 1")),
        (one, one, 1, .outOfDomain("alpha must lie between 1e-6 and 1")),
        (one, one, .nan, .outOfDomain("alpha must lie between 1e-6 and 1")),
    ])
    func refusesWhatHasNoAnswer(
        control: Proportion, treatment: Proportion, alpha: Double, error: StatisticsError
    ) {
        #expect(throws: error) {
            try ExactPosterior(control: control, treatment: treatment, inverse: false, alpha: alpha)
        }
    }

    static let tooManyConverted = "the users who converted must number between 0 and all users"
}
