import Foundation
import Statistics
import Testing

@Suite struct LiftTrendTests {
    struct Case: Decodable, Sendable {
        let name: String
        /// Per checkpoint: day, lift, standard error.
        let checkpoints: [[Double]]
        let alpha: Double
        let slope: Digits
        let slope_error: Digits
        let lower: Digits
        let upper: Digits
        let pooled: Digits
        let pooled_error: Digits
        let win: Digits
        let lose: Digits
        let first_on_line: Digits

        func points(unit: Double = 1) throws -> [LiftTrend.Checkpoint] {
            try checkpoints.map {
                try LiftTrend.Checkpoint(day: $0[0], lift: $0[1] * unit, standardError: $0[2] * unit)
            }
        }
    }

    static func cases() throws -> [Case] {
        struct File: Decodable { let trends: [Case] }
        let file: File = try Golden.read("trend_cases.json")
        return file.trends
    }

    @Test(arguments: try cases()) func matchesFiftyDigits(example: Case) throws {
        let points = try example.points()
        let trend = try LiftTrend(points, alpha: example.alpha)
        let error = example.slope_error.value
        #expect(relativeError(trend.standardError, error) <= Tolerance.trend)
        let scale = max(abs(example.slope.value), error)
        #expect(abs(trend.slope - example.slope.value) <= Tolerance.trend * scale)
        #expect(abs(trend.interval.lower - example.lower.value) <= Tolerance.trend * scale)
        #expect(abs(trend.interval.upper - example.upper.value) <= Tolerance.trend * scale)
        #expect(relativeError(trend.pooledLift, example.pooled.value) <= Tolerance.trend)
        #expect(relativeError(trend.pooledStandardError, example.pooled_error.value) <= Tolerance.trend)
        #expect(relativeError(trend.probabilityOfWinning, example.win.value) <= Tolerance.tail)
        if example.lose.value > 1e-300 {
            #expect(relativeError(trend.probabilityOfLosing, example.lose.value) <= Tolerance.tail)
        }
        let line = try trend.lift(onDay: points[0].day)
        #expect(abs(line - example.first_on_line.value) <= Tolerance.trend * max(abs(line), points[0].standardError))
    }

    @Test func theTableHasEverySignOfTrend() throws {
        let cases = try Self.cases()
        #expect(cases.count >= 12)
        #expect(cases.contains { $0.upper.value < 0 } && cases.contains { $0.lower.value > 0 })
        #expect(cases.contains { $0.lower.value < 0 && $0.upper.value > 0 })
    }

    @Test func neitherTheUnitNorTheStartOfTheDaysMatters() throws {
        let example = try #require(try Self.cases().first)
        let trend = try LiftTrend(example.points())
        for unit in [1e-150, 1e-6, 1e140] {
            let scaled = try LiftTrend(example.points(unit: unit))
            #expect(relativeError(scaled.slope, trend.slope * unit) <= Tolerance.trend)
            #expect(relativeError(scaled.standardError, trend.standardError * unit) <= Tolerance.trend)
            #expect(relativeError(scaled.probabilityOfLosing, trend.probabilityOfLosing) <= Tolerance.tail)
        }
        let moved = try LiftTrend(
            example.checkpoints.map {
                try LiftTrend.Checkpoint(day: $0[0] - 1000, lift: $0[1], standardError: $0[2])
            })
        #expect(relativeError(moved.slope, trend.slope) <= Tolerance.trend)
        #expect(relativeError(moved.meanDay, trend.meanDay - 1000) <= Tolerance.trend)
    }

    /// Both directions of a metric tell the same story.
    @Test func aMirroredLiftHasTheMirroredTrend() throws {
        let example = try #require(try Self.cases().first)
        let trend = try LiftTrend(example.points())
        let mirrored = try LiftTrend(
            example.checkpoints.map { try LiftTrend.Checkpoint(day: $0[0], lift: -$0[1], standardError: $0[2]) })
        #expect(mirrored.slope == -trend.slope && mirrored.pooledLift == -trend.pooledLift)
        #expect(mirrored.interval == Interval(lower: -trend.interval.upper, upper: -trend.interval.lower))
        #expect(mirrored.probabilityOfWinning == trend.probabilityOfLosing)
    }

