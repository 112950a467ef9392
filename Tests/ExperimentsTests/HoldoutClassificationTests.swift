import Experiments
import Statistics
import Testing

@Suite struct HoldoutClassificationTests {
    /// A checkpoint for each lift, in windows of 30 days.
    static func readings(_ lifts: [Double], error: Double) throws -> [HoldoutReading] {
        try readings(lifts.map { ($0, error) })
    }

    static func readings(_ estimates: [(lift: Double, error: Double)]) throws -> [HoldoutReading] {
        try estimates.enumerated().map { index, estimate in
            let end = Int64(30 * (index + 1))
            let window = HoldoutWindow(
                start: Instant(milliseconds: (end - 30) * Instant.millisecondsPerDay),
                end: Instant(milliseconds: end * Instant.millisecondsPerDay))
            let day = window.midDay(after: Instant(milliseconds: 0))
            return HoldoutReading(
                day: Int(end), window: window, isInverse: false,
                point: try LiftTrend.Checkpoint(day: day, lift: estimate.lift, standardError: estimate.error))
        }
    }

    struct Series: Sendable {
        let lifts: [Double]
        let error: Double
        let word: HoldoutClassification.Word
        var obstacle: HoldoutClassification.Obstacle?
    }

    static let series: [Series] = [
        Series(lifts: [0.12, 0.07, 0.02], error: 0.015, word: .decays),
        Series(lifts: [0.12, 0.02], error: 0.015, word: .decays),
        Series(lifts: [0.04, 0.08, 0.12], error: 0.015, word: .improves),
        Series(lifts: [0.1, 0.1, 0.1], error: 0.01, word: .holds),
        Series(lifts: [0.1, 0.09, 0.1, 0.11], error: 0.01, word: .holds),
        // The same lifts, known less well.
        Series(lifts: [0.1, 0.1, 0.1], error: 0.02, word: .cannotTellYet, obstacle: .halfMayBeLost),
        Series(lifts: [], error: 0.01, word: .cannotTellYet, obstacle: .fewerThanTwoCheckpoints),
        Series(lifts: [0.1], error: 0.01, word: .cannotTellYet, obstacle: .fewerThanTwoCheckpoints),
        // Nothing at first: it cannot hold, and can still grow or turn into harm.
        Series(lifts: [0, 0, 0], error: 0.01, word: .cannotTellYet, obstacle: .noFirstLift),
        Series(lifts: [-0.05, -0.05, -0.05], error: 0.01, word: .cannotTellYet, obstacle: .noFirstLift),
        Series(lifts: [-0.02, 0.03, 0.08], error: 0.01, word: .improves),
        Series(lifts: [-0.02, -0.06, -0.1], error: 0.01, word: .decays),
        // The ends agree, and what lies between takes the win away.
        Series(lifts: [0.01, -0.04, 0.033], error: 0.01, word: .cannotTellYet, obstacle: .notProvenBetter),
    ]

    @Test(arguments: series) func classifies(series: Series) throws {
        let found = HoldoutClassification(readings: try Self.readings(series.lifts, error: series.error))
        #expect(found.word == series.word && found.obstacle == series.obstacle, "\(series.lifts)")
        #expect((found.trend == nil) == (series.obstacle == .fewerThanTwoCheckpoints))
    }

    @Test func aWiderIntervalIsSlowerToSpeak() throws {
        let readings = try Self.readings([0.1, 0.07, 0.05], error: 0.018)
        #expect(HoldoutClassification(readings: readings, alpha: 0.1).word == .decays)
        #expect(HoldoutClassification(readings: readings, alpha: 0.01).word == .cannotTellYet)
        #expect(HoldoutClassification(readings: readings, alpha: 2).obstacle?.code == "not_computable")
    }

    @Test func theOrderOfReadingsDoesNotMatter() throws {
        let readings = try Self.readings([0.12, 0.07, 0.02], error: 0.015)
        let found = HoldoutClassification(readings: readings)
        let reversed = HoldoutClassification(readings: readings.reversed())
        #expect(reversed == found)
    }

    @Test func aMissingCheckpointLeavesTheOthers() throws {
        let readings = try Self.readings([0.12, 0.07, 0.02], error: 0.01)
        let gap = HoldoutGap(day: 60, reason: "lacks data")
        let found = HoldoutClassification(readings: [readings[0], readings[2]], gaps: [gap])
        #expect(found.word == .decays && found.gaps == [gap])
        let broken = HoldoutGap(day: 60, reason: "is not split as planned", isSplitUnsound: true)
        let blocked = HoldoutClassification(readings: [readings[0], readings[2]], gaps: [broken])
        #expect(blocked.word == .cannotTellYet && blocked.obstacle == .unsoundSplit([60]))
    }
}
