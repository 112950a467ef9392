import Experiments
import TestSupport
import Testing

@Suite struct HoldoutChildTests {
    private static let parentFields: JSONObject = [
        "hypothesis": "The new checkout sells more.", "guardrailEvents": #"["error_rate"]"#,
        "metricDescription": "orders paid", "metricDefinitions": #"{"error_rate":{"inverse":true}}"#,
        "dataSource": #"{"source":"warehouse"}"#, "priorProper": true, "priorMean": .number(0.1), "method": "bandit",
        "analysisPlan": #"{"alpha":0.1,"looks":"any_time","planned_n":9000,"reweight":{"every":"6h"}}"#,
        "inputData": #"{"metrics":{"paid":{"old":{"n":9,"k":1},"new":{"n":9,"k":2}}}}"#, "decision": "CONTINUE",
        "status": "decided", "allocation": #"{"old":0.5,"new":0.5}"#,
    ]

    private static func children(_ more: JSONObject = parentFields) throws -> [Experiment] {
        let parent = try HoldoutPlanTests.parent(more)
        let plan = try HoldoutPlan(parsing: HoldoutPlanTests.text)
        return try plan.children(of: parent).map { child in
            var experiment = try experiment(child.fields)
            experiment.slug = child.slug
            return experiment
        }
    }

    @Test func measureWhatTheParentMeasured() throws {
        let children = try Self.children()
        #expect(
            children.map(\.slug) == ["checkout-holdout-30d", "checkout-holdout-60d", "checkout-holdout-90d"])
        for child in children {
            #expect(child.status == .draft && child.method == "bayesian_ab")
            #expect(child.primaryMetricEvent == "paid" && child.metricDescription == "orders paid")
            #expect(GuardrailEvents.read(child.guardrailEvents) == ["error_rate"])
            #expect(child.metricDefinitions == #"{"error_rate":{"inverse":true}}"#)
            #expect(child.dataSource == #"{"source":"warehouse"}"# && child.minimumSample == 100)
            #expect(child.controlVariant == "old" && child.treatmentVariant == "new")
            #expect(child.allocation == #"{"old":0.05,"new":0.95}"#)
        }
        #expect(
            children[1].hypothesis
                == "The new checkout sells more.\n\nHoldout, days 31 to 60 after the launch of new on 2026-04-01: does "
                + "the effect last? 5 % of users keep old.")
        #expect(children.map { $0.observationStart?.day } == ["2026-04-01", "2026-05-01", "2026-05-31"])
        #expect(children.map { $0.observationEnd?.day } == ["2026-04-30", "2026-05-30", "2026-06-29"])
    }

    @Test func leaveTheParentsDataAndBeliefsBehind() throws {
        for child in try Self.children() {
            #expect(child.inputData == nil && child.decision == nil && child.analysisResult == nil)
            #expect(!child.priorProper && child.priorMean == nil && child.holdoutPlan == nil)
            #expect(child.analysisPlan == #"{"alpha":0.1}"#)
        }
    }

    @Test func aPlainParentGivesPlainChildren() throws {
        let child = try #require(try Self.children([:]).first)
        #expect(child.hypothesis?.hasPrefix("Holdout, days 1 to 30") == true)
        #expect(child.analysisPlan == nil && child.guardrailEvents == nil && child.dataSource == nil)
    }

    @Test func aSlugThatBecomesTooLongIsRefused() throws {
        var parent = try HoldoutPlanTests.parent()
        parent.slug = String(repeating: "x", count: 190)
        let error = failure { try HoldoutPlan(parsing: HoldoutPlanTests.text).children(of: parent) }
        #expect(error?.kind == .invalid && error?.message.contains("longer than 200 bytes") == true)
    }

    @Test(arguments: [
        ("checkout-holdout-30d", 30), ("checkout-holdout-7d", 7), ("checkout-holdout-030d", nil),
        ("checkout-holdout-d", nil), ("checkout-holdout--5d", nil), ("checkout-holdout-+5d", nil),
        ("checkout-holdout-0d", nil), ("checkout-holdout-30", nil), ("other-holdout-30d", nil), ("checkout", nil),
    ])
    func isKnownByItsSlug(slug: String, day: Int?) {
        #expect(HoldoutChild.day(in: slug, of: "checkout") == day)
    }

    // MARK: - Children made by a client

    private static func completed(_ fields: JSONObject, slug: String = "checkout-holdout-45d") throws -> Experiment {
        var child = try experiment(fields)
        child.slug = slug
        return try HoldoutPlan(parsing: HoldoutPlanTests.text).completing(child, of: HoldoutPlanTests.parent())
    }

    @Test func takeTheSplitFromThePlan() throws {
        let bare = try Self.completed([:])
        #expect(bare.allocation == #"{"old":0.05,"new":0.95}"#)
        #expect(bare.controlVariant == "old" && bare.treatmentVariant == "new")
        let swapped = try Self.completed(["controlVariant": "new", "treatmentVariant": "old"])
        #expect(swapped.allocation == #"{"old":0.05,"new":0.95}"# && swapped.controlVariant == "new")
    }

    @Test func keepWhatTheyState() throws {
        let own = try Self.completed(["allocation": #"{"old":0.1,"new":0.9}"#])
        #expect(own.allocation == #"{"old":0.1,"new":0.9}"#)
        let others = try Self.completed(["controlVariant": "false", "treatmentVariant": "true"])
        #expect(others.allocation == nil && others.controlVariant == "false")
        #expect(try Self.completed([:], slug: "another").allocation == nil)
    }
}
