import Foundation
import TestSupport
import Testing

@testable import Experiments

@Suite struct DecisionRulesTests {
    // MARK: - Each rule alone

    /// A clear win with one thing changed, and the rule that this must bring.
    struct Change: Sendable, CustomTestStringConvertible {
        var rule: DecisionRule
        var decision: Decision?
        var change: @Sendable (inout DecisionCase) -> Void
        var testDescription: String { rule.rawValue }

        init(_ rule: DecisionRule, _ decision: Decision?, _ change: @escaping @Sendable (inout DecisionCase) -> Void) {
            self.rule = rule
            self.decision = decision
            self.change = change
        }
    }

    /// In the order of the rules.
    static let changes: [Change] = [
        Change(.notComputable, nil) { $0.arms[0].probability = nil },
        Change(.sampleRatio, .pause) { $0.isSplitSound = false },
        Change(.minimumSample, .inconclusive) { $0.isSampleEnough = false },
        Change(.priorNotExact, .pause) {
            $0.basis = .exact
            $0.hasPrior = true
            $0.arms[0].exact = .failure("the prior and the data contradict each other")
        },
        Change(.bothRisky, .inconclusive) {
            $0.arms[0].riskOfControl = 0.03
            $0.arms[0].riskOfTreatment = 0.03
        },
        Change(.harm, .rollbackCandidate) { $0.arms[0].probability = 0.01 },
        Change(.guardrailWatch, .pause) { $0.guards([0.85]) },
        Change(.riskyOrLeaning, .pause) { $0.arms[0].probability = 0.9 },
        Change(.tooEarly, .inconclusive) { $0.context.wholeDays = 3 },
        Change(.win, .continue) { _ in },
        Change(.unclear, .inconclusive) { $0.arms[0].probability = 0.5 },
        Change(.noAnyTimeSupport, .pause) { $0.context.looks = .anyTime },
    ]

    @Test(arguments: changes)
    func firesAlone(_ item: Change) throws {
        var numbers = DecisionCase()
        item.change(&numbers)
        #expect(numbers.rules == [item.rule])
        #expect(item.rule.decision == item.decision)
        if item.decision == nil {
            #expect(failure { try numbers.recommendation() }?.code == "not_computable")
        } else {
            #expect(try numbers.recommendation().rule == item.rule)
        }
    }

    /// Even odds of harm say nothing where nobody did it: neither that it is safe, nor that it is harmed.
    @Test func aGuardrailThatNobodyDidIsWatched() throws {
        var numbers = DecisionCase()
        numbers.guards([0.5])
        #expect(numbers.rules == [.win])
        numbers.areGuardrailsUntouched = true
        #expect(numbers.rules == [.guardrailWatch])
        let statement = try numbers.recommendation().statement
        #expect(statement.contains("guardrail_0 cannot be judged, since nobody did it in any variant."))
        #expect(statement.contains("b: cannot be judged: nobody did it in any variant"))
        #expect(!statement.contains("no sign of harm"))
        let section = numbers.result.guardrails[0]
        #expect(numbers.result.part(of: section, for: "b", correction: .perGuardrail) == .watch)
        #expect(section.word(of: .watch) == "cannot be judged: nobody did it in any variant")
    }

    @Test func everyRuleIsInTheTable() {
        #expect(Self.changes.map(\.rule) == DecisionRule.allCases)
        #expect(Set(DecisionRule.allCases.map(\.sentence)).count == DecisionRule.allCases.count)
    }

    /// Two changes that do not touch the same number: the earlier rule decides.
    @Test func theFirstThatMatchesDecides() {
        let gates = Self.changes.filter { [.sampleRatio, .minimumSample].contains($0.rule) }
        for (place, first) in Self.changes.prefix(9).enumerated() {
            for second in Self.changes.dropFirst(place + 1) where second.rule != .win {
                guard gates.contains(where: { $0.rule == first.rule || $0.rule == second.rule }) else { continue }
                var numbers = DecisionCase()
                second.change(&numbers)
                first.change(&numbers)
                #expect(numbers.rules == [first.rule], "\(first.rule) and \(second.rule)")
            }
        }
        var numbers = DecisionCase()
        numbers.guards([0.99])
        numbers.arms[0].riskOfControl = 0.03
        numbers.arms[0].riskOfTreatment = 0.03
        #expect(numbers.rules == [.bothRisky])
        numbers.arms[0].riskOfTreatment = 0.02
        #expect(numbers.rules == [.harm])
        numbers.guards([0.85])
        numbers.arms[0].probability = 0.9
        numbers.context.wholeDays = 1
        #expect(numbers.rules == [.guardrailWatch])
        numbers.guards([])
        #expect(numbers.rules == [.riskyOrLeaning])
    }

    // MARK: - Limits

