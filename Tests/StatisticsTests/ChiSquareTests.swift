import Statistics
import Testing

@Suite struct ChiSquareTests {
    @Test(arguments: try Golden.reference("chi_square_survival"))
    func survivalMatchesReference(point: Golden.Point) throws {
        let value = try ChiSquare.survival(try #require(point.x), degreesOfFreedom: try #require(point.df))
        #expect(relativeError(value, point.value.value) <= Tolerance.function)
    }

    /// The reference gives the quantile of a probability; the probability above that quantile must come back.
    @Test(arguments: try Golden.reference("chi_square_quantile_of_survival"))
    func survivalInvertsReferenceQuantiles(point: Golden.Point) throws {
        let value = try ChiSquare.survival(point.value.value, degreesOfFreedom: try #require(point.df))
        #expect(relativeError(value, try #require(point.p).value) <= Tolerance.function)
    }

    @Test(arguments: try Golden.tails(\.chi_square))
    func matchesFiftyDigitsIntoTheTails(point: Golden.Point) throws {
        let x = try #require(point.x)
        let df = try #require(point.df)
        let value =
            point.f == "cdf"
            ? try ChiSquare.cdf(x, degreesOfFreedom: df) : try ChiSquare.survival(x, degreesOfFreedom: df)
        #expect(relativeError(value, point.value.value) <= Tolerance.function)
    }

    @Test func everyGoldenSectionHasItsCases() throws {
        #expect(try Golden.reference("chi_square_survival").count == 40)
        #expect(try Golden.reference("chi_square_quantile_of_survival").count == 20)
        let tails = try Golden.tails(\.chi_square)
        #expect(tails.count == 488)
        #expect(tails.contains { $0.df == 2e7 && $0.f == "survival" && $0.value.value < 1e-280 })
        #expect(tails.contains { $0.df == 2e7 && $0.f == "cdf" && $0.value.value < 1e-280 })
    }

    @Test func zeroHasNothingBelow() throws {
        #expect(try ChiSquare.cdf(0, degreesOfFreedom: 3) == 0)
        #expect(try ChiSquare.survival(0, degreesOfFreedom: 3) == 1)
    }

    @Test(arguments: [
        (-1e-9, 1, StatisticsError.outOfDomain("a chi-square statistic must not be negative")),
        (1, 0, .outOfDomain("the degrees of freedom must lie between 0 and 2e10")),
        (1, -1, .outOfDomain("the degrees of freedom must lie between 0 and 2e10")),
        (1, 3e10, .outOfDomain("the degrees of freedom must lie between 0 and 2e10")),
        (.infinity, 1, .notFinite("the chi-square statistic")),
        (.nan, 1, .notFinite("the chi-square statistic")),
        (1, .infinity, .notFinite("the number of degrees of freedom")),
    ])
    func refusesWhatLiesOutsideTheDomain(x: Double, df: Double, error: StatisticsError) {
        #expect(throws: error) { try ChiSquare.cdf(x, degreesOfFreedom: df) }
        #expect(throws: error) { try ChiSquare.survival(x, degreesOfFreedom: df) }
    }
}
