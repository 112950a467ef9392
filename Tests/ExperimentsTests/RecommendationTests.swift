import Foundation
import TestSupport
import Testing

@testable import Experiments

@Suite struct RecommendationTests {
    // MARK: - Two real experiments

    @Test func theEMailIsAdopted() throws {
        let recommendation = try Self.eMail()
        #expect(recommendation.decision == .continue)
        #expect(recommendation.rule == .win)
        #expect(recommendation.treatment == "Mens E-Mail")
        #expect(recommendation.decisions.map(\.decision) == [.continue, .continue])
        #expect(recommendation.blockers.isEmpty && recommendation.warnings.isEmpty)
        #expect(
            recommendation.summary
                == "Adopt Mens E-Mail: visit moves from 10.6 % to 18.3 %, +72 %; the risk is small, and no guardrail is "
                + "named.")
        for part in [
            "Decision on test: CONTINUE for Mens E-Mail", "Window: 2026-03-01 to 2026-03-14, 14 whole days.",
            "Sample: No E-Mail 21,306, Mens E-Mail 21,307, Womens E-Mail 21,387 users; at least 500 each",
            "Split: as planned.", "Hypothesis: An e-mail raises visits.",
            "Mens E-Mail (21,307 users): 18.28 %, +72.1 % (95 % interval +63.8 % to +80.4 %), P(win) > 99.99 %",
            "CONTINUE for Womens E-Mail (rule win)",
            "Mens E-Mail speaks for them: of all variants it is the best with probability > 99.99 %.",
            "from 10.6 % to 18.3 %, +72 %", "Next: Adopt Mens E-Mail step by step",
        ] {
            #expect(recommendation.statement.contains(part), "\(part)")
        }
    }

    /// In the other contract order too: both win, and P(win) rounds to 1 for both.
    @Test func ofTwoWinnersTheBestArmIsNamed() throws {
        let recommendation = try Self.eMail(treatments: "Womens E-Mail,Mens E-Mail")
        #expect(recommendation.treatment == "Mens E-Mail")
    }

    /// P(win) is surer of `b`, which gains less.
    @Test func ofTwoWinnersOnAMeanTheBestArmIsNamed() throws {
        func arm(_ mean: Double, _ deviation: Double) -> JSON {
            ["n": 100_000, "mean": .number(mean), "std": .number(deviation)]
        }
        var fields = AnalysisTests.fields(
            [:], metrics: ["paid": ["a": arm(10, 10), "b": arm(10.5, 10), "c": arm(12, 100)]])
        fields["treatmentVariant"] = "b,c"
        let recommendation = try Self.recommendation(fields) { _ in }
        #expect(recommendation.decisions.map(\.decision) == [.continue, .continue])
        #expect(recommendation.treatment == "c" && recommendation.next.hasPrefix("Adopt c"))
        #expect(recommendation.statement.contains("c speaks for them: of all variants it is the best"))
        #expect(try Self.recommendation(fields) { $0.data = nil }.treatment == "b")
    }

    @Test func theGateIsPausedForItsSplit() throws {
        let recommendation = try Self.cookieCats()
        #expect(recommendation.decision == .pause)
        #expect(recommendation.rule == .sampleRatio)
        #expect(recommendation.blockers == ["srm"])
        for part in [
            "Split: NOT as planned. Users: gate_30 44,700, gate_40 45,489", "χ² p = 0.0086, valid at any look p = 0.27",
            "At a single look that is rare; if it was looked at all along, it is weak evidence.",
            "If the split were sound, the numbers would mean ROLLBACK_CANDIDATE for gate_40: "
                + "retention_7 moves from 19.0 % to 18.2 %, −4.3 %",
            "gate_40: from 44.8 % to 44.2 %, −1.3 %, P(harm) 96.38 %: harm", "What refuses a CONTINUE: srm.",
            "Do not adopt or roll back on these numbers.",
        ] {
            #expect(recommendation.statement.contains(part), "\(part)")
        }
        #expect(!recommendation.summary.contains("19.0 %"), "no number of a broken split stands in the summary")
    }

    @Test func anOverrideOfTheSplitIsSaid() throws {
        let recommendation = try Self.cookieCats { $0.overrides = ["srm": " The assignment log is sound. "] }
        #expect(recommendation.decision == .rollbackCandidate)
        #expect(recommendation.rule == .harm)
        #expect(recommendation.blockers.isEmpty)
        #expect(recommendation.overrides == ["srm": "The assignment log is sound."])
        #expect(
            recommendation.statement.contains("Split: NOT as planned, which was passed over with a written reason."))
        #expect(recommendation.statement.contains("Passed over with a reason: srm (The assignment log is sound.)."))
        #expect(recommendation.reason.contains("Passed over: srm"))
        #expect(recommendation.next.contains("Roll gate_40 back to gate_30"))
    }

    @Test(arguments: [["srm": "  "], ["minimum_sample": "enough"], ["design_changed": "known"]])
    func whatIsNoOverrideOfTheSplitLiftsNothing(overrides: [String: String]) throws {
        let recommendation = try Self.cookieCats { $0.overrides = overrides }
        #expect(recommendation.rule == .sampleRatio)
        #expect(recommendation.overrides.isEmpty)
    }

    // MARK: - Several treatments

    static func several(_ probabilities: [Double]) -> DecisionCase {
        var numbers = DecisionCase()
        numbers.isProportion = false
        numbers.arms = zip(["b", "c", "d"], probabilities).map { name, probability in
            var arm = DecisionCase.Arm(name: name)
            arm.probability = probability
            return arm
        }
        return numbers
    }

    @Test(
        arguments: [
            ([0.01, 0.999], "c", .continue), ([0.9, 0.999], "c", .continue), ([0.5, 0.9], "c", .pause),
            ([0.01, 0.5], "c", .inconclusive), ([0.01, 0.02], "c", .rollbackCandidate),
            ([0.5, 0.4, 0.6], "d", .inconclusive), ([0.99, 0.99], "b", .continue),
            ([0.03, 0.01], "b", .rollbackCandidate),
        ] as [([Double], String, Decision)])
    func theBestDecisionSpeaks(probabilities: [Double], treatment: String, decision: Decision) throws {
        let recommendation = try Self.several(probabilities).recommendation()
        #expect(recommendation.treatment == treatment)
        #expect(recommendation.decision == decision)
    }

    @Test func everyHarmfulTreatmentIsInTheNextAction() throws {
        let recommendation = try Self.several([0.01, 0.999, 0.02]).recommendation()
        #expect(recommendation.next.contains("Take b out: P(win) 1.00 % is at most 5 %."))
        #expect(recommendation.next.contains("Take d out:"))
        let alone = try Self.several([0.01]).recommendation()
        #expect(alone.next == "Roll b back to a, and learn why before the next attempt.")
    }

    // MARK: - Words

    /// A high P(win) brings no word of adoption unless every rule holds.
    @Test(arguments: DecisionRulesTests.changes)
    func onlyAWinIsToBeAdopted(_ item: DecisionRulesTests.Change) throws {
        var numbers = DecisionCase()
        numbers.arms[0].probability = 0.97
        item.change(&numbers)
        guard item.decision != nil else { return }
        let recommendation = try numbers.recommendation()
        let adopts = [recommendation.next, recommendation.summary].contains { $0.contains("Adopt b") }
        #expect(adopts == (item.rule == .win))
        #expect(recommendation.statement.contains("P(win)"))
        #expect(recommendation.statement.contains("\(recommendation.decision.rawValue) for b"))
        #expect(recommendation.statement.hasSuffix("Next: \(recommendation.next)"))
        #expect(recommendation.reason.hasPrefix("Rule \(item.rule.rawValue): "))
    }

    @Test func aWinSaysWhatItCostsAndForHowLong() throws {
        var numbers = DecisionCase()
        numbers.guards([0.1])
        let statement = try numbers.recommendation().statement
        #expect(
            statement.contains(
                "Reasoning: With b, paid moves from 10.0 % to 12.0 %, +20 %. With the chance that it is worse counted in, "
                    + "adopting it is expected to cost 0.10 % of paid. There is no sign of harm to guardrail_0. "
                    + "14 whole days of data are in, so every weekday is among them."))
    }

    /// The plain limits let it pass; the odds are still three to one for harm.
    @Test func harmThatIsNotRuledOutIsSaid() throws {
        var numbers = DecisionCase()
        numbers.guards([0.1, 0.7612])
        let recommendation = try numbers.recommendation()
        #expect(recommendation.rule == .win)
        for text in [recommendation.summary, recommendation.reason, recommendation.statement] {
            #expect(text.contains("here is no sign of harm to guardrail_0, "))
            #expect(text.contains("harm to guardrail_1 is not ruled out (P(harm) 76.12 %)"))
        }
        #expect(recommendation.statement.contains("P(harm) 76.12 %: harm not ruled out"))
    }

    @Test(
        arguments: [
            (0.9, 14, false, true, true, "and collect until the planned window ends."),
            (0.9, 14, false, false, true, "and collect until an end that you plan now (observationEnd)."),
            (0.9, 14, true, true, true, "extend the window, or plan a larger test, before deciding."),
            (0.9, 14, false, false, false, "No user gets a any more, so new data compare nothing."),
            (0.5, 14, false, false, false, "No user gets a any more, so new data compare nothing."),
            (0.999, 14, false, false, false, "Adopt b step by step"),
            (0.999, 3, false, true, true, "Keep collecting until 7 whole days are in"),
            (0.999, 3, true, true, true, "Move observationEnd, and keep collecting until 7 whole days are in"),
        ] as [(Double, Int, Bool, Bool, Bool, String)])
    func nextFitsTheWindowAndTheSplit(
        probability: Double, days: Int, isWindowOver: Bool, isEndPlanned: Bool, isControlServed: Bool, words: String
    ) throws {
        var numbers = DecisionCase()
        numbers.arms[0].probability = probability
        numbers.context.wholeDays = days
        numbers.context.isWindowOver = isWindowOver
        numbers.context.isEndPlanned = isEndPlanned
        numbers.context.isControlServed = isControlServed
        #expect(try numbers.recommendation().next.contains(words))
    }

    /// What the analysis warns of is read with the decision; what blocks is said as a blocker.
    @Test func theWarningsOfTheAnalysisAreAmongThoseOfTheDecision() throws {
        let fields = AnalysisTests.fields(
            [:],
            metrics: [
                "paid": ["a": ["n": 5000, "k": 500], "b": ["n": 6000, "k": 725]],
                "crash": ["a": ["n": 5000, "k": 40], "b": ["n": 6000, "k": 90]],
            ])
        let recommendation = try Self.recommendation(fields) { $0.isWindowOver = false }
        #expect(recommendation.warnings.map(\.code) == ["undefined_metric", "peeking"])
        #expect(recommendation.blockers == ["srm"])
        for code in ["undefined_metric", "peeking"] {
            #expect(recommendation.statement.components(separatedBy: "Warning (\(code)): ").count == 2)
        }
        #expect(!recommendation.statement.contains("Warning (srm)"))
    }

    @Test func possibleHarmIsNamedBelowTheMinimumSample() throws {
        var numbers = DecisionCase()
        numbers.isSampleEnough = false
        numbers.guards([0.85])
        numbers.arms[0].probability = 0.02
        let finding = try numbers.recommendation().decisions[0].finding
        #expect(
            finding.hasSuffix(
                "Possible harm: P(win) 2.00 % is at most 5 %; P(harm) of guardrail_0 85.00 % is at least 80 %."))
    }

    @Test func aHarmedGuardrailSpeaksBeforeAGain() throws {
        var numbers = DecisionCase()
        numbers.guards([0.99])
        let recommendation = try numbers.recommendation()
        #expect(recommendation.summary.hasSuffix("it very probably harms guardrail_0."))
        #expect(recommendation.statement.contains("harms guardrail_0 (from 10.0 % to 12.0 %, +20 %)."))
    }

    @Test(
        arguments: [
            (0.1062, 0.1828, true, "from 10.6 % to 18.3 %, +72 %"),
            (0.0312, 0.0318, true, "from 3.12 % to 3.18 %, +1.9 %"),
            (0.1, 0.1, true, "from 10.0 % to 10.0 %, 0.00 %"), (0, 0.012, true, "from 0.0 % to 1.2 %"),
            (0.00012, 0.00015, true, "from 0.0120 % to 0.0150 %, +25 %"),
            (9, 9.5544, false, "from 9.00 to 9.55, +6.2 %"),
            (12_345.678, 12_340, false, "from 12,345.68 to 12,340.00, −0.05 %"), (-2, 1, false, "from −2.00 to 1.00"),
            (nil, 1, false, "from – to –"),
        ] as [(Double?, Double?, Bool, String)])
    func step(base: Double?, value: Double?, isRate: Bool, words: String) {
        #expect(NumberFormat.step(from: base, to: value, isRate: isRate) == words)
    }

    /// A prior shrinks the change; the plain values and the estimate are both shown.
    @Test func anEstimateThatDiffersFromThePlainValuesIsShown() throws {
        let section = try #require(DecisionCase().result.primaryMetric)
        var move = try #require(MetricMove(of: "b", in: section))
        #expect(move.sentence == "paid moves from 10.0 % to 12.0 %, +20 %")
        move.figures?.change = 0.12
        #expect(move.sentence == "paid moves from 10.0 % to 12.0 %, +20 % (estimated as +12 %)")
    }

    // MARK: - Peeking

    @Test(
        arguments: [
            (.fixed, true, 0, nil), (.fixed, true, 13, "19.2 % of experiments with 14 looks"),
            (.fixed, false, 0, "8.0 % of experiments with 2 looks"),
            (
                .fixed, false, 1,
                "1 analysis on an older snapshot came before this one, and the planned window is not over"
            ),
            (.fixed, true, 40, "40 analyses on older snapshots came before this one, and the window is over"),
            (.fixed, true, 40, "more than 23.5 % of experiments with 41 looks"), (.anyTime, false, 13, nil),
        ] as [(AnalysisPlan.Looks, Bool, Int, String?)])
    func peeking(looks: AnalysisPlan.Looks, isWindowOver: Bool, earlier: Int, words: String?) throws {
        var numbers = DecisionCase()
        numbers.context.looks = looks
        numbers.context.isWindowOver = isWindowOver
        numbers.context.earlierAnalyses = earlier
        let recommendation = try numbers.recommendation()
        #expect(recommendation.warnings.map(\.code) == (words == nil ? [] : ["peeking"]))
        if let words { #expect(recommendation.warnings.first?.message.contains(words) == true) }
        #expect(recommendation.statement.contains("Warning (peeking)") == (words != nil))
    }

    // MARK: - JSON

    @Test func theJSONFormHoldsEverything() throws {
        var numbers = Self.several([0.01, 0.999, 0.5])
        numbers.context.isDesignChanged = true
        numbers.context.isWindowOver = false
        numbers.isSplitSound = false
        numbers.context.overrides = ["srm": "bots"]
        numbers.arms[2].probability = nil
        let recommendation = try numbers.recommendation()
        let json = recommendation.json
        #expect(
            json.object?.keys == [
                "decision", "rule", "treatment", "decisions", "blockers", "overrides", "warnings", "next_action",
                "summary", "reason", "statement",
            ])
        #expect(json["decision"] == "CONTINUE" && json["rule"] == "win" && json["treatment"] == "c")
        #expect(json["decisions"]?.object?.keys == ["b", "c", "d"])
        #expect(json["decisions"]?["b"]?["decision"] == "ROLLBACK_CANDIDATE")
        #expect(json["decisions"]?["d"]?["decision"] == .null)
        #expect(json["blockers"] == ["design_changed"] && json["overrides"] == ["srm": "bots"])
        #expect(try Recommendation(json: JSON(parsing: json.serialized())) == recommendation)
        for key in ["decision", "rule", "treatment", "summary", "statement"] {
            var object = try #require(json.object)
            object[key] = nil
            #expect(failure { try Recommendation(json: .object(object)) }?.code == "not_a_recommendation")
        }
    }

    @Test func theContractGivesTheContext() throws {
        let planned = try experiment([
            "guardrailEvents": ["errors"], "analysisPlan": ["looks": "any_time", "guardrailCorrection": "none"],
        ])
        let context = DecisionContext(of: try Contract(of: planned))
        #expect(context.guardrails == ["errors"])
        #expect(context.looks == .anyTime && context.guardrailCorrection == .none)
        let usual = DecisionContext(of: try Contract(of: experiment([:])))
        #expect(usual.looks == .fixed && usual.guardrailCorrection == .perGuardrail)
    }

    // MARK: - The gate at the door

    @Test(arguments: [
        ("CONTINUE", Decision.continue), ("PAUSE", .pause), ("INCONCLUSIVE", .inconclusive),
        ("ROLLBACK_CANDIDATE", .rollbackCandidate), ("ROLLBACK CANDIDATE", .rollbackCandidate),
    ])
    func readsDecisions(text: String, decision: Decision) {
        #expect(Decision(text: text) == decision)
    }

    @Test(arguments: ["", "continue", "SHIP"])
    func refusesWordsThatAreNoDecision(text: String) throws {
        let recommendation = try DecisionCase().recommendation()
        #expect(failure { try DecisionGate.outcome(of: text, against: recommendation, reason: "r") }?.kind == .invalid)
    }

    @Test func theRecommendedDecisionNeedsNoReason() throws {
        let recommendation = try DecisionCase().recommendation()
        #expect(try DecisionGate.outcome(of: "CONTINUE", against: recommendation, reason: nil) == .continue)
    }

    @Test(arguments: [nil, "", " \n"] as [String?])
    func anotherDecisionNeedsAReason(reason: String?) throws {
        let recommendation = try DecisionCase().recommendation()
        let error = failure { try DecisionGate.outcome(of: "PAUSE", against: recommendation, reason: reason) }
        #expect(error?.kind == .ruleBroken)
        #expect(error?.code == "reason_needed")
        for part in [
            "PAUSE is refused. The analysis", "recommends CONTINUE for b (win)", "P(win) 99.90 %", "decisionReason",
            "(Rule 7.)",
        ] {
            #expect(error?.message.contains(part) == true, "\(part)")
        }
        #expect(try DecisionGate.outcome(of: "PAUSE", against: recommendation, reason: "holidays") == .pause)
    }

    @Test func continueUnderABrokenSplitIsRefusedWhateverTheReason() throws {
        let recommendation = try Self.cookieCats()
        let error = failure { try DecisionGate.outcome(of: "CONTINUE", against: recommendation, reason: "I am sure") }
        #expect(error?.kind == .ruleBroken)
        #expect(error?.code == "srm")
        for part in ["(Rule 5.)", "gate_30 44,700", "p = 0.0086", "override srm"] {
            #expect(error?.message.contains(part) == true, "\(part)")
        }
        #expect(try DecisionGate.outcome(of: "PAUSE", against: recommendation, reason: nil) == .pause)
        #expect(
            try DecisionGate.outcome(of: "ROLLBACK CANDIDATE", against: recommendation, reason: "r")
                == .rollbackCandidate)
        let lifted = try Self.cookieCats { $0.overrides = ["srm": "sound"] }
        #expect(try DecisionGate.outcome(of: "CONTINUE", against: lifted, reason: "r") == .continue)
        #expect(
            failure { try DecisionGate.outcome(of: "CONTINUE", against: lifted, reason: nil) }?.code == "reason_needed")
    }

    @Test func aChangedDesignIsAcknowledgedFirst() throws {
        var numbers = DecisionCase()
        numbers.context.isDesignChanged = true
        let recommendation = try numbers.recommendation()
        #expect(recommendation.decision == .continue)
        #expect(recommendation.next.hasPrefix("Acknowledge first that the design changed."))
        let error = failure { try DecisionGate.outcome(of: "CONTINUE", against: recommendation, reason: "r") }
        #expect(error?.kind == .ruleBroken)
        #expect(error?.code == "design_changed")
        numbers.context.overrides = ["design_changed": "only the guardrail's text"]
        let acknowledged = try numbers.recommendation()
        #expect(acknowledged.blockers.isEmpty)
        #expect(try DecisionGate.outcome(of: "CONTINUE", against: acknowledged, reason: nil) == .continue)
    }

    @Test(arguments: ["CONTINUE", "PAUSE", "ROLLBACK_CANDIDATE"])
    func anIndicativeResultIsInconclusive(text: String) throws {
        var numbers = DecisionCase()
        numbers.isSampleEnough = false
        let recommendation = try numbers.recommendation()
        let error = failure { try DecisionGate.outcome(of: text, against: recommendation, reason: "r") }
        #expect(error?.kind == .ruleBroken)
        #expect(error?.code == "minimum_sample")
        #expect(error?.message.contains("a has 5,000") == true)
        #expect(try DecisionGate.outcome(of: "INCONCLUSIVE", against: recommendation, reason: nil) == .inconclusive)
    }

    /// The recommended PAUSE stands although the sample is too small.
    @Test func aBrokenSplitPausesBelowTheMinimumSampleToo() throws {
        var numbers = DecisionCase()
        numbers.isSampleEnough = false
        numbers.isSplitSound = false
        let recommendation = try numbers.recommendation()
        #expect(recommendation.blockers == ["srm", "minimum_sample"])
        #expect(try DecisionGate.outcome(of: "PAUSE", against: recommendation, reason: nil) == .pause)
        #expect(
            failure { try DecisionGate.outcome(of: "CONTINUE", against: recommendation, reason: "r") }?.code == "srm")
        let code = failure {
            try DecisionGate.outcome(of: "ROLLBACK_CANDIDATE", against: recommendation, reason: "r")
        }?.code
        #expect(code == "minimum_sample")
    }

    /// A result made elsewhere has no blockers of its own; its split and sample speak.
    @Test func gatesHoldForResultsWithoutBlockers() throws {
        var numbers = DecisionCase()
        numbers.isSplitSound = false
        var result = numbers.result
        result.blockers = []
        #expect(try Recommendation(of: result, in: numbers.context).blockers == ["srm"])
    }

    // MARK: - The data

    static let days: JSONObject = ["observationStart": "2026-03-01", "observationEnd": "2026-03-14"]

    static func recommendation(
        _ fields: JSONObject, _ change: (inout DecisionContext) -> Void
    ) throws -> Recommendation {
        let subject = try experiment(fields)
        var context = DecisionContext(of: try Contract(of: subject))
        context.wholeDays = 14
        context.isWindowOver = true
        context.hypothesis = subject.hypothesis
        context.data = try InputData(parsing: #require(subject.inputData))
        change(&context)
        return try Recommendation(of: analyze(fields), in: context)
    }

    /// Kevin Hillstrom, MineThatData E-Mail Analytics and Data Mining Challenge (2008).
    static func eMail(treatments: String = "Mens E-Mail,Womens E-Mail") throws -> Recommendation {
        var fields = days
        fields["hypothesis"] = "An e-mail raises visits."
        fields["primaryMetricEvent"] = "visit"
        fields["controlVariant"] = "No E-Mail"
        fields["treatmentVariant"] = .string(treatments)
        fields["minimumSample"] = 500
        fields["inputData"] = [
            "metrics": [
                "visit": [
                    "No E-Mail": ["n": 21306, "k": 2262], "Mens E-Mail": ["n": 21307, "k": 3894],
                    "Womens E-Mail": ["n": 21387, "k": 3238],
                ]
            ]
        ]
        return try recommendation(fields) { _ in }
    }

    /// Cookie Cats, a mobile game, 90,189 players.
    static func cookieCats(_ change: (inout DecisionContext) -> Void = { _ in }) throws -> Recommendation {
        var fields = days
        fields["primaryMetricEvent"] = "retention_7"
        fields["guardrailEvents"] = ["retention_1"]
        fields["controlVariant"] = "gate_30"
        fields["treatmentVariant"] = "gate_40"
        fields["minimumSample"] = 1000
        fields["inputData"] = [
            "metrics": [
                "retention_7": ["gate_30": ["n": 44700, "k": 8502], "gate_40": ["n": 45489, "k": 8279]],
                "retention_1": ["gate_30": ["n": 44700, "k": 20034], "gate_40": ["n": 45489, "k": 20119]],
            ]
        ]
        return try recommendation(fields, change)
    }
}
