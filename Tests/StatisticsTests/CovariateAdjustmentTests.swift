import Statistics
import Testing

@Suite struct CovariateAdjustmentTests {
    @Test(arguments: try Golden.summaries(\.adjustments))
    func matchesSingleUsers(example: Golden.AdjustmentCase) throws {
        let adjusted = try CovariateAdjustment(
            control: example.control.summary(), treatment: example.treatment.summary())
        let contrast = adjusted.contrast
        #expect(relativeError(adjusted.coefficient, example.theta) <= Tolerance.posterior)
        #expect(relativeError(contrast.control.mean, example.means[0]) <= Tolerance.posterior)
        #expect(relativeError(contrast.treatment.mean, example.means[1]) <= Tolerance.posterior)
        #expect(relativeError(adjusted.varianceShare, example.variance_share) <= Tolerance.posterior)
        let welch = try Welch(contrast)
        #expect(relativeError(welch.difference, example.difference) <= Tolerance.posterior)
        #expect(relativeError(welch.standardError, example.standard_error) <= Tolerance.posterior)
        let posterior = try GaussianPosterior(contrast, inverse: false, prior: nil)
        #expect(relativeError(posterior.effect, example.lift) <= Tolerance.posterior)
        #expect(relativeError(posterior.standardError, example.lift_error) <= Tolerance.posterior)
        guard case .bounded(let set) = try Fieller(contrast, multiplier: 1.96) else {
            Issue.record("the control's mean is far from 0")
            return
        }
        #expect(relativeError(set.lower, example.lift_set[0]) <= Tolerance.posterior)
        #expect(relativeError(set.upper, example.lift_set[1]) <= Tolerance.posterior)
    }

    /// Whatever the unit and the origin of the covariate, the outcome is the same.
    @Test func theCovariatesUnitDoesNotMatter() throws {
        let example = try Golden.summaries(\.adjustments)[0]
        func changed(_ sums: Golden.Sums) throws -> Summary {
            // x → 8x + 16, exactly.
            let n = Double(sums.n)
            let (y, x) = (sums.sums[0], sums.sums[1])
            let (yy, xy, xx) = (sums.products[0], sums.products[1], sums.products[2])
            return try Summary(
                n: sums.n, sums: [y, 8 * x + 16 * n],
                sumsOfProducts: [yy, 8 * xy + 16 * y, 64 * xx + 256 * x + 256 * n])
        }
        let plain = try CovariateAdjustment(
            control: example.control.summary(), treatment: example.treatment.summary())
        let scaled = try CovariateAdjustment(control: changed(example.control), treatment: changed(example.treatment))
        #expect(relativeError(scaled.coefficient * 8, plain.coefficient) <= Tolerance.posterior)
        #expect(relativeError(scaled.contrast.difference, plain.contrast.difference) <= Tolerance.posterior)
        #expect(relativeError(scaled.varianceShare, plain.varianceShare) <= Tolerance.posterior)
    }

    @Test func aCovariateThatDoesNotVaryChangesNothing() throws {
        let control = try Summary(n: 4, sums: [12, 8], sumsOfProducts: [50, 24, 16])
        let treatment = try Summary(n: 4, sums: [16, 8], sumsOfProducts: [90, 32, 16])
        let adjusted = try CovariateAdjustment(control: control, treatment: treatment)
        #expect(adjusted.coefficient == 0 && adjusted.varianceShare == 1)
        let plain = Contrast(control: try control.moments(), treatment: try treatment.moments())
        #expect(adjusted.contrast == plain)
    }

    @Test func refusesOtherValues() throws {
        let one = try Summary(n: 4, sums: [12], sumsOfProducts: [50])
        let two = try Summary(n: 4, sums: [12, 8], sumsOfProducts: [50, 24, 16])
        let single = try Summary(n: 1, sums: [1, 1], sumsOfProducts: [1, 1, 1])
        #expect(throws: StatisticsError.outOfDomain("the outcome needs one covariate beside it")) {
            try CovariateAdjustment(control: one, treatment: one)
        }
        #expect(throws: StatisticsError.self) { try CovariateAdjustment(control: two, treatment: one) }
        #expect(throws: StatisticsError.tooFewUsers) { try CovariateAdjustment(control: single, treatment: single) }
        #expect(throws: StatisticsError.self) { try CovariateAdjustment.ratio(control: two, treatment: two) }
    }
}
