import Statistics
import Testing

/// Sizes that other tools and papers give.
@Suite struct PlanningPublishedTests {
    static func test(alpha: Double) throws -> PlannedTest { try PlannedTest(alpha: alpha, reading: .once) }

    /// G*Power, as the tests of spotify-confidence (e1f8a492) quote it, to half a percent. Its tests ask for
    /// sizes of absolute effects.
    @Test func sizesMatchGPower() throws {
        let mean = try PlannedComparison.mean(1, standardDeviation: 10, difference: .absolute, controlShare: 0.5)
        let forMean = try Self.test(alpha: 0.05).users(toFind: 0.3, in: mean, power: 0.85)
        #expect(relativeError(forMean, 39_906) <= 0.005)
        let rate = try PlannedComparison.proportion(rate: 0.34, difference: .absolute, controlShare: 0.5)
        let forRate = try Self.test(alpha: 0.14).users(toFind: 0.003, in: rate, power: 0.67)
        #expect(relativeError(forRate, 366_424) <= 0.005)
    }

    /// Kohavi, Longbotham, Sommerfield and Henne (2009), Controlled experiments on the web, section 3.2: 16 σ²/δ² in
    /// each arm, 121 600 for a rate of 5 % and a change of 5 % of it. Their 16 is 2 (1.96 + 0.84)² = 15.7 rounded up, and
    /// their treatment has the control's variance; so ours is put back by both.
    @Test func sizesMatchTheRuleOfSixteen() throws {
        let deviation = (0.05 * 0.95).squareRoot()
        let comparison = try PlannedComparison.mean(
            0.05, standardDeviation: deviation, difference: .absolute, controlShare: 0.5)
        let users = try Self.test(alpha: 0.05).users(toFind: 0.05 * 0.05, in: comparison, power: 0.8)
        let points = try Normal.quantile(0.975) + Normal.quantile(0.8)
        #expect(abs(users / 2 * 16 / (2 * points * points) - 121_600) <= 1)
    }

    // GrowthBook's engine (8f1db445), tests/test_midexperimentpower.py: 500 users in each arm, means 1 and 1.05, and the
    // users that are still missing, as a multiple of those there are, to find a lift of 5 % with a power of 80 %.

    static func soFar() throws -> PlannedComparison {
        let control = try Moments.sums(n: 500, sum: 499.99999999999994, sumSquares: 1499.999999999999)
        let treatment = try Moments.sums(n: 500, sum: 525.0000000000008, sumSquares: 1551.2499999999998)
        return try PlannedComparison(Contrast(control: control, treatment: treatment), difference: .relative)
    }

    /// The engine stops where the power is within 1e-5 of the wanted one.
    static let engine = 1e-5
    /// Relative, for the factor, for that reason.
    static let engineFactor = 1e-3

    @Test func missingUsersAndPowerMatchTheEngineAtAFixedEnd() throws {
        let (test, soFar) = (try Self.test(alpha: 0.05), try Self.soFar())
        let now = try test.power(ofFinding: 0.05, in: soFar, users: 1000)
        #expect(relativeError(now, 0.08462068675376812) <= Tolerance.posterior)
        let then = try test.power(ofFinding: 0.05, in: soFar, users: 1000 * (1 + 25.45703125))
        #expect(relativeError(then, 0.8000081752547903) <= Tolerance.posterior)
        let factor = try test.users(toFind: 0.05, in: soFar, power: 0.8) / 1000 - 1
        #expect(relativeError(factor, 25.45703125) <= Self.engineFactor)
        // The root itself, by SciPy's brentq.
        #expect(relativeError(factor, 25.456479712798913) <= Self.engine)
    }

    @Test func missingUsersMatchTheEngineAtEveryLook() throws {
        let (test, soFar) = (try PlannedTest(reading: .always(plannedUsers: 5000)), try Self.soFar())
        let factor = try test.users(toFind: 0.05, in: soFar, power: 0.8) / 1000 - 1
        #expect(relativeError(factor, 55.66796875) <= Self.engineFactor)
        #expect(relativeError(factor, 55.668320169152985) <= Self.engine)
        let power = try test.power(ofFinding: 0.05, in: soFar, users: 1000 * (1 + 55.66796875))
        #expect(abs(power - 0.8) <= Self.engine)
    }

    /// The engine counts a posterior interval that excludes 0 on either side, so a loss at 97.5 % counts as well as a win.
    @Test func missingUsersAndPowerMatchTheEngineWithAPrior() throws {
        let soFar = try Self.soFar()
        let deviation = 0.001.squareRoot()
        let win = try PlannedPosterior(
            prior: NormalPrior(mean: 0.05, standardDeviation: deviation), threshold: 0.975)
        let loss = try PlannedPosterior(
            prior: NormalPrior(mean: -0.05, standardDeviation: deviation), threshold: 0.975)
        func power(_ users: Double) throws -> Double {
            let error = try soFar.standardError(users: users, effect: 0.05)
            return try win.power(ofFinding: 0.05, standardError: error)
                + loss.power(ofFinding: -0.05, standardError: error)
        }
        #expect(relativeError(try power(1000), 0.18857938391842022) <= Tolerance.posterior)
        #expect(relativeError(try power(1000 * (1 + 13.9404296875)), 0.8000038804451484) <= Tolerance.posterior)
        let factor = try win.users(toFind: 0.05, in: soFar, power: 0.8) / 1000 - 1
        #expect(relativeError(factor, 13.9404296875) <= Self.engineFactor)
    }
}
