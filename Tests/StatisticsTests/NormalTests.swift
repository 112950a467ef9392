import Foundation
import Statistics
import Testing

@Suite struct NormalTests {
    @Test(arguments: try Golden.reference("normal_cdf"))
    func cdfMatchesReference(point: Golden.Point) throws {
        #expect(relativeError(Normal.cdf(try #require(point.x)), point.value.value) <= Tolerance.function)
    }

    @Test(arguments: try Golden.reference("normal_survival"))
    func survivalMatchesReference(point: Golden.Point) throws {
        #expect(relativeError(Normal.survival(try #require(point.x)), point.value.value) <= Tolerance.function)
    }

    @Test(arguments: try Golden.reference("normal_log_survival"))
    func logSurvivalMatchesReference(point: Golden.Point) throws {
        #expect(relativeError(Normal.logSurvival(try #require(point.x)), point.value.value) <= Tolerance.function)
    }

    @Test(arguments: try Golden.reference("normal_quantile"))
    func quantileMatchesReference(point: Golden.Point) throws {
        let quantile = try Normal.quantile(try #require(point.p).value)
        #expect(relativeError(quantile, point.value.value) <= Tolerance.function)
    }

    @Test(arguments: try Golden.tails(\.normal))
    func matchesFiftyDigitsIntoTheTails(point: Golden.Point) throws {
        let x = try #require(point.x)
        let value =
            switch point.f {
            case "density": Normal.density(x)
            case "cdf": Normal.cdf(x)
            case "survival": Normal.survival(x)
            case "log_survival": Normal.logSurvival(x)
            case "quantile": try Normal.quantile(x)
            default: Double.nan
            }
        #expect(relativeError(value, point.value.value) <= Tolerance.normal)
    }

    @Test(arguments: try Golden.tails(\.loss))
    func lossMatchesFiftyDigits(point: Golden.LossPoint) {
        #expect(relativeError(Normal.loss(point.t), point.value.value) <= Tolerance.normal)
    }

    @Test func everyGoldenSectionHasItsCases() throws {
        #expect(try Golden.reference("normal_cdf").count == 40)
        #expect(try Golden.reference("normal_survival").count == 40)
        #expect(try Golden.reference("normal_log_survival").count == 20)
        #expect(try Golden.reference("normal_quantile").count == 40)
        #expect(try Golden.tails(\.normal).count == 162)
        #expect(try Golden.tails(\.loss).count == 17)
    }

    @Test func endsOfTheLineAreExact() {
        #expect(Normal.cdf(-.infinity) == 0)
        #expect(Normal.cdf(.infinity) == 1)
        #expect(Normal.survival(.greatestFiniteMagnitude) == 0)
        #expect(Normal.survival(-.greatestFiniteMagnitude) == 1)
        #expect(Normal.density(.infinity) == 0)
        #expect(Normal.density(-41) == 0)
        #expect(Normal.loss(1e300) == 0)
        #expect(Normal.loss(-1e300) == 1e300)
        #expect(Normal.cdf(.nan).isNaN && Normal.density(.nan).isNaN)
    }

    @Test func quantileOfOneHalfIsZero() throws {
        #expect(try Normal.quantile(0.5) == 0)
    }

    @Test(arguments: [0, 1, -0.1, 1.1, .nan, .infinity])
    func quantileRefusesWhatIsNoProbability(p: Double) {
        #expect(throws: StatisticsError.outOfDomain("a probability must lie between 0 and 1")) {
            try Normal.quantile(p)
        }
    }

    @Test func quantileReachesTheSmallestDouble() throws {
        let x = try Normal.quantile(.leastNonzeroMagnitude)
        #expect(relativeError(Normal.logSurvival(-x), log(.leastNonzeroMagnitude)) <= Tolerance.function)
    }

    /// The direct formula and the continued fraction meet without a step.
    @Test func lossIsContinuousWhereTheFormulaChanges() {
        let below = Normal.loss(5.0.nextDown)
        #expect(relativeError(Normal.loss(5), below) <= Tolerance.normal)
        #expect(relativeError(Normal.logSurvival(5), Normal.logSurvival(5.0.nextDown)) <= Tolerance.function)
    }
}
