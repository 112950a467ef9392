import Foundation
import TestSupport
import Testing

@testable import Experiments

/// A prior from the project's closed experiments.
@Suite struct PriorFromProjectTests {
    private static let golden: JSON = {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let text = try? String(
            contentsOf: tests.appendingPathComponent("Golden/prior_from_project.json"), encoding: .utf8)
        return (try? JSON(parsing: text ?? "")) ?? .null
    }()

    /// One count of the treatment for each experiment; all have the same control.
    private static func counts() throws -> [Int] {
        try #require(golden["treatments"]?.array).compactMap(\.wholeNumber)
    }

    private static func past(_ number: Int, _ change: (inout Experiment) -> Void = { _ in }) throws -> PriorChoice.Past
    {
        let (users, control) = (
            try #require(golden["users"]?.wholeNumber), try #require(golden["control"]?.wholeNumber)
        )
        var experiment = Experiment()
        experiment.slug = "past-\(number)"
        experiment.status = number.isMultiple(of: 2) ? .decided : .archived
        experiment.primaryMetricEvent = "paid"
        experiment.controlVariant = "old"
        experiment.treatmentVariant = "new\(number)"
        experiment.observationStart = Instant("2026-01-01")
        experiment.observationEnd = Instant("2026-01-14")
        let data = """
            {"paid":{"old":{"n":\(users),"k":\(control)},"new\(number)":{"n":\(users),"k":\(try counts()[number])}}}
            """
        change(&experiment)
        return PriorChoice.Past(experiment: experiment, data: try InputData(parsing: data))
    }

    private static func next() -> Experiment {
        var next = Experiment()
        next.slug = "next"
        next.primaryMetricEvent = "paid"
        next.observationStart = Instant("2026-01-15")
        return next
    }

    private static let now = Instant(milliseconds: 1_775_000_000_000)

    @Test func allClosedExperimentsGiveIt() throws {
        let past = try Self.counts().indices.map { try Self.past($0) }
        let prior = try PriorChoice.history(past, for: Self.next(), now: Self.now)
        #expect(prior.step == "history" && prior.history == past.map(\.experiment.slug))
        #expect(abs(try #require(prior.mean) - #require(Self.golden["mean"]?.double)) < 1e-12)
        let deviation = try #require(Self.golden["stddev"]?.double)
        #expect(abs(try #require(prior.standardDeviation) - deviation) < 1e-12)
        #expect(prior.sentence.contains("12 closed experiments on paid"))
        #expect(PriorChoice(json: prior.json) == prior)
    }

    @Test func whatCannotCountIsLeftOutAndNamed() throws {
        let past = [
            try Self.past(0), try Self.past(1),
            try Self.past(2) { $0.observationEnd = Instant("2026-01-15") },
            try Self.past(3) { $0.observationEnd = nil },
            try Self.past(4) { $0.treatmentVariant = "other" },
            try Self.past(5) {
                $0.allocation = #"{"old":0.6,"new5":0.4}"#
            },
            // These are not of its kind, and are not named.
            try Self.past(6) { $0.status = .analyzing },
            try Self.past(7) { $0.primaryMetricEvent = "visited" },
            try Self.past(8) { $0.method = "bandit" },
            try Self.past(9) { $0.slug = "past-holdout-30d" },
        ]
        let error = failure { try PriorChoice.history(past, for: Self.next(), now: Self.now) }
        #expect(error?.kind == .ruleBroken && error?.code == "prior_not_usable")
        #expect(
            error?.message
                == "The project's history cannot give the prior: it takes 10 closed experiments on \"paid\", "
                + "and 2 can be used. Left out: past-2 (its window overlaps this one), past-3 (its window overlaps this "
                + "one), past-4 (its data cannot be analyzed), past-5 (its users were not split as planned). Give the "
                + "prior in numbers, or none. (Rule 9.)")
    }

    /// A lift counts for a metric of which less is better only where less was better before.
    @Test func theDirectionMustBeTheSame() throws {
        let past = try Self.counts().indices.map { try Self.past($0) }
        var next = Self.next()
        next.metricDefinitions = #"{"paid":{"inverse":true}}"#
        let error = failure { try PriorChoice.history(past, for: next, now: Self.now) }
        #expect(error?.message.contains("and 0 can be used") == true)
        #expect(error?.message.contains("past-0 (more of the metric was better there)") == true)
    }
}
