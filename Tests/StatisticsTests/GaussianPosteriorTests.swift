import Statistics
import Testing

extension Golden {
    struct PosteriorInputs: Decodable, Sendable {
        struct Prior: Decodable, Sendable {
            let mean: Double
            let stddev: Double
        }

        let control: MomentsArm
        let treatment: MomentsArm
        let inverse: Bool
        let prior: Prior?

        func posterior(_ difference: Difference) throws -> GaussianPosterior {
            try GaussianPosterior(
                Contrast(control: control.moments(), treatment: treatment.moments()), inverse: inverse,
                prior: prior.map { NormalPrior(mean: $0.mean, standardDeviation: $0.stddev) }, difference: difference)
        }
    }

    struct PosteriorCase: Decodable, Sendable {
        let inputs: PosteriorInputs
        let difference: String
        let effect: Digits
        let se: Digits
        let lower: Digits
        let upper: Digits
        let p_win: Digits
        let p_lose: Digits
        let risk_ctrl: Digits
        let risk_trt: Digits
        let srm_p: Digits
    }

    struct PosteriorReference: Decodable, Sendable {
        struct Expected: Decodable, Sendable {
            let chance_to_win: Double
            let relative_change: Double
            let absolute_change: Double
            let ci_rel_lower: Double
            let ci_rel_upper: Double
            let risk_ctrl: Double
            let risk_trt: Double
        }

        let inputs: PosteriorInputs
        let expected: Expected
        let srm_p: Double
    }

    static func posteriors() throws -> [PosteriorReference] {
        struct File: Decodable { let cases: [PosteriorReference] }
        let file: File = try read("gaussian_posterior.json")
        return file.cases
    }
}

@Suite struct GaussianPosteriorTests {
    @Test(arguments: try Golden.posteriors())
    func matchesReference(example: Golden.PosteriorReference) throws {
        let posterior = try example.inputs.posterior(.relative)
        let expected = example.expected
        #expect(relativeError(posterior.effect, expected.relative_change) <= Tolerance.posterior)
        #expect(relativeError(posterior.interval.lower, expected.ci_rel_lower) <= Tolerance.posterior)
        #expect(relativeError(posterior.interval.upper, expected.ci_rel_upper) <= Tolerance.posterior)
        #expect(abs(posterior.riskOfControl - expected.risk_ctrl) <= Tolerance.risk)
        #expect(abs(posterior.riskOfTreatment - expected.risk_trt) <= Tolerance.risk)
        // The reference computes the chance of an inverse metric as 1 - cdf.
        let rounding = example.inputs.inverse ? Tolerance.complement : 0
        let distance = abs(posterior.probabilityOfWinning - expected.chance_to_win)
        #expect(distance <= Tolerance.posterior * expected.chance_to_win + rounding)
        let change = try example.inputs.treatment.moments().mean - example.inputs.control.moments().mean
        #expect(relativeError(change, expected.absolute_change) <= Tolerance.posterior)
    }

    @Test(arguments: try Golden.tails(\.posterior))
    func matchesFiftyDigitsIntoTheTails(example: Golden.PosteriorCase) throws {
        let posterior = try example.inputs.posterior(example.difference == "absolute" ? .absolute : .relative)
        let pairs = [
            (posterior.effect, example.effect), (posterior.standardError, example.se),
            (posterior.interval.lower, example.lower), (posterior.interval.upper, example.upper),
            (posterior.probabilityOfWinning, example.p_win), (posterior.probabilityOfLosing, example.p_lose),
            (posterior.riskOfControl, example.risk_ctrl), (posterior.riskOfTreatment, example.risk_trt),
        ]
        for (actual, expected) in pairs where expected.value >= 1e-300 || expected.value < 0 {
            #expect(relativeError(actual, expected.value) <= Tolerance.tail)
        }
    }

    /// With V = 1 and control mean 0 the effect in standard errors is the treatment's mean.
    @Test(arguments: try Golden.tails(\.loss), [false, true])
    func riskKeepsItsDigitsAtAnyDistance(point: Golden.LossPoint, inverse: Bool) throws {
        let posterior = try GaussianPosterior(
            Contrast(
                control: Moments(n: 1, mean: 0, variance: 0.5), treatment: Moments(n: 1, mean: point.t, variance: 0.5)),
            inverse: inverse, prior: nil, difference: .absolute)
        let (riskOfEffect, other) =
            inverse
            ? (posterior.riskOfControl, posterior.riskOfTreatment)
            : (posterior.riskOfTreatment, posterior.riskOfControl)
        #expect(relativeError(riskOfEffect, point.value.value) <= Tolerance.tail)
        #expect(abs(other - riskOfEffect - point.t) <= Tolerance.tail * max(1, abs(point.t)))
    }

