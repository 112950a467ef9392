import Experiments
import Foundation
import Statistics
import TestSupport
import Testing

/// From the data of the children to the finding, through the analysis as it is shipped.
@Suite struct HoldoutCheckTests {
    private static let plan = try? HoldoutPlan(parsing: HoldoutPlanTests.text)
    private static let after = Instant("2026-07-01")

    /// What a child holds: users and conversions of the old variant and of the new one.
    struct Counts: Sendable {
        var old: (n: Int, k: Int)
        var new: (n: Int, k: Int)

        static func rates(_ old: Double, _ new: Double) -> Counts {
            Counts(old: (5000, Int(5000 * old)), new: (95_000, Int(95_000 * new)))
        }
    }

    private static func child(
        _ day: Int, _ counts: Counts, analyzedAt: Instant? = after, more: JSONObject = [:], isInverse: Bool = false
    ) throws -> Experiment {
        let plan = try #require(Self.plan)
        let made = try #require(try plan.children(of: HoldoutPlanTests.parent()).first { $0.day == day })
        var fields = made.fields
        func arm(_ arm: (n: Int, k: Int)) -> JSON { ["n": .integer(Int64(arm.n)), "k": .integer(Int64(arm.k))] }
        fields["inputData"] = [
            "metrics": ["paid": ["inverse": .boolean(isInverse), "old": arm(counts.old), "new": arm(counts.new)]]
        ]
        for (name, value) in more { fields[name] = value }
        var child = try experiment(fields)
        child.slug = made.slug
        guard let analyzedAt else { return child }
        let verb = AnalyzeExperiment(project: "p", slug: child.slug, isIndicative: true)
        var snapshot = Snapshot()
        snapshot.inputData = try verb.requireInputData(of: child)
        let result = try verb.result(of: snapshot, parameters: verb.parameters(for: child, now: analyzedAt))
        child.analysisResult = result.json.serialized()
        return child
    }

    private static func check(_ children: [Experiment], now: Instant? = after) throws -> HoldoutCheck {
        try HoldoutCheck(
            of: HoldoutPlanTests.parent(), plan: #require(plan), among: HoldoutExperiments(children), now: #require(now)
        )
    }

    // MARK: - What is due

    /// What was analyzed counts only for the data that stand there, and these only where the window was over.
    @Test func dataThatAreNewerOrTooEarlyAreNotRead() throws {
        let child = try Self.child(30, .rates(0.1, 0.12))
        func state(_ snapshot: String, at moment: String) throws -> HoldoutCheckpoint.State {
            var latest = Snapshot()
            latest.id = snapshot
            latest.createdAt = try #require(Instant(moment))
            let experiments = HoldoutExperiments([child], latestSnapshots: [child.id: latest])
            return try HoldoutCheck(
                of: HoldoutPlanTests.parent(), plan: #require(Self.plan), among: experiments,
                now: #require(Self.after)
            ).checkpoints[0].state
        }
        let read = try #require(child.analysis?.snapshot?.id)
        guard case .analyzed = try state(read, at: "2026-06-01") else {
            Issue.record("the analysis is of the latest data")
            return
        }
        #expect(try state("another", at: "2026-06-01") == .due)
        guard case .lacksData(let sentence) = try state(read, at: "2026-04-02") else {
            Issue.record("the data were taken inside the window")
            return
        }
        #expect(sentence.contains("before its window ended"))
    }

