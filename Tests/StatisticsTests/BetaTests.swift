import Foundation
import Statistics
import Testing

@Suite struct BetaTests {
    @Test(arguments: try Golden.exactReference("beta_cdf"))
    func cdfMatchesReference(point: Golden.ShapedPoint) throws {
        let value = try Beta.cdf(try #require(point.x), a: try #require(point.a), b: try #require(point.b))
        #expect(relativeError(value, point.value.value) <= Tolerance.function)
    }

    @Test(arguments: try Golden.exactReference("beta_survival"))
    func survivalMatchesReference(point: Golden.ShapedPoint) throws {
        let value = try Beta.survival(try #require(point.x), a: try #require(point.a), b: try #require(point.b))
        #expect(relativeError(value, point.value.value) <= Tolerance.function)
    }

    @Test(arguments: try Golden.exactReference("beta_quantile_of_cdf"))
    func quantileMatchesReference(point: Golden.ShapedPoint) throws {
        let p = try #require(point.p).value
        let value = try Beta.quantile(p, a: try #require(point.a), b: try #require(point.b))
        #expect(relativeError(value, point.value.value) <= Tolerance.function)
    }

    @Test(arguments: try Golden.betaCases(\.beta) + Golden.betaCases(\.beta_quantile))
    func matchesFiftyDigitsIntoTheTails(point: Golden.ShapedPoint) throws {
        let (x, a, b) = (try #require(point.x), try #require(point.a), try #require(point.b))
        let expected = point.value.value
        let value =
            switch point.f {
            case "cdf": try Beta.cdf(x, a: a, b: b)
            case "survival": try Beta.survival(x, a: a, b: b)
            case "density": try Beta.density(x, a: a, b: b)
            case "quantile": try Beta.quantile(x, a: a, b: b)
            default: Double.nan
            }
        #expect(relativeError(value, expected) <= Tolerance.function)
        if point.f == "density" {
            let logarithm = log(expected)
            #expect(abs(try Beta.logDensity(x, a: a, b: b) - logarithm) <= Tolerance.function * max(1, abs(logarithm)))
        }
    }

    @Test(arguments: try Golden.publishedExact().jeffreys_intervals)
    func quantileMatchesPublishedIntervals(expected: Golden.PublishedExact.JeffreysInterval) throws {
        let (k, n) = (expected.arm[0], expected.arm[1])
        let lower = try Beta.quantile(0.025, a: 0.5 + k, b: 0.5 + n - k)
        let upper = try Beta.quantile(0.975, a: 0.5 + k, b: 0.5 + n - k)
        #expect(abs(lower - expected.lower) <= Tolerance.publishedInterval)
        #expect(abs(upper - expected.upper) <= Tolerance.publishedInterval)
    }

    @Test func everyGoldenSectionHasItsCases() throws {
        #expect(try Golden.publishedExact().jeffreys_intervals.count == 6)
        #expect(try Golden.exactReference("beta_cdf").count == 60)
        #expect(try Golden.exactReference("beta_survival").count == 20)
        #expect(try Golden.exactReference("beta_quantile_of_cdf").count == 20)
        let cases = try Golden.betaCases(\.beta)
        #expect(cases.count == 511)
        #expect(cases.contains { $0.a == 1e7 && $0.b == 1e7 && $0.f == "cdf" && $0.value.value < 1e-280 })
        #expect(cases.contains { $0.a == 1e7 && $0.b == 1e7 && $0.f == "survival" && $0.value.value < 1e-280 })
        #expect(try Golden.betaCases(\.beta_quantile).count == 46)
    }

    /// Arguments at and next to the ends, under every kind of shape, give tails that complement each other.
    @Test(arguments: [1e-5, 0.3, 1, 19.9, 20, 1e4, 1e7], [1e-5, 0.3, 1, 1.1, 20, 1e7])
    func tailsComplementEachOther(a: Double, b: Double) throws {
        let mean = a / (a + b)
        for x in [0, 1e-300, 1e-9, mean / 2, mean.nextDown, mean, mean.nextUp, (1 + mean) / 2, 1 - 1e-9, 1] {
            let point = min(1, x)
            let cdf = try Beta.cdf(point, a: a, b: b)
            let survival = try Beta.survival(point, a: a, b: b)
            #expect((0...1).contains(cdf) && (0...1).contains(survival), "at \(x)")
            #expect(abs(cdf + survival - 1) <= Tolerance.exponent, "at \(x)")
        }
        #expect(try Beta.cdf(0, a: a, b: b) == 0 && Beta.survival(0, a: a, b: b) == 1)
        #expect(try Beta.cdf(1, a: a, b: b) == 1 && Beta.survival(1, a: a, b: b) == 0)
    }

    @Test(arguments: [1.0, 7, 350, 1e7], [1.0, 42, 1e5, 1e7])
    func quantileInvertsBothTails(a: Double, b: Double) throws {
        for p in [1e-12, 0.025, 0.5, 0.975] {
            let x = try Beta.quantile(p, a: a, b: b)
            #expect(abs(try Beta.cdf(x, a: a, b: b) / p - 1) <= Tolerance.inverse, "at \(p)")
        }
    }

    @Test func densityAtTheEndsIsExactOrAnError() throws {
        #expect(try Beta.density(0, a: 1, b: 7) == 7)
        #expect(try Beta.density(1, a: 7, b: 1) == 7)
        #expect(try Beta.density(0, a: 2, b: 7) == 0)
        #expect(throws: StatisticsError.notFinite("a beta density")) { try Beta.density(0, a: 0.5, b: 7) }
        #expect(throws: StatisticsError.notFinite("the logarithm of a beta density")) {
            try Beta.logDensity(1, a: 7, b: 2)
        }
    }

    @Test func quantileThatUnderflowsIsZero() throws {
        #expect(try Beta.quantile(1e-10, a: 0.01, b: 1) == 0)
    }

    @Test(arguments: [
        (-1e-9, 1.0, 1.0, StatisticsError.outOfDomain("a beta variable must lie between 0 and 1")),
        (1.1, 1, 1, .outOfDomain("a beta variable must lie between 0 and 1")),
        (0.5, 0, 1, .outOfDomain("the shapes of a beta distribution must lie between 0 and 1e7")),
        (0.5, 1, 2e7, .outOfDomain("the shapes of a beta distribution must lie between 0 and 1e7")),
        (0.5, .nan, 1, .notFinite("the shape of a beta distribution")),
        (.infinity, 1, 1, .notFinite("the argument of a beta distribution")),
    ])
    func refusesWhatLiesOutsideTheDomain(x: Double, a: Double, b: Double, error: StatisticsError) {
        #expect(throws: error) { try Beta.cdf(x, a: a, b: b) }
        #expect(throws: error) { try Beta.survival(x, a: a, b: b) }
        #expect(throws: error) { try Beta.density(x, a: a, b: b) }
        #expect(throws: error) { try Beta.logDensity(x, a: a, b: b) }
    }

    @Test(arguments: [0, 1, -0.1, .nan]) func quantileRefusesWhatIsNoProbability(p: Double) {
        #expect(throws: StatisticsError.outOfDomain("a probability must lie between 0 and 1")) {
            try Beta.quantile(p, a: 2, b: 3)
        }
    }
}