    @Test(arguments: [
        (0.05, DecisionRule.harm), (0.0500001, .unclear), (0.7999999, .unclear), (0.80, .riskyOrLeaning),
        (0.9499999, .riskyOrLeaning), (0.95, .win), (1, .win), (0, .harm),
    ])
    func probabilityOfWinning(probability: Double, rule: DecisionRule) {
        var numbers = DecisionCase()
        numbers.arms[0].probability = probability
        #expect(numbers.rules == [rule])
    }

    @Test(
        arguments: [
            (0.05, 0.0099999, .win), (0.05, 0.01, .riskyOrLeaning), (0.02, 0.03, .riskyOrLeaning),
            (0.0200001, 0.0200001, .bothRisky), (0.0200001, 0.02, .riskyOrLeaning), (0.05, nil, .riskyOrLeaning),
            (nil, 0.03, .riskyOrLeaning), (nil, 0.001, .win),
        ] as [(Double?, Double?, DecisionRule)])
    func expectedLosses(ofControl: Double?, ofTreatment: Double?, rule: DecisionRule) {
        var numbers = DecisionCase()
        numbers.arms[0].riskOfControl = ofControl
        numbers.arms[0].riskOfTreatment = ofTreatment
        #expect(numbers.rules == [rule])
    }

    @Test(
        arguments: [
            ([0.95], .perGuardrail, .harm), ([0.9499], .perGuardrail, .guardrailWatch),
            ([0.80], .perGuardrail, .guardrailWatch), ([0.7999], .perGuardrail, .win),
            ([0.96, 0], .perGuardrail, .guardrailWatch), ([0.975, 0], .perGuardrail, .harm),
            ([0.89, 0], .perGuardrail, .win), ([0.90, 0], .perGuardrail, .guardrailWatch),
            ([0.96, 0], .none, .harm), ([0.89, 0], .none, .guardrailWatch), ([nil], .perGuardrail, .guardrailWatch),
            ([nil, 0.99], .perGuardrail, .harm), ([0, 0, 0, 0.9875], .perGuardrail, .harm),
        ] as [([Double?], AnalysisPlan.GuardrailCorrection, DecisionRule)])
    func harmToGuardrails(
        harms: [Double?], correction: AnalysisPlan.GuardrailCorrection, rule: DecisionRule
    ) {
        var numbers = DecisionCase()
        numbers.guards(harms)
        numbers.context.guardrailCorrection = correction
        #expect(numbers.rules == [rule])
    }

    @Test func aGuardrailThatTheAnalysisLacksPauses() throws {
        var numbers = DecisionCase()
        numbers.context.guardrails = ["error_rate"]
        #expect(numbers.rules == [.guardrailWatch])
        let recommendation = try numbers.recommendation()
        #expect(recommendation.decisions[0].finding == "P(harm) of error_rate cannot be computed.")
        #expect(recommendation.statement.contains("Guardrail: error_rate\n  b: cannot be judged"))
    }

    @Test(
        arguments: [(nil, DecisionRule.tooEarly), (0, .tooEarly), (6, .tooEarly), (7, .win)] as [(Int?, DecisionRule)])
    func wholeDays(days: Int?, rule: DecisionRule) {
        var numbers = DecisionCase()
        numbers.context.wholeDays = days
        #expect(numbers.rules == [rule])
    }

    /// Without a threshold of its own, a result is held to that of its number of variants.
    @Test(arguments: [(1, 0.96, DecisionRule.win), (2, 0.96, .riskyOrLeaning), (2, 0.984, .win)])
    func threshold(treatments: Int, probability: Double, rule: DecisionRule) {
        var numbers = DecisionCase()
        numbers.winThreshold = nil
        numbers.arms = (0..<treatments).map {
            var arm = DecisionCase.Arm(name: "b\($0)")
            arm.probability = probability
            return arm
        }
        #expect(numbers.rules == Array(repeating: rule, count: treatments))
    }

    // MARK: - The basis

    @Test func theExactPosteriorDecidesWhereTheVerdictRestsOnIt() {
        var numbers = DecisionCase()
        numbers.basis = .exact
        numbers.arms[0].exact = DecisionCase.exact(0.5)
        #expect(numbers.rules == [.unclear])
        numbers.arms[0].exact = DecisionCase.exact(0.99, riskOfTreatment: 0.015)
        #expect(numbers.rules == [.riskyOrLeaning])
        numbers.basis = .gaussian
        #expect(numbers.rules == [.win])
    }

    /// Without a prior the failure is one of the numbers, and there is no decision.
    @Test func aFailedExactPosteriorPausesOnlyWhereAPriorIsTheReason() {
        var numbers = DecisionCase()
        numbers.basis = .exact
        numbers.arms[0].exact = .failure("the shapes are too large")
        #expect(numbers.rules == [.notComputable])
        let error = failure { try numbers.recommendation() }
        #expect(error?.kind == .dataNotSane)
        #expect(error?.message.contains("P(win) of paid cannot be computed for b: the shapes are too large.") == true)
        numbers.hasPrior = true
        #expect(numbers.rules == [.priorNotExact])
    }

