import Experiments
import Statistics
import TestSupport
import Testing

@Suite struct ReweightPlanTests {
    private static func plan(_ reweight: JSON) throws -> ReweightPlan? {
        let plan: JSON = ["reweight": reweight]
        return try AnalysisPlan(parsing: plan.serialized()).reweight
    }

    @Test func readsEveryKey() throws {
        let plan = try #require(
            try Self.plan([
                "every": "12h", "onStop": "winner", "policy": "top_two", "floor": .number(0.05), "push": "flags",
                "automatic": true,
            ]))
        #expect(plan.interval == 12 * ReweightPlan.hour && plan.onStop == .winner && plan.policy == .topTwo)
        #expect(plan.floor == 0.05 && plan.push == "flags" && plan.isAutomatic)
    }

    @Test func whatIsNotSaidIsCautious() throws {
        let plan = try #require(try Self.plan([:]))
        #expect(plan == ReweightPlan())
        #expect(plan.interval == 6 * ReweightPlan.hour && plan.onStop == .hold && plan.policy == .thompson)
        #expect(plan.floor == 0.01 && plan.push == nil && !plan.isAutomatic)
        #expect(try AnalysisPlan(parsing: "{}").reweight == nil)
    }

    @Test(arguments: [("90m", 5_400_000), ("1d", 86_400_000), ("24h", 86_400_000)]) func readsSpans(
        text: String, milliseconds: Int64
    ) throws {
        #expect(try ReweightPlan.interval(text) == milliseconds)
    }

    @Test(arguments: ["", "h", "6", "0h", "-6h", "6 h", "6.5h", "6s", "400d", "99999999999999999999h", "٦h"])
    func refusesWhatIsNoSpan(text: String) {
        #expect(failure { try ReweightPlan.interval(text) }?.code == "invalid_value")
    }

    @Test(
        arguments: [
            ([], "a JSON object"), (["each": "6h"], "each"), (["every": 6], "for every"),
            (["onStop": "stop"], "hold, winner"),
            (["policy": "ucb"], "thompson, top_two, top_two_count"), (["floor": .number(0.6)], "from 0 to 0.5"),
            (["floor": "0.1"], "for floor"), (["push": " "], "for push"), (["automatic": "yes"], "true or false"),
        ] as [(JSON, String)])
    func refusesByName(reweight: JSON, words: String) {
        let error = failure { try Self.plan(reweight) }
        #expect(error?.code == "invalid_value" && error?.kind == .invalid)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
}
