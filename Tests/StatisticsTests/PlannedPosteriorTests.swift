import Statistics
import Testing

@Suite struct PlannedPosteriorTests {
    /// Its squared standard error with one user is 400: two arms of standard deviation 10, half of the users each.
    static func comparison() throws -> PlannedComparison {
        try .mean(1, standardDeviation: 10, difference: .absolute, controlShare: 0.5)
    }

    @Test(arguments: try Golden.planning(\.posteriors))
    func matchesFiftyDigits(example: Golden.PosteriorPlanCase) throws {
        let plan = try PlannedPosterior(prior: normalPrior(example.prior), threshold: example.threshold)
        let power = try plan.power(ofFinding: example.effect, standardError: example.error)
        #expect(abs(power - example.power.value) <= Tolerance.power)
        let needed = try plan.users(toFind: example.effect, in: Self.comparison(), power: example.wanted)
        #expect(relativeError(needed, example.needed.value) <= Tolerance.plannedRoot)
        guard let assurance = example.assurance?.value, let largest = example.largest?.value else {
            #expect(throws: StatisticsError.self) { try plan.assurance(standardError: example.error) }
            #expect(throws: StatisticsError.self) { try plan.largestAssurance() }
            return
        }
        #expect(abs(try plan.assurance(standardError: example.error) - assurance) <= Tolerance.power)
        #expect(abs(try plan.largestAssurance() - largest) <= Tolerance.power)
    }

    @Test(arguments: try Golden.planning(\.assurances))
    func usersForAnAssuranceMatchFiftyDigits(example: Golden.AssuranceCase) throws {
        let plan = try PlannedPosterior(prior: normalPrior(example.prior), threshold: example.threshold)
        let needed = try plan.users(forAssurance: example.wanted, in: Self.comparison(), effect: 0)
        // Near the largest assurance the users are as uncertain as the wanted number's last digits.
        #expect(relativeError(needed, example.needed.value) <= Tolerance.plannedRoot)
    }

    @Test func theTableHasPriorsOnBothSidesOfZero() throws {
        let means = try Golden.planning(\.assurances).map { $0.prior[0] }
        #expect(means.contains { $0 < 0 } && means.contains { $0 > 0 } && means.contains(0))
    }

    /// What a plan promises happens to posteriors: estimates drawn from their quantiles instead of at random.
    @Test(arguments: [nil, NormalPrior(mean: 0.02, standardDeviation: 0.1)])
    func powerIsTheShareOfWinningPosteriors(prior: NormalPrior?) throws {
        let (n, effect, threshold) = (2000, 0.1, 0.9)
        let variance = 4.0
        let error = (2 * variance / Double(n)).squareRoot()
        let plan = try PlannedPosterior(prior: prior, threshold: threshold)
        let steps = 4000
        let wins = try (0..<steps).filter { step in
            let estimate = effect + error * (try Normal.quantile((Double(step) + 0.5) / Double(steps)))
            // A base of 1 without variance of its own in the absolute difference, so that prior and effect share a unit.
            let posterior = try GaussianPosterior(
                Contrast(
                    control: Moments(n: n, mean: 1, variance: variance),
                    treatment: Moments(n: n, mean: 1 + estimate, variance: variance)),
                inverse: false, prior: prior, difference: .absolute)
            return posterior.probabilityOfWinning >= threshold
        }
        let power = try plan.power(ofFinding: effect, standardError: error)
        #expect(abs(power - Double(wins.count) / Double(steps)) <= 1 / Double(steps))
    }