    @Test func otherTreatmentsAreDecidedWhereOneCannotBeComputed() throws {
        var numbers = DecisionCase()
        numbers.arms.append(DecisionCase.Arm(name: "c"))
        numbers.arms[0].probability = nil
        let recommendation = try numbers.recommendation()
        #expect(recommendation.treatment == "c")
        #expect(recommendation.decision == .continue)
        #expect(recommendation.decisions.map(\.decision) == [nil, .continue])
    }

    @Test(arguments: [true, false])
    func withoutAnythingToDecideOnThereIsNoDecision(hasTreatments: Bool) {
        var numbers = DecisionCase()
        if hasTreatments { numbers.hasPrimary = false } else { numbers.arms = [] }
        let error = failure { try numbers.recommendation() }
        #expect(error?.kind == .dataNotSane)
        #expect(error?.code == "not_computable")
    }

    // MARK: - Looks at any time

    @Test(
        arguments: [
            (0.999, false, (0.001, 0.1), .win), (0.999, false, (0, 0.1), .noAnyTimeSupport),
            (0.999, false, (-0.1, -0.01), .noAnyTimeSupport), (0.999, true, (-0.1, -0.01), .win),
            (0.999, true, (0.01, 0.1), .noAnyTimeSupport), (0.01, false, (-0.1, -0.01), .harm),
            (0.01, false, (-0.1, 0), .noAnyTimeSupport), (0.01, true, (0.01, 0.1), .harm),
            (0.01, true, (-0.1, -0.01), .noAnyTimeSupport), (0.9, false, (-1, 1), .riskyOrLeaning),
            (0.5, false, (-1, 1), .unclear),
        ] as [(Double, Bool, (Double, Double), DecisionRule)])
    func anyTime(probability: Double, isInverse: Bool, ends: (Double, Double), rule: DecisionRule) {
        var numbers = DecisionCase()
        numbers.context.looks = .anyTime
        numbers.isInverse = isInverse
        numbers.arms[0].probability = probability
        numbers.arms[0].alwaysValid = DecisionCase.look(ends.0, ends.1)
        #expect(numbers.rules == [rule])
    }

    @Test func aRollbackForAGuardrailNeedsNoIntervalOfThePrimaryMetric() {
        var numbers = DecisionCase()
        numbers.context.looks = .anyTime
        numbers.guards([0.99])
        for probability in [0.999, 0.5, 0.01] {
            numbers.arms[0].probability = probability
            #expect(numbers.rules == [.harm])
        }
    }

    @Test(arguments: [nil, .failure("fewer than 100 users")] as [AnalysisResult.Computed<AnalysisResult.Look>?])
    func aMissingIntervalSupportsNothing(look: AnalysisResult.Computed<AnalysisResult.Look>?) throws {
        var numbers = DecisionCase()
        numbers.context.looks = .anyTime
        numbers.arms[0].alwaysValid = look
        #expect(try numbers.recommendation().decision == .pause)
    }

    // MARK: - Every input has one decision

    /// A million where the slow tests run.
    static let inputs = ProcessInfo.processInfo.environment["EXPERIMENT_SLOW_TESTS"] != nil ? 1_000_000 : 100_000
    /// Of them, the share whose texts are written too.
    static let textEvery = 20

    @Test func everyInputHasOneDecisionByOneRule() throws {
        var random = SplitMix64(seed: 20_260_301)
        var seen: [DecisionRule: Int] = [:]
        for number in 0..<Self.inputs {
            let numbers = DecisionCase.random(&random)
            let expected = numbers.arms.map { numbers.expectedRule(of: $0) }
            let rules = numbers.rules
            guard rules == expected else {
                Issue.record("input \(number): \(rules) where \(expected) was to be expected: \(numbers)")
                return
            }
            for rule in rules { seen[rule, default: 0] += 1 }
            guard number.isMultiple(of: Self.textEvery) else { continue }
            let places = expected.compactMap { $0.decision.flatMap(Decision.allCases.firstIndex) }
            do {
                let recommendation = try numbers.recommendation()
                #expect(recommendation.decision == places.min().map { Decision.allCases[$0] })
                #expect(recommendation.rule.decision == recommendation.decision)
                #expect(recommendation.decisions.map(\.rule) == expected)
                let own = recommendation.decisions.first { $0.treatment == recommendation.treatment }
                #expect(own?.rule == recommendation.rule)
                for decision in recommendation.decisions where decision.decision == .rollbackCandidate {
                    #expect(recommendation.next.contains(decision.treatment))
                }
                for text in [recommendation.summary, recommendation.reason, recommendation.statement] {
                    #expect(!text.isEmpty && !text.contains("Optional"))
                }
            } catch let error as WorkspaceError {
                #expect(places.isEmpty)
                #expect(error.kind == .dataNotSane && error.code == "not_computable")
            }
        }
        for rule in DecisionRule.allCases {
            #expect(seen[rule, default: 0] > Self.inputs / 1000, "\(rule) was hardly tried")
        }
    }
}
