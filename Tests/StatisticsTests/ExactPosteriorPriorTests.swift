import Statistics
import Testing

extension Golden {
    /// What `make_prior_cases.py` wrote; arms are k and n.
    struct PriorCases: Decodable {
        struct Comparison: Decodable, Sendable {
            let control: [Int]
            let treatment: [Int]
            let prior_mean: Double
            let prior_deviation: Double
            let alpha: Double
            let p_win: Double
            let p_lose: Double
            let loss_control: Double
            let loss_treatment: Double
            let control_mean: Double
            let treatment_mean: Double
            let lower: Double
            let upper: Double

            var prior: NormalPrior { NormalPrior(mean: prior_mean, standardDeviation: prior_deviation) }
        }

        let comparisons: [Comparison]
    }

    static func priorCases() throws -> [PriorCases.Comparison] {
        let file: PriorCases = try read("prior_cases.json")
        return file.comparisons
    }
}

/// The exact posterior with a normal prior on the lift.
@Suite struct ExactPosteriorPriorTests {
    @Test(arguments: try Golden.priorCases())
    func matchesIntegrationOverBothRates(expected: Golden.PriorCases.Comparison) throws {
        let posterior = try ExactPosterior(
            control: Golden.proportion(expected.control), treatment: Golden.proportion(expected.treatment),
            inverse: false, prior: expected.prior, alpha: expected.alpha)
        #expect(abs(posterior.probabilityOfWinning - expected.p_win) <= Tolerance.prior)
        #expect(abs(posterior.probabilityOfLosing - expected.p_lose) <= Tolerance.prior)
        #expect(abs(posterior.lossOfControl - expected.loss_control) <= Tolerance.prior)
        #expect(abs(posterior.lossOfTreatment - expected.loss_treatment) <= Tolerance.prior)
        #expect(relativeError(posterior.controlMean, expected.control_mean) <= Tolerance.prior)
        #expect(relativeError(posterior.treatmentMean, expected.treatment_mean) <= Tolerance.prior)
        #expect(abs(posterior.riskOfControl - expected.loss_control / expected.control_mean) <= Tolerance.prior)
        #expect(abs(posterior.interval.lower - expected.lower) <= Tolerance.prior * (1 + expected.lower))
        #expect(abs(posterior.interval.upper - expected.upper) <= Tolerance.prior * (1 + expected.upper))
    }

    @Test func everyGoldenCaseIsThere() throws {
        #expect(try Golden.priorCases().count == 19)
    }

    static let pairs: [(Proportion, Proportion)] = [
        (Proportion(n: 200, k: 5), Proportion(n: 200, k: 12)),
        (Proportion(n: 50, k: 2), Proportion(n: 50, k: 6)),
        (Proportion(n: 30, k: 30), Proportion(n: 25, k: 20)),
        (Proportion(n: 1_000_000, k: 3000), Proportion(n: 1_000_000, k: 3100)),
        (Proportion(n: 400, k: 3), Proportion(n: 9_000_000, k: 90_000)),
        (Proportion(n: 200, k: 3), Proportion(n: 10_000_000, k: 0)),
    ]

    /// A prior so wide that it says nothing leaves flat priors on the control's rate and on the ratio; both rates flat
    /// would count one more user in the control, who converted.
    @Test(arguments: pairs) func veryWidePriorIsFlat(control: Proportion, treatment: Proportion) throws {
        let flat = try ExactPosterior(
            control: Proportion(n: control.n - 1, k: control.k - 1), treatment: treatment, inverse: false)
        let wide = try ExactPosterior(
            control: control, treatment: treatment, inverse: false,
            prior: NormalPrior(mean: 0, standardDeviation: 1e9))
        #expect(abs(wide.probabilityOfWinning - flat.probabilityOfWinning) <= Tolerance.exact)
        #expect(abs(wide.lossOfControl - flat.lossOfControl) <= Tolerance.exact)
        #expect(abs(wide.lossOfTreatment - flat.lossOfTreatment) <= Tolerance.exact)
        #expect(abs(wide.controlMean - flat.controlMean) <= Tolerance.exact)
        #expect(abs(wide.treatmentMean - flat.treatmentMean) <= Tolerance.exact)
        #expect(abs(wide.interval.lower - flat.interval.lower) <= Tolerance.exact * (1 + flat.interval.lower))
        #expect(abs(wide.interval.upper - flat.interval.upper) <= Tolerance.exact * (1 + flat.interval.upper))
    }

