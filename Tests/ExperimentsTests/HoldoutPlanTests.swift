import Experiments
import TestSupport
import Testing

@Suite struct HoldoutPlanTests {
    static let text = #"{"percent":5,"days":[30,60,90],"launched":"2026-04-01","variant":"new","control":"old"}"#

    static func parent(_ more: JSONObject = [:]) throws -> Experiment {
        var fields: JSONObject = [
            "primaryMetricEvent": "paid", "controlVariant": "old", "treatmentVariant": "new", "minimumSample": 100,
            "holdoutPlan": .string(text),
        ]
        for (name, value) in more { fields[name] = value }
        var parent = try experiment(fields)
        parent.slug = "checkout"
        return parent
    }

    // MARK: - The plan

    @Test func readsAndWritesItsText() throws {
        let plan = try HoldoutPlan(parsing: Self.text)
        #expect(plan.percent == 5 && plan.days == [30, 60, 90] && plan.launched == Instant("2026-04-01"))
        #expect(plan.variant == "new" && plan.control == "old")
        #expect(plan.json.serialized() == Self.text)
        let precise = try HoldoutPlan(percent: 0.5, days: [7], launched: #require(Instant("2026-04-01T12:34:56Z")))
        #expect(precise.json.serialized() == #"{"percent":0.5,"days":[7],"launched":"2026-04-01T12:34:56.000Z"}"#)
        #expect(try HoldoutPlan(json: precise.json) == precise)
    }

    struct Fault: Sendable {
        let text: String
        let says: String
    }

    static let faults: [Fault] = [
        Fault(text: "[]", says: "takes a JSON object"),
        Fault(text: #"{"percent":5"#, says: "holdoutPlan: "),
        Fault(text: #"{"days":[30],"launched":"2026-04-01"}"#, says: "needs percent"),
        Fault(text: #"{"percent":"5","days":[30],"launched":"2026-04-01"}"#, says: "needs percent"),
        Fault(text: #"{"percent":0,"days":[30],"launched":"2026-04-01"}"#, says: "above 0 and of at most 50"),
        Fault(text: #"{"percent":50.1,"days":[30],"launched":"2026-04-01"}"#, says: "above 0 and of at most 50"),
        Fault(text: #"{"percent":5,"launched":"2026-04-01"}"#, says: "needs days"),
        Fault(text: #"{"percent":5,"days":[],"launched":"2026-04-01"}"#, says: "1 to 12 days"),
        Fault(
            text: #"{"percent":5,"days":[1,2,3,4,5,6,7,8,9,10,11,12,13],"launched":"2026-04-01"}"#,
            says: "1 to 12 days"),
        Fault(text: #"{"percent":5,"days":[0,30],"launched":"2026-04-01"}"#, says: "each larger"),
        Fault(text: #"{"percent":5,"days":[30,30],"launched":"2026-04-01"}"#, says: "each larger"),
        Fault(text: #"{"percent":5,"days":[60,30],"launched":"2026-04-01"}"#, says: "each larger"),
        Fault(text: #"{"percent":5,"days":[3651],"launched":"2026-04-01"}"#, says: "from 1 to 3650"),
        Fault(text: #"{"percent":5,"days":[30.5],"launched":"2026-04-01"}"#, says: "whole numbers as days, not 30.5"),
        Fault(text: #"{"percent":5,"days":[30]}"#, says: "needs launched"),
        Fault(text: #"{"percent":5,"days":[30],"launched":"spring"}"#, says: "needs launched"),
        Fault(text: #"{"percent":5,"days":[30],"launched":"9999-06-01"}"#, says: "ten years before"),
        Fault(text: #"{"percent":5,"days":[30],"launched":"2026-04-01","variant":7}"#, says: "as variant, not 7"),
        Fault(text: #"{"percent":5,"days":[30],"launched":"2026-04-01","control":" "}"#, says: "needs a name"),
        Fault(
            text: #"{"percent":5,"days":[30],"launched":"2026-04-01","control":"a","variant":"a"}"#, says: "as both"),
        Fault(
            text: #"{"percent":5,"days":[30],"launched":"2026-04-01","precent":5}"#, says: "has no key \"precent\""),
    ]

    @Test(arguments: faults) func refuses(fault: Fault) {
        let error = failure { try HoldoutPlan(parsing: fault.text) }
        #expect(error?.kind == .invalid)
        #expect(error?.message.contains("holdoutPlan") == true)
        #expect(error?.message.contains(fault.says) == true, "\(error?.message ?? "nothing thrown")")
        #expect(failure { try ExperimentChange(fields: ["holdoutPlan": .string(fault.text)]) }?.kind == .invalid)
    }

    @Test func variantsAreThoseOfTheExperimentWhereThePlanNamesNone() throws {
        let plan = try HoldoutPlan(parsing: #"{"percent":5,"days":[30],"launched":"2026-04-01"}"#)
        #expect(try plan.variants(of: Self.parent()) == Variants(control: "old", treatments: ["new"]))
        let several = try Self.parent(["treatmentVariant": "new,newer"])
        #expect(failure { try plan.variants(of: several) }?.message.contains("one of: new, newer") == true)
        let named = try HoldoutPlan(parsing: Self.text)
        #expect(try named.variants(of: several) == Variants(control: "old", treatments: ["new"]))
        let other = try Self.parent(["treatmentVariant": "other"])
        #expect(failure { try named.variants(of: other) }?.message.contains("\"new\"") == true)
        let itself = try HoldoutPlan(percent: 5, days: [30], launched: plan.launched, variant: "old")
        #expect(failure { try itself.variants(of: Self.parent()) }?.message.contains("as both") == true)
    }

    // MARK: - Windows

    @Test func windowsMeetAtMidnightsAndAreKeptByTheirLastDay() throws {
        let windows = try HoldoutPlan(parsing: Self.text).windows
        #expect(windows.map(\.start.day) == ["2026-04-01", "2026-05-01", "2026-05-31"])
        #expect(windows.map(\.observationEnd.day) == ["2026-04-30", "2026-05-30", "2026-06-29"])
        #expect(windows.allSatisfy { $0.start.isMidnight && $0.observationEnd.isMidnight })
        #expect(zip(windows, windows.dropFirst()).allSatisfy { $0.end == $1.start && !$0.overlaps($1) })
        #expect(try windows.map { $0.midDay(after: try #require(Instant("2026-04-01"))) } == [15, 45, 75])
    }

    @Test(arguments: ["2026-04-01T18:00:00Z", "1969-12-30T18:00:00Z"]) func aLaunchDuringADay(text: String) throws {
        let launched = try #require(Instant(text))
        let windows = try HoldoutPlan(percent: 5, days: [1, 3], launched: launched).windows
        #expect(windows[0].start == launched)
        #expect(windows[0].observationEnd.day == launched.day && windows[0].observationEnd.isMidnight)
        #expect(windows[1].start == windows[0].end && windows[1].start.isMidnight)
        #expect(windows[0].midDay(after: launched) == 0.125 && windows[1].midDay(after: launched) == 1.25)
    }

    @Test func anExperimentStatesItsWindow() throws {
        func window(_ start: String?, _ end: String?) throws -> HoldoutWindow? {
            let fields: JSONObject = [
                "observationStart": start.map(JSON.string) ?? .null, "observationEnd": end.map(JSON.string) ?? .null,
            ]
            return HoldoutWindow(of: try experiment(fields))
        }
        #expect(try window("2026-04-01", "2026-04-30") == HoldoutPlan(parsing: Self.text).windows[0])
        #expect(try window("2026-04-01", "2026-04-01")?.end == Instant("2026-04-02"))
        let precise = try #require(try window("2026-04-01", "2026-04-30T12:00:00Z"))
        #expect(precise.end == Instant("2026-04-30T12:00:00Z") && precise.observationEnd == precise.end)
        for (start, end) in [(nil, "2026-04-30"), ("2026-04-01", nil)] {
            #expect(try window(start, end) == nil)
        }
        var reversed = try experiment(["observationStart": "2026-05-01", "observationEnd": "2026-05-30"])
        reversed.observationEnd = Instant("2026-04-01")
        #expect(HoldoutWindow(of: reversed) == nil)
    }

    // MARK: - The flag

    @Test func startAndEndSetTheWholeRange() throws {
        let (plan, parent) = (try HoldoutPlan(parsing: Self.text), try Self.parent())
        let start = try HoldoutRollout.start(plan, of: parent, flagKey: "checkout-flow")
        #expect(
            start.json.serialized()
                == #"{"flagKey":"checkout-flow","rollout":[{"variation":"old","rollout":[0,0.05]},"#
                + #"{"variation":"new","rollout":[0.05,1]}],"text":"Set the flag \"checkout-flow\" to 5 % old, "#
                + #"95 % new, in this order from the start of its range."}"#)
        let end = try HoldoutRollout.end(plan, of: parent, flagKey: "checkout-flow")
        #expect(end.ranges.map(\.variant) == ["new"] && end.ranges[0].from == 0 && end.ranges[0].to == 1)
        #expect(end.text == "Set the flag \"checkout-flow\" to 100 % new: the split ends.")
        let back = try HoldoutRollout.end(plan, of: parent, flagKey: "f", winner: "old")
        #expect(back.ranges.map(\.variant) == ["old"])
        let error = failure { try HoldoutRollout.end(plan, of: parent, flagKey: "f", winner: "third") }
        #expect(error?.kind == .invalid && error?.message.contains("old, new") == true)
    }

    @Test(arguments: [0.1, 0.5, 3, 12.5, 33, 50]) func rangesCoverEverything(percent: Double) throws {
        let plan = try HoldoutPlan(percent: percent, days: [30], launched: Instant(milliseconds: 0))
        let ranges = try HoldoutRollout.start(plan, of: Self.parent(), flagKey: "f").ranges
        #expect(ranges.first?.from == 0 && ranges.last?.to == 1 && ranges[0].to == ranges[1].from)
        #expect(abs(ranges[0].to - percent / 100) < 1e-15)
    }
}
