import Testing

@testable import Experiments

/// What is said of an analysis first, and the decision on it, are the same.
@Suite struct VerdictTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var decision: Decision
        var treatment = "b"
        /// Stands in the evidence.
        var evidence: String
        var change: @Sendable (inout DecisionCase) -> Void

        init(
            _ name: String, _ decision: Decision, treatment: String = "b", evidence: String,
            _ change: @escaping @Sendable (inout DecisionCase) -> Void
        ) {
            testDescription = name
            self.decision = decision
            self.treatment = treatment
            self.evidence = evidence
            self.change = change
        }
    }

    static let cases = [
        Case("a win", .continue, evidence: "P(win) 99.90 %, expected loss of adopting it 0.10 %.") { _ in },
        Case("of two winners one harms a guardrail", .continue, treatment: "c", evidence: "The others: b ") {
            $0.arms.append(.init(name: "c", probability: 0.99))
            $0.guards([0.99])
            $0.arms[1].harms = [0.1]
        },
        Case("limits that are not shared", .rollbackCandidate, evidence: "96.88 % is at least 95 %") {
            $0.context.guardrailCorrection = .none
            $0.guards([0.9688, 0.1, 0.1, 0.1])
        },
        Case("limits that are shared", .pause, evidence: "96.88 % is at least 95 %") {
            $0.guards([0.9688, 0.1, 0.1, 0.1])
        },
        Case("a guardrail that cannot be judged", .pause, evidence: "P(harm) of guardrail_0 cannot be computed") {
            $0.guards([nil])
        },
        Case("looks at any time", .pause, evidence: "does not exclude zero in that direction") {
            $0.context.looks = .anyTime
            $0.arms[0].alwaysValid = DecisionCase.look(-0.01, 0.05)
        },
        Case("too much of a risk", .pause, evidence: "expected to lose 1.37 %, not below 1 %") {
            $0.arms[0].riskOfTreatment = 0.0137
        },
        Case("both risky, and a harmed guardrail", .inconclusive, evidence: "Possible harm: P(harm) of guardrail_0") {
            $0.guards([0.9999])
            $0.arms[0].riskOfTreatment = 0.03
        },
        Case("a broken split", .pause, evidence: "If the split were sound, the numbers would say: b: ") {
            $0.isSplitSound = false
        },
    ]

    @Test(arguments: cases) func theRecommendationSpeaks(_ item: Case) throws {
        var numbers = DecisionCase()
        item.change(&numbers)
        let recommendation = try numbers.recommendation()
        let verdict = Verdict(of: numbers.result, recommendation: recommendation)
        #expect(recommendation.decision == item.decision && recommendation.treatment == item.treatment)
        #expect(verdict.tag == "Recommended: \(item.decision.words)")
        #expect(verdict.tone == Verdict.Tone(of: item.decision))
        #expect(verdict.headline == recommendation.summary && verdict.headline.contains(" \(item.treatment)"))
        #expect(verdict.next == recommendation.next)
        #expect(verdict.evidence.contains("\(item.treatment): 12.00 % against 10.00 %"))
        #expect(verdict.evidence.contains(item.evidence), "\(verdict.evidence)")
    }

    /// Absent is never a number that looks real.
    @Test func aGuardrailThatCannotBeComputedHasNoProbability() throws {
        func mean(_ mean: Double) -> JSON { ["n": 5000, "mean": .number(mean), "std": 1] }
        let fields = AnalysisTests.fields(
            ["guardrailEvents": ["revenue"]],
            metrics: [
                "paid": ["a": ["n": 5000, "k": 500], "b": ["n": 5000, "k": 600]],
                "revenue": ["a": mean(-1), "b": mean(-2)],
            ])
        let recommendation = try RecommendationTests.recommendation(fields) { _ in }
        let verdict = Verdict(of: try analyze(fields), recommendation: recommendation)
        #expect(verdict.headline.hasSuffix("revenue cannot be judged."))
        #expect(verdict.evidence.contains("P(harm) of revenue cannot be computed"))
        #expect(!verdict.evidence.contains("P(harm) >") && !verdict.headline.contains("may harm"))
    }

    @Test func withoutARecommendationNothingIsJudged() throws {
        var numbers = DecisionCase()
        numbers.arms.append(.init(name: "c", value: 0.09, probability: 0.01))
        let stale = Verdict(of: numbers.result, recommendation: nil)
        #expect(stale.tag == "No recommendation" && stale.tone == .unsure)
        #expect(stale.headline.hasPrefix("b raises paid by 20.0 % in this analysis"))
        #expect(stale.evidence.contains("The others: c −10.0 %, P(win) 1.00 %."))
        #expect(stale.next == "Analyze the latest data, then decide.")
        numbers.isSplitSound = false
        let stopped = Verdict(of: numbers.result, recommendation: nil)
        #expect(stopped.tag == "Stop" && stopped.tone == .blocked)
        #expect(stopped.evidence.contains("If the split were sound, the numbers would say: b: "))
        numbers.hasPrimary = false
        #expect(!Verdict(of: numbers.result, recommendation: nil).evidence.contains("If the split were sound"))
        numbers.isSplitSound = true
        #expect(Verdict(of: numbers.result, recommendation: nil).tag == "No data")
    }
}
