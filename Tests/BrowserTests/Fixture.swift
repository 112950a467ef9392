import Experiments
import Foundation
import Synchronization
import TestSupport
import Workspace

/// A workspace with something on every page: a test watched over two weeks, a bandit, a holdout; and with names and
/// numbers at their limits.
enum Fixture {
    /// A clock that a test moves.
    final class Clock: Sendable {
        private let time: Mutex<Int64>
        init(_ day: String) { time = Mutex(Instant(day)?.milliseconds ?? 0) }
        var now: Instant { time.withLock { Instant(milliseconds: $0) } }
        func set(_ day: String) { time.withLock { $0 = Instant(day)?.milliseconds ?? $0 } }
    }

    static func watched(_ workspace: SQLiteWorkspace, _ clock: Clock) async throws -> String {
        let project = try await workspace.perform(
            CreateProject(name: "Checkout trust badge", description: "Does a badge at the checkout make people pay?")
        ).id
        _ = try await workspace.perform(
            UpdateState(
                project: project,
                values: [
                    "goal": "More people who begin to pay, pay",
                    "hypothesis": "A trust badge raises payment, because people fear for their card",
                    "primaryMetric": "paid", "constraints": "No change of prices while it runs",
                ]))
        for stage in ["hypothesis", "implementing", "exposing", "measuring"] {
            _ = try await workspace.perform(SetStage(project: project, stage: Stage(rawValue: stage)))
        }
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project, slug: "badge",
                fields: [
                    "hypothesis": "A trust badge raises payment from 10 % to 11 %, because people fear for their card",
                    "primaryMetricEvent": "paid", "guardrailEvents": ["refund", "page_seconds"],
                    "controlVariant": "plain",
                    "treatmentVariant": "badge", "minimumSample": 1000, "observationStart": "2026-03-01",
                    "observationEnd": "2026-03-14",
                    "metricDefinitions": [
                        "refund": ["inverse": true], "page_seconds": ["kind": "sum", "inverse": true],
                    ],
                ]))
        for day in [2, 4, 6, 8, 10, 12, 14] {
            clock.set("2026-03-\(day < 10 ? "0" : "")\(day)")
            let n = day * 700
            let paid: JSON = ["plain": counts(n, n / 10), "badge": counts(n + 13, n * 23 / 200)]
            let refund: JSON = ["inverse": true, "plain": counts(n, n / 40), "badge": counts(n + 13, n / 43)]
            let seconds: JSON = ["inverse": true, "plain": sums(n, mean: 31), "badge": sums(n + 13, mean: 31.3)]
            let data: JSON = ["metrics": ["paid": paid, "refund": refund, "page_seconds": seconds]]
            _ = try await workspace.perform(
                UpsertExperiment(project: project, slug: "badge", fields: ["inputData": data]))
            _ = try await workspace.perform(AnalyzeExperiment(project: project, slug: "badge"))
        }
        return project
    }

    private static func sums(_ n: Int, mean: Double) -> JSON {
        let users = Double(n)
        return [
            "n": .integer(Int64(n)), "sum": .number(users * mean), "sum_squares": .number(users * (mean * mean + 340)),
        ]
    }

    private static func counts(_ n: Int, _ k: Int) -> JSON { ["n": .integer(Int64(n)), "k": .integer(Int64(k))] }

    /// A bandit whose results a client wrote.
    static func bandit(_ workspace: SQLiteWorkspace, in project: String, _ clock: Clock) async throws {
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project, slug: "banner-bandit",
                fields: [
                    "hypothesis": "Some banner is best", "primaryMetricEvent": "clicked", "method": "bandit",
                    "controlVariant": "red", "treatmentVariant": "green,blue",
                ]))
        for step in 1...5 {
            clock.set("2026-03-0\(step)")
            let lead = 0.3 + 0.12 * Double(step)
            let rest = (1 - lead) / 2
            let shares: JSON = ["red": .number(rest), "green": .number(lead), "blue": .number(1 - lead - rest)]
            _ = try await workspace.perform(
                UpsertExperiment(
                    project: project, slug: "banner-bandit",
                    fields: [
                        "analysisResult": [
                            "type": "bandit", "algorithm": "thompson", "experiment": "banner-bandit",
                            "computed_at": .string(clock.now.jsonText), "metric": "clicked",
                            "srm_p_value": .number(0.4),
                            "enough_units": true, "update_message": "Successfully updated.",
                            "best_arm_probabilities": shares, "bandit_weights": shares, "seed": .null,
                        ]
                    ]))
        }
    }

    /// A bandit whose users the workspace keeps, and its page.
    static func running(_ workspace: SQLiteWorkspace, _ clock: Clock) async throws -> String {
        let project = try await workspace.perform(CreateProject(name: "Banners")).id
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project, slug: "banner",
                fields: [
                    "method": "bandit", "primaryMetricEvent": "clicked", "controlVariant": "red",
                    "treatmentVariant": "green", "observationStart": .string(clock.now.jsonText),
                ]))
        let moment: JSON = .integer(clock.now.milliseconds + 1)
        let elements = try (0..<600).map { user -> TrackedElement in
            let isGreen = user.isMultiple(of: 2)
            let click: JSON = ["eventName": "clicked", "timestamp": moment]
            return try TrackedElement(
                json: [
                    "user": ["keyId": .string("u\(user)")],
                    "variations": [
                        ["flagKey": "banner", "variant": isGreen ? "green" : "red", "timestamp": moment]
                    ],
                    "metrics": user % (isGreen ? 20 : 22) == (isGreen ? 0 : 11) ? [click] : [],
                ], index: user)
        }
        _ = try await workspace.perform(Track(elements: elements))
        return "/projects/\(project)/experiments/banner"
    }

    /// A launch with the windows of its holdout, of which two are over.
    static func holdout(_ workspace: SQLiteWorkspace, in project: String, _ clock: Clock) async throws {
        _ = try await workspace.perform(UpdateState(project: project, values: ["flagKey": "launched-badge"]))
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project, slug: "launch",
                fields: [
                    "hypothesis": "The launch lasts", "primaryMetricEvent": "paid", "controlVariant": "plain",
                    "treatmentVariant": "badge", "minimumSample": 100, "observationStart": "2026-01-01",
                ]))
        _ = try await workspace.perform(
            PlanHoldout(arguments: [
                "project": .string(project), "slug": "launch", "percent": 5, "days": "[30,60,90]",
                "launched": "2026-01-10",
            ]))
        clock.set("2026-03-20")
        for (day, k) in [(30, 2400), (60, 2150)] {
            _ = try await workspace.perform(
                UpsertExperiment(
                    project: project, slug: "launch-holdout-\(day)d",
                    fields: [
                        "minimumSample": 100,
                        "inputData": ["metrics": ["paid": ["plain": counts(1000, 100), "badge": counts(19000, k)]]],
                    ]))
        }
        _ = try await workspace.perform(
            CheckHoldout(arguments: ["project": .string(project), "slug": "launch"]))
    }

    /// 300 experiments, 40 metrics, 12 arms, names of 200 characters, right to left, and markup.
    static func limits(_ workspace: SQLiteWorkspace) async throws -> String {
        let long = String(repeating: "Wörterbuch", count: 20)
        let project = try await workspace.perform(CreateProject(name: long, description: "<b>bold?</b> \(long)")).id
        for number in 0..<300 {
            let name = number % 3 == 0 ? "exp-\(number)-" + String(repeating: "x", count: 180) : "exp-\(number)"
            _ = try await workspace.perform(
                UpsertExperiment(project: project, slug: name, fields: ["primaryMetricEvent": .string(long)]))
        }
        let arms =
            ["ضابطة", "<script>alert(1)</script>"] + (2..<12).map { "arm-\($0)-" + String(repeating: "y", count: 40) }
        var metrics: JSONObject = [:]
        for number in 0..<40 {
            metrics[number == 0 ? long : "metric_\(number)"] = .object(
                JSONObject(arms.enumerated().map { ($1, counts(2000 + number, 200 + 9 * $0 + number)) }))
        }
        let definitions = JSONObject(metrics.keys.dropFirst(6).map { ($0, ["role": "secondary"]) })
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project, slug: "تجربة الحدود",
                fields: [
                    "hypothesis": .string("نعتقد أن هذا يعمل. <img src=x onerror=alert(1)> \(long)"),
                    "primaryMetricEvent": .string(long), "controlVariant": .string(arms[0]),
                    "treatmentVariant": .string(arms.dropFirst().joined(separator: ",")), "minimumSample": 1000,
                    "guardrailEvents": .array(metrics.keys[1..<6].map(JSON.string)),
                    "metricDefinitions": .object(definitions),
                    "observationStart": "2026-03-01", "inputData": ["metrics": .object(metrics)],
                ]))
        _ = try await workspace.perform(AnalyzeExperiment(project: project, slug: "تجربة الحدود"))
        _ = try await workspace.perform(
            UpsertExperiment(
                project: project, slug: "foreign", fields: ["analysisResult": .string("not ours <b>at all</b>")]))
        return project
    }
}