    @Test func theIntervalHoldsTheTruthAsOftenAsItSays() throws {
        var random = SplitMix64(seed: 60)
        let (runs, alpha) = (4000, 0.1)
        var covering = 0
        for _ in 0..<runs {
            let points = try [(15, 0.01), (45, 0.02), (75, 0.04)].map { day, error in
                try LiftTrend.Checkpoint(
                    day: day, lift: 0.1 - 0.001 * day + error * random.normal(), standardError: error)
            }
            let interval = try LiftTrend(points, alpha: alpha).interval
            if interval.lower <= -0.001 && interval.upper >= -0.001 { covering += 1 }
        }
        let error = (alpha * (1 - alpha) / Double(runs)).squareRoot()
        #expect(abs(Double(covering) / Double(runs) - (1 - alpha)) <= 4 * error)
    }

    @Test func refusesWhatIsNoTrend() throws {
        func point(_ day: Double, _ lift: Double = 0.1) throws -> LiftTrend.Checkpoint {
            try LiftTrend.Checkpoint(day: day, lift: lift, standardError: 0.02)
        }
        for points in [[], try [point(15)], try [point(15), point(15), point(15)]] {
            let error = try #require(throws: StatisticsError.self) { try LiftTrend(points) }
            #expect("\(error)" == "a trend needs checkpoints on at least 2 days")
        }
        for alpha in [0, 1, -0.1, .nan] {
            #expect(throws: StatisticsError.self) { try LiftTrend([point(15), point(45)], alpha: alpha) }
        }
        for (day, lift, error) in [
            (.nan, 0.1, 0.1), (1, .infinity, 0.1), (1, 0.1, 0), (1, 0.1, -1), (1, 0.1, .nan), (1, 0.1, .infinity),
        ] {
            #expect(throws: StatisticsError.self) {
                try LiftTrend.Checkpoint(day: day, lift: lift, standardError: error)
            }
        }
        let far = try [point(-1e200), point(1e200)]
        let steep = try [point(0, 1e308), point(1, -1e308)]
        let near = try [point(0), point(1e-300)]
        for points in [far, steep, near] {
            #expect(throws: StatisticsError.self) { try LiftTrend(points) }
        }
        #expect(throws: StatisticsError.self) { try LiftTrend([point(15), point(45)]).lift(onDay: .nan) }
    }

    @Test func thePageShowsItsExample() throws {
        let page = try MethodsPage("holdout-trend.md")
        let rows = try page.table("| Checkpoint | Days | Mid-window day | Lift | Standard error | Weight |")
        try #require(rows.count == 3)
        func number(_ text: String) throws -> Double { try #require(Double(text)) }
        let points = try rows.map {
            try LiftTrend.Checkpoint(day: number($0[2]), lift: number($0[3]), standardError: number($0[4]))
        }
        for (row, point) in zip(rows, points) {
            #expect(try shows(row[5], 1 / (point.standardError * point.standardError)))
        }
        let trend = try LiftTrend(points)
        let (first, last) = try (trend.lift(onDay: points[0].day), trend.lift(onDay: points[2].day))
        let values: [String: Double] = [
            "pooled lift": trend.pooledLift, "its standard error": trend.pooledStandardError,
            "mean day": trend.meanDay, "slope per day": trend.slope, "slope's standard error": trend.standardError,
            "lower end": trend.interval.lower, "upper end": trend.interval.upper, "line at day 15": first,
            "line at day 75": last,
        ]
        let shown = try page.table("| Quantity | Value |")
        try #require(shown.count == values.count)
        for row in shown { #expect(try shows(row[1], #require(values[row[0]], "\(row[0])"))) }
    }
}

extension Tolerance {
    /// Relative, for a slope to the larger of itself and its error.
    static let trend = 1e-12
}
