@testable import Experiments

/// The numbers of one treatment, as the decision rules read them; to begin with, those of a clear win.
struct DecisionCase {
    struct Arm {
        var name = "b"
        var users = 5000
        var conversions: Int? = 600
        var value: Double? = 0.12
        var probability: Double? = 0.999
        var riskOfControl: Double? = 0.05
        var riskOfTreatment: Double? = 0.001
        var exact: AnalysisResult.Computed<AnalysisResult.Exact>?
        var alwaysValid: AnalysisResult.Computed<AnalysisResult.Look>?
        /// P(harm) of each guardrail in turn; nil where it cannot be computed.
        var harms: [Double?] = []
        var isMissing = false
    }

    var arms = [Arm()]
    /// The guardrails that the analysis holds.
    var guardrails: [String] = []
    /// Nobody did what they count, in any variant.
    var areGuardrailsUntouched = false
    var basis: AnalysisResult.Basis? = .gaussian
    var isInverse = false
    var isProportion = true
    var hasPrior = false
    var hasPrimary = true
    var isSplitSound: Bool? = true
    var isSampleEnough = true
    var winThreshold: Double? = 0.95
    var context = DecisionContext(guardrails: [])

    init() {
        context.wholeDays = 14
        context.isWindowOver = true
    }

    /// With these guardrails in the contract and in the analysis, and their P(harm) for the first arm.
    mutating func guards(_ harms: [Double?]) {
        guardrails = harms.indices.map { "guardrail_\($0)" }
        context.guardrails = guardrails
        arms[0].harms = harms
    }

    var rules: [DecisionRule] {
        let open = context.openBlockers(of: result)
        return result.treatments.map {
            TreatmentEvidence(of: $0, in: result, context: context, openBlockers: open).rule
        }
    }

    func recommendation() throws -> Recommendation { try Recommendation(of: result, in: context) }

    // MARK: - The analysis

    var result: AnalysisResult {
        let users = [("a", 5000)] + arms.map { ($0.name, $0.users) }
        var blockers: [String] = []
        if isSplitSound == false { blockers.append("srm") }
        if !isSampleEnough { blockers.append("minimum_sample") }
        return AnalysisResult(
            experiment: "test", computedAt: "2026-03-15T00:00:00.000Z", windowStart: "2026-03-01",
            windowEnd: "2026-03-14", control: "a", treatments: arms.map(\.name),
            prior: hasPrior ? "proper (mean=0.0, stddev=0.3)" : "flat/improper (data-only)",
            sampleRatio: .init(
                pValue: isSplitSound == nil ? nil : isSplitSound == true ? 0.5 : 0.0004, isSound: isSplitSound,
                observed: users.map { .init(name: $0.0, value: $0.1) }, expected: [], degreesOfFreedom: arms.count,
                alwaysValidP: nil),
            primaryMetric: hasPrimary ? section("paid", isInverse: isInverse) { comparison(of: $0) } : nil,
            guardrails: guardrails.enumerated().map { number, name in
                section(name, isInverse: true) { arm in
                    AnalysisResult.Comparison(probability: number < arm.harms.count ? arm.harms[number] : nil)
                }
            },
            sampleCheck: .init(
                minimumPerVariant: isSampleEnough ? 100 : 6000, isEnough: isSampleEnough,
                users: users.map { .init(name: $0.0, value: $0.1) }),
            secondaries: [], engine: "test", parameters: ["alpha": .number(0.05)], winThreshold: winThreshold,
            conversionCheck: nil, blockers: blockers, warnings: [])
    }

    private func section(
        _ event: String, isInverse: Bool, comparison: (Arm) -> AnalysisResult.Comparison
    ) -> AnalysisResult.Section {
        let isPrimary = event == "paid"
        let isUntouched = areGuardrailsUntouched && !isPrimary
        let control = AnalysisResult.Row(
            variant: "a", n: 5000, isControl: true, conversions: isProportion ? isUntouched ? 0 : 500 : nil, value: 0.1,
            comparison: nil)
        let rows = arms.filter { !$0.isMissing }.map { arm in
            AnalysisResult.Row(
                variant: arm.name, n: arm.users, isControl: false,
                conversions: isProportion ? isUntouched ? 0 : arm.conversions : nil,
                value: arm.value, comparison: comparison(arm))
        }
        return AnalysisResult.Section(
            event: event, isProportion: isProportion, isInverse: isInverse, rows: [control] + rows, verdict: "",
            basis: isPrimary ? basis : .gaussian)
    }

    private func comparison(of arm: Arm) -> AnalysisResult.Comparison {
        AnalysisResult.Comparison(
            relativeChange: arm.value.map { $0 / 0.1 - 1 }, lower: -0.1, upper: 0.5, riskOfControl: arm.riskOfControl,
            riskOfTreatment: arm.riskOfTreatment, probability: arm.probability, standardError: 0.1,
            absoluteChange: arm.value.map { $0 - 0.1 }, exact: arm.exact, alwaysValid: arm.alwaysValid)
    }

    /// An always-valid interval of the absolute change.
    static func look(_ lower: Double, _ upper: Double) -> AnalysisResult.Computed<AnalysisResult.Look> {
        .value(
            AnalysisResult.Look(
                relativeChange: nil, lower: nil, upper: nil, absoluteLower: lower, absoluteUpper: upper, pValue: 0.5))
    }

    static func exact(
        _ probability: Double, riskOfControl: Double = 0.05, riskOfTreatment: Double = 0.001
    ) -> AnalysisResult.Computed<AnalysisResult.Exact> {
        .value(
            AnalysisResult.Exact(
                probability: probability, riskOfControl: riskOfControl, riskOfTreatment: riskOfTreatment, lower: -0.1,
                upper: 0.5))
    }
}
