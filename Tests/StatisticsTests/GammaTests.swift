import Statistics
import Testing

@Suite struct GammaTests {
    @Test(arguments: try Golden.reference("gamma_cdf"))
    func cdfMatchesReference(point: Golden.Point) throws {
        let value = try Gamma.cdf(try #require(point.x), shape: try #require(point.shape))
        #expect(relativeError(value, point.value.value) <= Tolerance.function)
    }

    @Test(arguments: try Golden.reference("gamma_survival"))
    func survivalMatchesReference(point: Golden.Point) throws {
        let value = try Gamma.survival(try #require(point.x), shape: try #require(point.shape))
        #expect(relativeError(value, point.value.value) <= Tolerance.function)
    }

    @Test(arguments: try Golden.reference("log_gamma"))
    func logGammaMatchesReference(point: Golden.Point) throws {
        let value = try Gamma.logGamma(try #require(point.x))
        #expect(relativeError(value, point.value.value) <= Tolerance.function)
    }

    @Test(arguments: try Golden.tails(\.gamma_parts))
    func partsMatchFiftyDigits(point: Golden.Point) throws {
        let x = try #require(point.x)
        if let shape = point.shape {
            #expect(relativeError(Gamma.halfDeviance(x, shape: shape), point.value.value) <= Tolerance.exponent)
        } else {
            #expect(abs(Gamma.stirlingError(x) - point.value.value) <= Tolerance.exponent)
        }
    }

    @Test func everyGoldenSectionHasItsCases() throws {
        #expect(try Golden.reference("gamma_cdf").count == 20)
        #expect(try Golden.reference("gamma_survival").count == 20)
        #expect(try Golden.reference("log_gamma").count == 20)
        #expect(try Golden.tails(\.gamma_parts).count == 110)
    }

    /// The largest and smallest shapes and arguments end, with tails that complement each other.
    @Test(arguments: [.leastNonzeroMagnitude, 1e-300, 1e-10, 1e-3, 0.5, 1, 1e5, 1e10])
    func extremesEndWithComplementaryTails(shape: Double) throws {
        let arguments: [Double] = [
            0, .leastNonzeroMagnitude, 1e-300, 1e-10, 0.01, 0.49, 0.51, 1, 50, 1e5, 1e10, 2e10, 1e300,
            .greatestFiniteMagnitude,
        ]
        for x in arguments {
            let cdf = try Gamma.cdf(x, shape: shape)
            let survival = try Gamma.survival(x, shape: shape)
            #expect((0...1).contains(cdf) && (0...1).contains(survival))
            #expect(abs(cdf + survival - 1) <= Tolerance.exponent, "at \(x)")
        }
    }

    @Test(arguments: [
        (-1, 1, StatisticsError.outOfDomain("a gamma variable must not be negative")),
        (1, 0, .outOfDomain("the shape of a gamma distribution must lie between 0 and 1e10")),
        (1, -2, .outOfDomain("the shape of a gamma distribution must lie between 0 and 1e10")),
        (1, 2e10, .outOfDomain("the shape of a gamma distribution must lie between 0 and 1e10")),
        (.infinity, 1, .notFinite("the argument of a gamma distribution")),
        (.nan, 1, .notFinite("the argument of a gamma distribution")),
        (1, .nan, .notFinite("the shape of a gamma distribution")),
    ])
    func refusesWhatLiesOutsideTheDomain(x: Double, shape: Double, error: StatisticsError) {
        #expect(throws: error) { try Gamma.cdf(x, shape: shape) }
        #expect(throws: error) { try Gamma.survival(x, shape: shape) }
    }

    @Test(arguments: [
        (0, StatisticsError.outOfDomain("the argument of the gamma function must be positive")),
        (-0.5, .outOfDomain("the argument of the gamma function must be positive")),
        (.nan, .notFinite("the argument of the gamma function")),
        (1e306, .notFinite("the logarithm of the gamma function")),
    ])
    func logGammaRefusesWhatLiesOutsideTheDomain(x: Double, error: StatisticsError) {
        #expect(throws: error) { try Gamma.logGamma(x) }
    }
}
