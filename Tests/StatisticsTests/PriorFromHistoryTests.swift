import Statistics
import Testing

@Suite struct PriorFromHistoryTests {
    @Test(arguments: try Golden.planning(\.histories))
    func matchesFiftyDigits(example: Golden.HistoryCase) throws {
        let effects = try example.effects()
        let history = try PriorFromHistory(effects)
        #expect(relativeError(history.varianceBetween, example.between.value) <= Tolerance.plannedRoot)
        let scale = max(abs(example.mean.value), example.error_of_mean.value)
        #expect(abs(history.mean - example.mean.value) <= Tolerance.plannedRoot * scale)
        #expect(relativeError(history.standardErrorOfMean, example.error_of_mean.value) <= Tolerance.plannedRoot)
        #expect(relativeError(history.prior.standardDeviation, example.deviation.value) <= Tolerance.plannedRoot)
        #expect(history.prior.mean == history.mean)
        let shrunk = try effects[0].shrunk(by: history.prior)
        #expect(abs(shrunk.mean - example.shrunk_mean.value) <= Tolerance.plannedRoot * scale)
        #expect(relativeError(shrunk.standardDeviation, example.shrunk_deviation.value) <= Tolerance.plannedRoot)
    }

    /// What R's metafor prints for the BCG vaccine with `method = "PM"`.
    @Test func matchesMetafor() throws {
        let example = try #require(try Golden.planning(\.histories).first { $0.name == "BCG vaccine" })
        let history = try PriorFromHistory(example.effects())
        #expect(abs(history.varianceBetween - 0.3181) <= 5e-5)
    }

    @Test func theTableHasHistoriesWithAndWithoutSpread() throws {
        let between = try Golden.planning(\.histories).map(\.between.value)
        #expect(between.contains(0) && between.contains { $0 > 0 })
    }

    /// A winner is pulled towards the mean, the more the less its experiment knew.
    @Test func winnersShrink() throws {
        let prior = NormalPrior(mean: 0.01, standardDeviation: 0.03)
        let lifts = try [0.01, 0.03, 0.1].map { error in
            try PastEffect(lift: 0.2, standardError: error).shrunk(by: prior).mean
        }
        #expect(lifts[0] < 0.2 && lifts[1] < lifts[0] && lifts[2] < lifts[1] && lifts[2] > 0.01)
        #expect(relativeError(lifts[1], 0.105) <= Tolerance.planning)
    }

    @Test func theUnitDoesNotMatter() throws {
        let example = try #require(try Golden.planning(\.histories).first { $0.name == "twelve tests" })
        let history = try PriorFromHistory(example.effects())
        for unit in [1e-200, 1e-9, 1e150] {
            let scaled = try PriorFromHistory(
                example.history.map { try PastEffect(lift: $0[0] * unit, standardError: $0[1] * unit) })
            #expect(relativeError(scaled.mean, history.mean * unit) <= Tolerance.plannedRoot)
            #expect(relativeError(scaled.prior.standardDeviation, history.prior.standardDeviation * unit) <= 1e-11)
        }
    }

    @Test func refusesTooLittleHistoryAndWhatIsNoEstimate() throws {
        let one = try PastEffect(lift: 0.01, standardError: 0.02)
        let error = try #require(throws: StatisticsError.self) {
            try PriorFromHistory(Array(repeating: one, count: 9))
        }
        #expect("\(error)" == "a prior from history needs at least 10 past experiments")
        #expect(try PriorFromHistory(Array(repeating: one, count: 10)).varianceBetween == 0)
        for (lift, error) in [(0, 0), (0, -1), (0, .nan), (.nan, 1), (.infinity, 1), (0, .infinity)] {
            #expect(throws: StatisticsError.self) { try PastEffect(lift: lift, standardError: error) }
        }
        let far = try PastEffect(lift: 1e200, standardError: 1e-9)
        #expect(throws: StatisticsError.self) { try PriorFromHistory(Array(repeating: one, count: 9) + [far]) }
        for deviation in [0, -1, .nan, .infinity] {
            #expect(throws: StatisticsError.self) {
                try one.shrunk(by: NormalPrior(mean: 0, standardDeviation: deviation))
            }
        }
    }
}
