import Statistics
import Testing

@Suite struct StudentTTests {
    @Test(arguments: try Golden.exactReference("student_t_survival"))
    func survivalMatchesReference(point: Golden.ShapedPoint) throws {
        let value = try StudentT.survival(try #require(point.x), degreesOfFreedom: try #require(point.df))
        #expect(relativeError(value, point.value.value) <= Tolerance.function)
    }

    /// The reference gives the upper quantile of a probability.
    @Test(arguments: try Golden.exactReference("student_t_quantile_of_survival"))
    func quantileMatchesReference(point: Golden.ShapedPoint) throws {
        let p = try #require(point.p).value
        let value = try StudentT.quantile(p, degreesOfFreedom: try #require(point.df))
        #expect(relativeError(-value, point.value.value) <= Tolerance.function)
    }

    @Test(arguments: try Golden.betaCases(\.student) + Golden.betaCases(\.student_quantile))
    func matchesFiftyDigitsIntoTheTails(point: Golden.ShapedPoint) throws {
        let (x, df) = (try #require(point.x), try #require(point.df))
        let value =
            switch point.f {
            case "survival": try StudentT.survival(x, degreesOfFreedom: df)
            case "density": try StudentT.density(x, degreesOfFreedom: df)
            case "quantile": try StudentT.quantile(x, degreesOfFreedom: df)
            default: Double.nan
            }
        #expect(relativeError(value, point.value.value) <= Tolerance.function)
    }

    @Test func everyGoldenSectionHasItsCases() throws {
        #expect(try Golden.exactReference("student_t_survival").count == 40)
        #expect(try Golden.exactReference("student_t_quantile_of_survival").count == 20)
        let cases = try Golden.betaCases(\.student)
        #expect(cases.count == 461)
        #expect(cases.contains { $0.df == 1e15 && $0.f == "survival" && $0.value.value < 1e-290 })
        #expect(try Golden.betaCases(\.student_quantile).count == 47)
    }

    @Test func halvesMirrorEachOther() throws {
        for df in [0.3, 2, 41, 1e6] {
            for t in [0, 0.4, 1, 5, 1e5] {
                #expect(
                    try StudentT.cdf(t, degreesOfFreedom: df) == StudentT.survival(-t, degreesOfFreedom: df))
            }
            #expect(try StudentT.cdf(0, degreesOfFreedom: df) == 0.5)
            #expect(try StudentT.quantile(0.5, degreesOfFreedom: df) == 0)
            #expect(
                try StudentT.quantile(0.75, degreesOfFreedom: df) == -StudentT.quantile(0.25, degreesOfFreedom: df))
        }
    }

    /// With ever more degrees of freedom the normal distribution is left.
    @Test(arguments: [-3.0, 0.2, 1, 1.5, 8, 37])
    func becomesNormal(t: Double) throws {
        for df in [1e18, 1e100, 1e300, .greatestFiniteMagnitude] {
            #expect(
                relativeError(try StudentT.survival(t, degreesOfFreedom: df), Normal.survival(t)) <= Tolerance.function)
            #expect(
                relativeError(try StudentT.density(t, degreesOfFreedom: df), Normal.density(t)) <= Tolerance.function)
        }
        let p = Normal.cdf(-abs(t))
        #expect(relativeError(try StudentT.quantile(p, degreesOfFreedom: 1e18), -abs(t)) <= Tolerance.function)
    }

    /// One degree of freedom is the Cauchy distribution, whose tail is 1/(πt) far out.
    @Test func reachesTheLargestArguments() throws {
        let value = try StudentT.survival(1e305, degreesOfFreedom: 1)
        #expect(relativeError(value, 1 / (.pi * 1e305)) <= Tolerance.function)
        #expect(try StudentT.survival(.greatestFiniteMagnitude, degreesOfFreedom: 50) == 0)
        #expect(abs(try StudentT.survival(1e300, degreesOfFreedom: 1e-300) - 0.5) <= Tolerance.exponent)
    }

    @Test(arguments: [
        (Double.nan, 1.0, StatisticsError.notFinite("the t statistic")),
        (.infinity, 1, .notFinite("the t statistic")),
        (1, .infinity, .notFinite("the number of degrees of freedom")),
        (1, 0, .outOfDomain("the degrees of freedom must be positive")),
        (1, -3, .outOfDomain("the degrees of freedom must be positive")),
    ])
    func refusesWhatLiesOutsideTheDomain(t: Double, df: Double, error: StatisticsError) {
        #expect(throws: error) { try StudentT.cdf(t, degreesOfFreedom: df) }
        #expect(throws: error) { try StudentT.survival(t, degreesOfFreedom: df) }
        #expect(throws: error) { try StudentT.density(t, degreesOfFreedom: df) }
    }

    @Test(arguments: [
        (0.0, 3.0, StatisticsError.outOfDomain("a probability must lie between 0 and 1")),
        (1, 3, .outOfDomain("a probability must lie between 0 and 1")),
        (.nan, 3, .outOfDomain("a probability must lie between 0 and 1")),
        (0.1, 0, .outOfDomain("the degrees of freedom must be positive")),
        (1e-300, 0.1, .notFinite("the quantile of a t distribution")),
    ])
    func quantileRefusesWhatItCannotAnswer(p: Double, df: Double, error: StatisticsError) {
        #expect(throws: error) { try StudentT.quantile(p, degreesOfFreedom: df) }
    }
}