    /// A prior so narrow that the data say nothing remains the prior.
    @Test func veryNarrowPriorRemains() throws {
        let prior = NormalPrior(mean: 0.02, standardDeviation: 1e-5)
        let posterior = try ExactPosterior(
            control: Proportion(n: 500, k: 25), treatment: Proportion(n: 500, k: 27), inverse: false, prior: prior)
        let margin = -(try Normal.quantile(0.025)) * prior.standardDeviation
        #expect(abs(posterior.interval.lower - (prior.mean - margin)) <= 1e-3 * margin)
        #expect(abs(posterior.interval.upper - (prior.mean + margin)) <= 1e-3 * margin)
        #expect(posterior.probabilityOfWinning == 1 && posterior.lossOfTreatment == 0)
    }

    @Test(arguments: pairs) func inverseSwapsWhatIsBetter(control: Proportion, treatment: Proportion) throws {
        let prior = NormalPrior(mean: -0.05, standardDeviation: 0.2)
        let plain = try ExactPosterior(control: control, treatment: treatment, inverse: false, prior: prior)
        let inverse = try ExactPosterior(control: control, treatment: treatment, inverse: true, prior: prior)
        #expect(inverse.probabilityOfWinning == plain.probabilityOfLosing)
        #expect(inverse.probabilityOfLosing == plain.probabilityOfWinning)
        #expect(inverse.lossOfControl == plain.lossOfTreatment && inverse.riskOfControl == plain.riskOfTreatment)
        #expect(inverse.lossOfTreatment == plain.lossOfControl && inverse.riskOfTreatment == plain.riskOfControl)
        #expect(inverse.interval == plain.interval)
    }

    static let deviations = [1e-4, 0.01, 0.3, 3, 1000]

    /// Probabilities that add up and losses that differ by the difference of the means, at every width of the prior,
    /// far from the data and near them, with a centre that no ratio can have.
    @Test(arguments: pairs, deviations)
    func identitiesHold(arms: (Proportion, Proportion), deviation: Double) throws {
        for mean in [-2 * deviation - 1, -0.3, 0, 0.3, 5 * deviation] {
            let posterior: ExactPosterior
            do {
                posterior = try ExactPosterior(
                    control: arms.0, treatment: arms.1, inverse: false,
                    prior: NormalPrior(mean: mean, standardDeviation: deviation))
            } catch {
                #expect(error == Self.contradiction, "mean \(mean)")
                continue
            }
            let sum = posterior.probabilityOfWinning + posterior.probabilityOfLosing
            #expect(abs(sum - 1) <= Tolerance.prior)
            let difference = posterior.treatmentMean - posterior.controlMean
            #expect(abs(posterior.lossOfControl - posterior.lossOfTreatment - difference) <= Tolerance.prior)
            #expect(posterior.interval.lower > -1 && posterior.interval.lower < posterior.interval.upper)
        }
    }

    static let contradiction = StatisticsError.outOfDomain(
        "the prior of the lift and the data contradict each other too far to be combined")

    @Test(arguments: [
        (NormalPrior(mean: .nan, standardDeviation: 1), StatisticsError.notFinite("the prior's mean")),
        (NormalPrior(mean: 0, standardDeviation: .infinity), .notFinite("the prior's standard deviation")),
        (NormalPrior(mean: 0, standardDeviation: 0), .outOfDomain("the prior's standard deviation must be positive")),
        (NormalPrior(mean: 0, standardDeviation: -1), .outOfDomain("the prior's standard deviation must be positive")),
        (NormalPrior(mean: 40, standardDeviation: 0.01), contradiction),
        (
            NormalPrior(mean: 0, standardDeviation: 1e-10),
            .outOfDomain("with exact rates the prior's mean must be within 1e6 and its deviation between 1e-9 and 1e9")
        ),
    ])
    func refusesWhatHasNoAnswer(prior: NormalPrior, error: StatisticsError) {
        #expect(throws: error) {
            try ExactPosterior(
                control: Proportion(n: 100_000, k: 10_000), treatment: Proportion(n: 100_000, k: 10_000),
                inverse: false, prior: prior)
        }
    }
}