    @Test func tellsWhatIsDueAndWhatIsNot() throws {
        let children = [
            try Self.child(30, .rates(0.1, 0.12), analyzedAt: Instant("2026-05-02")),
            try Self.child(60, .rates(0.1, 0.12), analyzedAt: nil),
        ]
        func states(_ now: String, _ children: [Experiment] = children) throws -> [HoldoutCheckpoint.State] {
            try Self.check(children, now: Instant(now)).checkpoints.map(\.state)
        }
        let early = try states("2026-04-30T23:59:59.999Z")
        #expect(
            early == ["2026-05-01", "2026-05-31", "2026-06-30"].compactMap { Instant($0).map { .notYetDue($0) } })
        let first = try states("2026-05-01")
        #expect(first[0] == .analyzed(try #require(children[0].analysis)) && first[1] == early[1])
        let late = try states("2026-06-30")
        #expect(late[1] == .due)
        let missing = "experiment 'checkout-holdout-90d' does not exist; plan the holdout again to create it"
        #expect(late[2] == .lacksData(missing))
        var empty = children[1]
        empty.inputData = nil
        guard case .lacksData(let sentence) = try states("2026-06-30", [empty])[1] else {
            Issue.record("a child without data lacks data")
            return
        }
        #expect(sentence.contains("has no input data"))
    }

    @Test func anAnalysisOfAnOpenWindowOrMadeElsewhereDoesNotCount() throws {
        let early = try Self.child(30, .rates(0.1, 0.12), analyzedAt: Instant("2026-04-30"))
        #expect(try Self.check([early]).checkpoints[0].state == .due)
        var external = try Self.child(30, .rates(0.1, 0.12))
        external.analysisResult = #"{"type":"bayesian","control":"old","treatments":["new"]}"#
        #expect(try Self.check([external]).checkpoints[0].state == .due)
    }

    @Test func aStatedWindowCountsBeforeThePlans() throws {
        let child = try Self.child(30, .rates(0.1, 0.12), more: ["observationEnd": "2026-06-14"])
        let checkpoint = try Self.check([child]).checkpoints[0]
        #expect(checkpoint.window.end == Instant("2026-06-15"))
        #expect(try Self.check([child], now: Instant("2026-06-10")).checkpoints[0].state != .due)
    }

    // MARK: - The finding

    @Test func aDecayingLiftIsFoundThroughTheAnalysis() throws {
        let check = try Self.check([
            try Self.child(30, .rates(0.1, 0.14)), try Self.child(60, .rates(0.1, 0.12)),
            try Self.child(90, .rates(0.1, 0.102)),
        ])
        #expect(check.classification.word == .decays)
        #expect(check.classification.readings.map(\.point.day) == [15, 45, 75])
        #expect(abs(check.classification.readings[0].point.lift - 0.4) < 1e-9)
        #expect(check.headline.hasPrefix("The lift of new on paid decays, from +"))
        #expect(check.headline.contains("around day 15 after the launch to +"))
        #expect(check.evidence.contains("The checkpoints: 30 days +40.0 %, 60 days +20.0 %, 90 days +2.0 %."))
        #expect(check.next.contains("not of the first"))
        let json = check.json
        #expect(json["classification"] == "decays" && json["obstacle"] == .null)
        #expect(json["trend"]?["slope_per_day"]?.double == check.classification.trend?.slope)
        #expect(json["readings"]?.array?.count == 3 && json["left_out"] == [])
        #expect(json["checkpoints"]?.array?.first?["state"] == "analyzed")
        #expect(try JSON(parsing: json.serialized()).serialized() == json.serialized())
    }

    @Test func thePageShowsItsExample() throws {
        let page = try HoldoutPage()
        let rows = try #require(page.tables["| Checkpoint | Users of old | Conversions | Users of new | Conversions |"])
        try #require(rows.count == 3)
        let children = try rows.map { row in
            let numbers = row.compactMap { Int($0.replacing(",", with: "").replacing("-day", with: "")) }
            try #require(numbers.count == 5)
            let counts = Counts(old: (numbers[1], numbers[2]), new: (numbers[3], numbers[4]))
            return try Self.child(numbers[0], counts)
        }
        let check = try Self.check(children)
        let header = "| Checkpoint | Days | Mid-window day | Lift | Standard error | Weight |"
        let lifts = try #require(page.tables[header])
        for (row, reading) in zip(lifts, check.classification.readings) {
            #expect(try abs(#require(Double(row[3])) - reading.point.lift) <= 0.5000001e-5)
            #expect(try abs(#require(Double(row[4])) - reading.point.standardError) <= 0.5000001e-6)
        }
        #expect(lifts.count == check.classification.readings.count)
        let shown = page.text.components(separatedBy: .whitespacesAndNewlines).joined(separator: " ")
        #expect(shown.contains(check.text), "\(check.text)")
    }

    /// Where less is better, a treatment that lowers the metric less and less decays.
    @Test func anInverseMetricIsReadInItsWinningDirection() throws {
        let check = try Self.check([
            try Self.child(30, .rates(0.14, 0.07), isInverse: true),
            try Self.child(60, .rates(0.14, 0.10), isInverse: true),
            try Self.child(90, .rates(0.14, 0.13), isInverse: true),
        ])
        #expect(check.classification.word == .decays)
        #expect(abs(check.classification.readings[0].point.lift - 0.5) < 1e-9)
        #expect(check.json["inverse"] == true && check.evidence.contains("less of the metric is better"))
    }

    @Test func aSplitThatIsNotAsPlannedBlocksEverything() throws {
        let check = try Self.check([
            try Self.child(30, .rates(0.1, 0.14)), try Self.child(60, .rates(0.1, 0.12)),
            try Self.child(90, Counts(old: (6000, 600), new: (94_000, 9500))),
        ])
        #expect(check.classification.obstacle == .unsoundSplit([90]) && check.classification.trend == nil)
        #expect(check.headline.contains("the users of the 90-day checkpoint are not split as planned"))
        #expect(check.next.contains("trust no difference"))
        #expect(check.json["obstacle"] == "srm" && check.json["trend"] == .null)
    }

    @Test func whatATrendCannotUseIsLeftOutAndNamed() throws {
        let sound = [try Self.child(30, .rates(0.1, 0.14)), try Self.child(60, .rates(0.1, 0.12))]
        func gap(_ third: Experiment?) throws -> String? {
            let check = try Self.check(sound + [third].compactMap(\.self))
            #expect(check.classification.readings.map(\.day) == [30, 60])
            #expect(check.evidence.contains("The 90-day checkpoint"))
            return check.classification.gaps.first?.reason
        }
        #expect(try gap(nil)?.contains("does not exist") == true)
        #expect(
            try gap(Self.child(90, .rates(0.1, 0.12), analyzedAt: nil)) == "waits for its analysis")
        #expect(try gap(Self.child(90, .rates(0.004, 0.01)))?.contains("too few conversions") == true)
        #expect(
            try gap(Self.child(90, .rates(0.1, 0.12), more: ["minimumSample": 6000]))?.contains("minimum sample")
                == true)
        #expect(
            try gap(Self.child(90, .rates(0.1, 0.12), more: ["priorProper": true]))?.contains("with a prior") == true)
        #expect(
            try gap(Self.child(90, .rates(0.1, 0.12), more: ["observationStart": "2026-05-15"]))
                == "shares time with the 60-day checkpoint")
        #expect(
            try gap(Self.child(90, .rates(0.1, 0.12), isInverse: true))?.contains("another direction") == true)
        let early: JSONObject = ["observationStart": "2026-03-01", "observationEnd": "2026-03-20"]
        #expect(
            try gap(Self.child(90, .rates(0.1, 0.12), more: early)) == "has a window that begins before the launch")
        let visits: JSONObject = [
            "primaryMetricEvent": "visited",
            "inputData": ["metrics": ["visited": ["old": ["n": 5000, "k": 500], "new": ["n": 95_000, "k": 9500]]]],
        ]
        #expect(try gap(Self.child(90, .rates(0.1, 0.12), more: visits)) == "was not analyzed on paid")
        let half: JSON = ["paid": ["old": ["n": 2500, "k": 250], "new": ["n": 47_500, "k": 4750]]]
        let epochs = try ["2026-05-31", "2026-06-10"].enumerated().map { index, start -> JSON in
            [
                "epoch": .integer(Int64(index + 1)), "start": .string(start),
                "allocation": try JSON(parsing: #"{"old":0.05,"new":0.95}"#), "metrics": half,
            ]
        }
        let pooled: JSONObject = [
            "inputData": [
                "metrics": ["paid": ["old": ["n": 5000, "k": 500], "new": ["n": 95_000, "k": 9500]]],
                "epochs": .array(epochs),
            ]
        ]
        #expect(try gap(Self.child(90, .rates(0.1, 0.12), more: pooled)) == "pools several splits of its users")
        let swapped = try Self.child(
            90, Counts(old: (5000, 500), new: (95_000, 9500)),
            more: ["controlVariant": "new", "treatmentVariant": "old"])
        #expect(try gap(swapped)?.contains("does not compare old with new") == true)
    }

    @Test func oneCheckpointIsNoTrend() throws {
        let check = try Self.check([try Self.child(30, .rates(0.1, 0.14))], now: Instant("2026-05-02"))
        #expect(check.classification.obstacle == .fewerThanTwoCheckpoints)
        #expect(check.headline.contains("needs two checkpoints, and one can be read"))
        #expect(check.evidence.contains("The 60-day checkpoint is due on 2026-05-31."))
        let none = try Self.check([])
        #expect(none.headline.contains("and none can be read") && none.json["metric"] == "paid")
    }

    // MARK: - Words

    private static func check(_ lifts: [(Double, Double)]) throws -> HoldoutCheck {
        try check(try zip([30, 60, 90], lifts).map { try child($0, .rates($1.0, $1.1)) })
    }

    @Test func tellsWhatHoldsGrowsAndHarms() throws {
        let holds = try Self.check([(0.5, 0.75), (0.5, 0.75), (0.5, 0.75)])
        #expect(holds.classification.word == .holds)
        #expect(
            holds.headline
                == "The lift of new on paid holds: +50.0 % over all checkpoints, and losing half of the first lift of "
                + "+50.0 % is excluded.")
        #expect(holds.next == "End the holdout and give new to everybody.")

        let grows = try Self.check([(0.3, 0.31), (0.3, 0.36), (0.3, 0.42)])
        #expect(grows.classification.word == .improves && grows.headline.contains("on paid grows, from +"))
        #expect(grows.next.hasPrefix("Keep new"))

        let gone = try Self.check([(0.3, 0.36), (0.3, 0.32), (0.3, 0.28)])
        #expect(gone.headline.hasSuffix("around day 75: nothing of it is left."))

        let harms = try Self.check([(0.3, 0.27), (0.3, 0.27), (0.3, 0.27)])
        #expect(harms.classification.obstacle == .noFirstLift)
        #expect(harms.headline.contains("the first checkpoint shows no lift (−10.0 %)"))
        #expect(harms.next.hasPrefix("Over all checkpoints new is worse than old (P(win) < 0.01 %)"))

        let open = try Self.check([(0.1, 0.11), (0.1, 0.11), (0.1, 0.11)])
        #expect(open.headline.contains("may lose half of what it was at first (+10.0 %)"))
        #expect(open.next.hasPrefix("Keep the holdout until"))
        let unproven = try Self.check([(0.5, 0.51), (0.5, 0.47), (0.5, 0.53)])
        #expect(unproven.classification.obstacle == .notProvenBetter)
        #expect(unproven.headline.contains("P(win) over all checkpoints is 58.67 %, and 95 % are needed"))
    }

    @Test func theIntervalIsAsWideAsTheParentPlanned() throws {
        let parent = try HoldoutPlanTests.parent(["analysisPlan": #"{"alpha":0.1}"#])
        let children = [try Self.child(30, .rates(0.1, 0.14)), try Self.child(60, .rates(0.1, 0.12))]
        let check = try HoldoutCheck(
            of: parent, plan: #require(Self.plan), among: HoldoutExperiments(children), now: #require(Self.after))
        #expect(check.classification.alpha == 0.1 && check.evidence.contains("(90 % interval"))
    }
}