    @Test func everyGoldenSectionHasItsCases() throws {
        #expect(try Golden.posteriors().count == 40)
        #expect(try Golden.tails(\.posterior).count == 80)
        #expect(try Golden.tails(\.posterior).contains { 1e-300..<1e-200 ~= $0.p_win.value })
        #expect(try Golden.tails(\.posterior).contains { 1e-300..<1e-50 ~= $0.p_lose.value })
    }

    @Test func inverseSwapsSidesAndNothingElse() throws {
        let control = try Moments.proportion(n: 1000, k: 100)
        let treatment = try Moments.proportion(n: 1100, k: 130)
        let prior = NormalPrior(mean: 0.01, standardDeviation: 0.3)
        let up = try GaussianPosterior(Contrast(control: control, treatment: treatment), inverse: false, prior: prior)
        let down = try GaussianPosterior(Contrast(control: control, treatment: treatment), inverse: true, prior: prior)
        #expect(up.probabilityOfWinning > 0.8)
        #expect(down.probabilityOfWinning == up.probabilityOfLosing)
        #expect(down.probabilityOfLosing == up.probabilityOfWinning)
        #expect(down.riskOfControl == up.riskOfTreatment)
        #expect(down.riskOfTreatment == up.riskOfControl)
        #expect(down.effect == up.effect && down.interval == up.interval && down.standardError == up.standardError)
    }

    @Test func priorPullsTheEffectButNotTheData() throws {
        let control = try Moments.proportion(n: 1000, k: 100)
        let treatment = try Moments.proportion(n: 1000, k: 120)
        let flat = try GaussianPosterior(Contrast(control: control, treatment: treatment), inverse: false, prior: nil)
        #expect(flat.effect == flat.dataEffect && flat.standardError == flat.dataStandardError)
        let equal = NormalPrior(mean: 0, standardDeviation: flat.standardError)
        let pulled = try GaussianPosterior(
            Contrast(control: control, treatment: treatment), inverse: false, prior: equal)
        #expect(pulled.dataEffect == flat.effect && pulled.dataStandardError == flat.standardError)
        #expect(relativeError(pulled.effect, flat.effect / 2) <= Tolerance.function)
        #expect(relativeError(pulled.standardError, flat.standardError / 2.0.squareRoot()) <= Tolerance.function)
    }

    /// A prior on the lift says the same whatever the unit of the effect.
    @Test func absoluteDifferenceScalesThePriorWithTheControl() throws {
        let control = try Moments(n: 50, mean: 4, variance: 0)
        let treatment = try Moments(n: 50, mean: 5, variance: 8)
        let prior = NormalPrior(mean: 0.1, standardDeviation: 0.05)
        let lift = try GaussianPosterior(Contrast(control: control, treatment: treatment), inverse: false, prior: prior)
        let change = try GaussianPosterior(
            Contrast(control: control, treatment: treatment), inverse: false, prior: prior, difference: .absolute)
        #expect(relativeError(change.effect, 4 * lift.effect) <= Tolerance.function)
        #expect(relativeError(change.standardError, 4 * lift.standardError) <= Tolerance.function)
        #expect(relativeError(change.probabilityOfLosing, lift.probabilityOfLosing) <= Tolerance.tail)
    }

    @Test(arguments: [(0.05, 1.959963984540054), (0.2, 1.2815515655446004), (1e-12, 7.130506848171324)])
    func alphaSetsTheWidth(alpha: Double, z: Double) throws {
        let posterior = try GaussianPosterior(
            Contrast(control: Moments(n: 1, mean: 0, variance: 0.5), treatment: Moments(n: 1, mean: 3, variance: 0.5)),
            inverse: false, prior: nil, alpha: alpha, difference: .absolute)
        #expect(relativeError(posterior.interval.lower, 3 - z) <= Tolerance.tail)
        #expect(relativeError(posterior.interval.upper, 3 + z) <= Tolerance.tail)
    }
}
