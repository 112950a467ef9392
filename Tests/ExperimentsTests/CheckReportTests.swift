import Testing

@testable import Experiments

/// What `check` says of a sample that is too small.
@Suite struct CheckReportTests {
    private static let day = Instant.millisecondsPerDay

    /// Started on March 1 with a minimum of 750 users, its data stored some whole days later.
    private static func check(
        _ plain: Int, _ badge: Int, storedAfter days: Int64, end: String? = "2026-03-28", now: Int64? = nil
    ) throws -> CheckReport {
        var experiment = Experiment()
        experiment.slug = "badge"
        experiment.status = .collecting
        experiment.hypothesis = "h"
        experiment.primaryMetricEvent = "paid"
        experiment.controlVariant = "plain"
        experiment.treatmentVariant = "badge"
        experiment.minimumSample = 750
        let start = try #require(Instant("2026-03-01"))
        experiment.observationStart = start
        experiment.observationEnd = end.flatMap { Instant($0) }
        var snapshot = Snapshot()
        snapshot.createdAt = Instant(milliseconds: start.milliseconds + days * day)
        snapshot.inputData = #"{"paid":{"plain":{"n":\#(plain),"k":0},"badge":{"n":\#(badge),"k":0}}}"#
        experiment.inputData = snapshot.inputData
        return CheckReport(
            of: experiment, snapshot: snapshot, isAnalyzed: false,
            now: Instant(milliseconds: start.milliseconds + (now ?? days) * day))
    }

    /// A bandit is decided after its stop, and on an A/B analysis.
    @Test func aBanditRunsUntilItsStop() throws {
        func next(_ counts: [(name: String, n: Int64, k: Int64)]) throws -> String {
            let data = BanditAnalysisTests.data([(BanditAnalysisTests.half, counts)])
            var fields = BanditAnalysisTests.definition
            fields["hypothesis"] = "h"
            fields["minimumSample"] = 100
            var experiment = try experiment(fields)
            experiment.status = .analyzing
            experiment.inputData = data.serialized()
            experiment.analysisResult = try BanditAnalysisTests.result(BanditAnalysisTests.definition, data).json
                .serialized()
            return CheckReport(
                of: experiment, snapshot: nil, isAnalyzed: true, now: Instant(milliseconds: 1_775_000_000_000)
            ).next
        }
        #expect(try next([("a", 1000, 100), ("b", 1000, 105)]).hasPrefix("Let it run"))
        #expect(try next([("a", 1000, 100), ("b", 1000, 160)]).contains("--as ab"))
    }

    @Test func namesWhatIsMissingAndWhenItIsThere() throws {
        // 300 and 250 in 5 days: 50 a day, so that 500 more take 10 days, until March 16.
        let report = try Self.check(300, 250, storedAfter: 5)
        #expect(report.json["missing"] == ["plain": 450, "badge": 500])
        #expect(report.daysToGo == 10 && report.minimumReached?.day == "2026-03-16")
        #expect(report.json["minimum_reached"] == "2026-03-16T00:00:00.000Z")
        #expect(
            report.next == "Keep collecting: plain lacks 450 users, badge 500. At the present rate they are there on "
                + "2026-03-16, in 10 days.")
        #expect(try CheckReport(json: report.json) == report)
    }

    /// The rate is that of the days up to the data, not up to today.
    @Test func olderDataHaveTheirOwnRate() throws {
        let report = try Self.check(300, 250, storedAfter: 5, now: 8)
        #expect(report.daysToGo == 7 && report.minimumReached?.day == "2026-03-16")
        let late = try Self.check(300, 250, storedAfter: 5, now: 20)
        #expect(late.daysToGo == 0 && late.next.hasPrefix("Collect again: plain lacks 450 users, badge 500, and"))
    }

    @Test func onlyVariantsBelowTheMinimumLackUsers() throws {
        let report = try Self.check(800, 749, storedAfter: 7)
        #expect(report.json["missing"] == ["badge": 1])
        #expect(report.next.hasPrefix("Keep collecting: badge lacks 1 user. "))
        let enough = try Self.check(750, 750, storedAfter: 7)
        #expect(enough.json["missing"] == [:] && enough.minimumReached == nil && enough.daysToGo == nil)
    }

    @Test func nothingIsPromisedOnceTheWindowIsOver() throws {
        let report = try Self.check(300, 250, storedAfter: 5, end: "2026-03-05", now: 6)
        #expect(report.daysToGo == nil && report.minimumReached == nil)
        #expect(
            report.next
                == "The window ended on 2026-03-05, and plain lacks 450 users, badge 500. Move observationEnd and "
                + "keep collecting, or analyze with --indicative: the only decision on that is INCONCLUSIVE.")
    }

    @Test func aWindowThatEndsTooEarlyIsNamed() throws {
        let report = try Self.check(300, 250, storedAfter: 5, end: "2026-03-10")
        #expect(report.next.hasSuffix("on 2026-03-16, in 10 days, after the end of the window (2026-03-10)."))
        #expect(try Self.check(300, 250, storedAfter: 5, end: nil).next.hasSuffix("in 10 days."))
    }

    /// As an older file may hold them.
    @Test func aWindowThatCannotBeIsAFault() throws {
        let reversed = try Self.check(800, 800, storedAfter: 5, end: "2026-02-20")
        #expect(
            reversed.faults == [
                "the window ends before it begins: observationStart is 2026-03-01, and observationEnd 2026-02-20"
            ])
        #expect(reversed.next == "Correct what is named above, then check again.")
        let early = try Self.check(800, 800, storedAfter: -5)
        #expect(early.faults == ["it has data, and its window begins only on 2026-03-01 (observationStart)"])
    }

    @Test(arguments: [(300, 0, 5), (300, 250, 0), (300, 250, -1), (1, 0, 5)] as [(Int, Int, Int64)])
    func withoutARateNothingIsPromised(plain: Int, badge: Int, days: Int64) throws {
        let report = try Self.check(plain, badge, storedAfter: days, now: 6)
        #expect(report.daysToGo == nil && report.minimumReached == nil)
    }
}