    /// A decrease that is wanted is an increase of what is turned round; a mean has the same precision on both sides.
    @Test(arguments: [nil, NormalPrior(mean: 0.02, standardDeviation: 0.1)])
    func lowerMayBeBetter(prior: NormalPrior?) throws {
        let up = try PlannedPosterior(prior: prior)
        let mirrored = prior.map { NormalPrior(mean: -$0.mean, standardDeviation: $0.standardDeviation) }
        let down = try PlannedPosterior(prior: mirrored, isDecrease: true)
        let comparison = try Self.comparison()
        #expect(
            try down.users(toFind: -0.1, in: comparison, power: 0.8)
                == up.users(toFind: 0.1, in: comparison, power: 0.8))
        #expect(
            try down.power(ofFinding: -0.1, standardError: 0.05) == up.power(ofFinding: 0.1, standardError: 0.05))
        #expect(throws: StatisticsError.self) { try down.users(toFind: 0.1, in: comparison, power: 0.8) }
        guard prior != nil else { return }
        #expect(try down.assurance(standardError: 0.05) == up.assurance(standardError: 0.05))
        #expect(
            try down.users(forAssurance: 0.4, in: comparison, effect: -0.1)
                == up.users(forAssurance: 0.4, in: comparison, effect: 0.1))
    }

    /// Also where the precision is not the same on both sides of 0.
    @Test(arguments: [false, true])
    func theSmallestEffectIsFoundByItsUsers(isDecrease: Bool) throws {
        let comparison = try PlannedComparison.proportion(rate: 0.3, difference: .relative, controlShare: 0.4)
        let plan = try PlannedPosterior(prior: nil, threshold: 0.9, isDecrease: isDecrease)
        let effect = try plan.detectableEffect(in: comparison, users: 5000, power: 0.7)
        #expect((effect < 0) == isDecrease)
        let users = try plan.users(toFind: effect, in: comparison, power: 0.7)
        #expect(relativeError(users, 5000) <= Tolerance.planning)
        let error = try comparison.standardError(users: 5000, effect: effect)
        #expect(abs(try plan.power(ofFinding: effect, standardError: error) - 0.7) <= Tolerance.power)
        let withPrior = try PlannedPosterior(prior: NormalPrior(mean: 0, standardDeviation: 0.1))
        #expect(throws: StatisticsError.self) {
            try withPrior.detectableEffect(in: comparison, users: 5000, power: 0.7)
        }
        #expect(throws: StatisticsError.self) { try plan.detectableEffect(in: comparison, users: 5000, power: 0.4) }
    }

    @Test func noNumberOfUsersMakesMoreSureThanThePrior() throws {
        let plan = try PlannedPosterior(prior: NormalPrior(mean: 0, standardDeviation: 0.1))
        #expect(try plan.largestAssurance() == 0.5)
        let error = try #require(throws: StatisticsError.self) {
            try plan.users(forAssurance: 0.5, in: Self.comparison(), effect: 0)
        }
        #expect("\(error)".hasPrefix("no number of users gives the wanted assurance"))
        let users = try plan.users(forAssurance: 0.4999, in: Self.comparison(), effect: 0)
        let reached = try plan.assurance(standardError: (400 / users).squareRoot())
        #expect(abs(reached - 0.4999) <= Tolerance.power)
    }

    @Test func aPriorThatWinsByItselfPlansNothing() throws {
        let plan = try PlannedPosterior(prior: NormalPrior(mean: 0.2, standardDeviation: 0.1))
        #expect(try plan.assurance(standardError: 1e6) > 0.999)
        for body in [
            { try plan.users(toFind: 0.1, in: Self.comparison(), power: 0.8) },
            { try plan.users(forAssurance: 0.8, in: Self.comparison(), effect: 0) },
        ] {
            let error = try #require(throws: StatisticsError.self) { try body() }
            #expect("\(error)".contains("without any data"))
        }
    }

    @Test func refusesWhatCannotBePlanned() throws {
        for threshold in [0.5, 0, 1, .nan] {
            #expect(throws: StatisticsError.self) { try PlannedPosterior(prior: nil, threshold: threshold) }
        }
        for (mean, deviation) in [(0, 0), (0, -1), (0, .infinity), (.nan, 1), (.infinity, 1), (1e200, 1e-200)] {
            let prior = NormalPrior(mean: mean, standardDeviation: deviation)
            #expect(throws: StatisticsError.self) { try PlannedPosterior(prior: prior) }
        }
        for prior in [nil, NormalPrior(mean: 0, standardDeviation: 0.3)] {
            let plan = try PlannedPosterior(prior: prior)
            for effect in [0, -0.1, .nan, .infinity, 1e-170] {
                #expect(throws: StatisticsError.self) {
                    try plan.users(toFind: effect, in: Self.comparison(), power: 0.8)
                }
            }
            for power in [0.49, 1, .nan] {
                #expect(throws: StatisticsError.self) {
                    try plan.users(toFind: 0.1, in: Self.comparison(), power: power)
                }
            }
            for error in [0, -1, .nan, .infinity] {
                #expect(throws: StatisticsError.self) { try plan.power(ofFinding: 0.1, standardError: error) }
                #expect(throws: StatisticsError.self) { try plan.assurance(standardError: error) }
            }
            for assurance in [0, 1, .nan] {
                #expect(throws: StatisticsError.self) {
                    try plan.users(forAssurance: assurance, in: Self.comparison(), effect: 0)
                }
            }
        }
    }
}
