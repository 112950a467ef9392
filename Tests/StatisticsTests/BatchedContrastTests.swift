import Statistics
import Testing

@Suite struct BatchedContrastTests {
    static func contrast(_ example: EpochGolden.ContrastCase) throws -> BatchedContrast {
        try BatchedContrast(
            example.epochs.map { try $0.summary() }, control: example.control, treatment: example.treatment,
            alpha: example.alpha)
    }

    @Test(arguments: try EpochGolden.read(\.contrasts)) func matchesFiftyDigits(example: EpochGolden.ContrastCase)
        throws
    {
        let found = try Self.contrast(example)
        let error = example.error.value
        #expect(relativeError(found.standardError, error) <= Tolerance.tail)
        #expect(abs(found.difference - example.difference.value) <= Tolerance.tail * error)
        #expect(abs(found.interval.lower - example.lower.value) <= Tolerance.tail * error)
        #expect(abs(found.interval.upper - example.upper.value) <= Tolerance.tail * error)
        #expect(relativeError(found.pValue, example.p.value) <= Tolerance.posterior)
        #expect(relativeError(found.contrast.control.mean, example.base.value) <= Tolerance.tail)
        #expect(relativeError(found.contrast.control.varianceOfMean, example.base_variance.value) <= Tolerance.tail)
        #expect(found.batches.count == example.batches)
        #expect(found.leftOut == example.left_out)
        #expect((found.batches.flatMap(\.self) + found.leftOut).sorted() == Array(example.epochs.indices))
    }

    /// The arms' means carry the whole of the difference and of its error.
    @Test(arguments: try EpochGolden.read(\.contrasts)) func theArmsAddUp(example: EpochGolden.ContrastCase) throws {
        let found = try Self.contrast(example)
        let contrast = found.contrast
        #expect(abs(contrast.difference - found.difference) <= Tolerance.function * contrast.control.mean)
        let error = (contrast.control.varianceOfMean + contrast.treatment.varianceOfMean).squareRoot()
        #expect(relativeError(error, found.standardError) <= Tolerance.function)
    }

    @Test func theTableHasEveryFate() throws {
        let cases = try EpochGolden.read(\.contrasts)
        #expect(cases.contains { !$0.left_out.isEmpty })
        #expect(cases.contains { $0.left_out.isEmpty && $0.batches < $0.epochs.count })
        #expect(cases.contains { $0.epochs.contains { $0.arms.contains { $0[0] == 0 } } })
    }

    /// Equal arms under a falling base rate: pooled, one is hopeless; within epochs, they are equal.
    @Test func aFallingBaseRateMakesNoDifferenceWithinEpochs() throws {
        let epochs = try [(0.5, 0.2), (0.1, 0.1), (0.9, 0.05)].map { share, rate in
            let users = [1 - share, share].map { Int((10_000 * $0).rounded()) }
            return try EpochSummary(
                shares: [1 - share, share],
                arms: users.map { try Summary(n: $0, sums: [Double($0) * rate], sumsOfProducts: [Double($0) * rate]) })
        }
        let found = try BatchedContrast(epochs, control: 0, treatment: 1)
        #expect(abs(found.difference) < 1e-12 && found.pValue > 0.999)
        let best = try BestArm(effects: BatchedEffects(epochs), inverse: false)
        #expect(abs(best.probabilities[0] - 0.5) < 1e-9)
        let pooled = (0..<2).map { arm in
            Proportion(
                n: epochs.reduce(0) { $0 + ($1.arms[arm]?.n ?? 0) },
                k: epochs.reduce(0) {
                    $0 + Int((($1.arms[arm]?.means[0] ?? 0) * Double($1.arms[arm]?.n ?? 0)).rounded())
                })
        }
        let naive = try BestArm(proportions: pooled, inverse: false)
        #expect((naive.probabilities.min() ?? 1) < 1e-10)
    }

    @Test func refusesWhatCannotBeCompared() throws {
        let thin = try EpochSummary(
            shares: [1, 1], arms: [Summary(n: 20, sums: [3], sumsOfProducts: [3]), nil])
        let nothing = StatisticsError.outOfDomain(
            "no epoch has users in both arms, 25 together, and values that vary, so the arms cannot be compared within epochs"
        )
        #expect(throws: nothing) { try BatchedContrast([thin], control: 0, treatment: 1) }
        #expect(throws: nothing) { try BatchedContrast([], control: 0, treatment: 1) }
        for (control, treatment) in [(0, 2), (0, 0), (-1, 1)] {
            #expect(throws: StatisticsError.outOfDomain("there is no such arm in the epochs")) {
                try BatchedContrast([thin], control: control, treatment: treatment)
            }
        }
        #expect(throws: StatisticsError.outOfDomain("alpha must lie between 0 and 1")) {
            try BatchedContrast([thin], control: 0, treatment: 1, alpha: 0)
        }
        #expect(throws: StatisticsError.outOfDomain("every arm of an epoch needs one share")) {
            try EpochSummary(shares: [1], arms: [nil, nil])
        }
        #expect(throws: StatisticsError.outOfDomain("a share must not be negative")) {
            try EpochSummary(shares: [1, -1], arms: [nil, nil])
        }
        #expect(throws: StatisticsError.outOfDomain("at least one arm needs a positive share")) {
            try EpochSummary(shares: [0, 0], arms: [nil, nil])
        }
        let two = try Summary(n: 9, sums: [1, 1], sumsOfProducts: [1, 1, 1])
        #expect(throws: StatisticsError.outOfDomain("epochs can be compared for proportions and means only")) {
            try EpochSummary(shares: [1], arms: [two])
        }
    }
}
