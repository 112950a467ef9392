/// What the rules look at for one treatment.
struct TreatmentEvidence {
    struct Guardrail {
        var event: String
        /// nil where the analysis lacks the guardrail, could not compute it, or nobody did it.
        var probabilityOfHarm: Double?
        /// Whether nobody did it in any variant.
        var isUntouched: Bool
        /// At and above these P(harm) is harm, or to be watched; .95 and .80 shared among the guardrails.
        var harmLimit: Double
        var watchLimit: Double

        var part: GuardrailPart
        var isHarmed: Bool { part == .harm }
        var isWatched: Bool { part == .harm || part == .watch }
    }

    var treatment: String
    /// P(win) of the primary metric on the basis of its verdict; nil where it cannot be computed.
    var probability: Double?
    /// Expected losses in relative change; nil where they are unknown.
    var riskOfControl: Double?
    var riskOfTreatment: Double?
    var winThreshold: Double
    var guardrails: [Guardrail]
    /// Whether P(win) is missing because the exact posterior cannot be computed with the prior.
    var isPriorNotExact: Bool
    var isSplitBlocked: Bool
    var isSampleTooSmall: Bool
    var wholeDays: Int?
    /// nil where the looks are fixed.
    var anyTime: AnyTime?

    /// The directions in which the always-valid interval excludes zero.
    struct AnyTime {
        var supportsWin: Bool
        var supportsHarm: Bool
    }
}

extension TreatmentEvidence {
    /// The first rule that matches. An unknown loss counts as too large to adopt, and unknown days as too few.
    var rule: DecisionRule {
        guard isPriorNotExact || probability != nil else { return .notComputable }
        if isSplitBlocked { return .sampleRatio }
        if isSampleTooSmall { return .minimumSample }
        guard let probability else { return .priorNotExact }
        if areBothRisky { return .bothRisky }
        if guardrails.contains(where: \.isHarmed) { return .harm }
        if probability <= DecisionLimits.harm {
            return anyTime.map(\.supportsHarm) == false ? .noAnyTimeSupport : .harm
        }
        if guardrails.contains(where: \.isWatched) { return .guardrailWatch }
        guard probability >= winThreshold else {
            return probability >= DecisionLimits.leaning ? .riskyOrLeaning : .unclear
        }
        guard let riskOfTreatment, riskOfTreatment < DecisionLimits.riskOfAdopting else { return .riskyOrLeaning }
        guard let wholeDays, wholeDays >= DecisionLimits.wholeDays else { return .tooEarly }
        return anyTime.map(\.supportsWin) == false ? .noAnyTimeSupport : .win
    }

    private var areBothRisky: Bool {
        guard let riskOfControl, let riskOfTreatment else { return false }
        return min(riskOfControl, riskOfTreatment) > DecisionLimits.bothRisks
    }

    /// The same treatment as if its users were split as planned.
    var withSoundSplit: TreatmentEvidence {
        var evidence = self
        evidence.isSplitBlocked = false
        return evidence
    }
}

extension TreatmentEvidence {
    init(of treatment: String, in result: AnalysisResult, context: DecisionContext, openBlockers: [String]) {
        let primary = result.primaryMetric
        let figures = primary?.figures(of: treatment)
        self.treatment = treatment
        probability = Self.probability(figures?.probability)
        riskOfControl = Self.finite(figures?.riskOfControl)
        riskOfTreatment = Self.finite(figures?.riskOfTreatment)
        winThreshold = result.winThreshold ?? Contract.winThreshold(variants: result.treatments.count + 1)
        let sharing = context.guardrailCorrection == .none ? 1 : context.guardrails.count
        let limits = GuardrailPart.limits(sharedAmong: sharing)
        guardrails = context.guardrails.map { event in
            let section = result.guardrails.first { $0.event == event }
            let probability = Self.probability(section?.probabilityOfHarm(of: treatment))
            return Guardrail(
                event: event, probabilityOfHarm: probability, isUntouched: section?.isUntouched ?? false,
                harmLimit: limits.harm, watchLimit: limits.watch,
                part: GuardrailPart(probabilityOfHarm: probability, sharedAmong: sharing))
        }
        let comparison = primary?.rows.first { $0.variant == treatment }?.comparison
        isPriorNotExact =
            probability == nil && primary?.basis == .exact && result.hasPrior
            && comparison?.exact?.failure != nil
        isSplitBlocked = openBlockers.contains(Blocker.sampleRatio)
        isSampleTooSmall = openBlockers.contains(Blocker.minimumSample)
        wholeDays = context.wholeDays
        if context.looks == .anyTime {
            anyTime = AnyTime(of: comparison?.alwaysValid?.value, isInverse: primary?.isInverse ?? false)
        }
    }

    private static func probability(_ number: Double?) -> Double? {
        number.flatMap { (0...1).contains($0) ? $0 : nil }
    }

    private static func finite(_ number: Double?) -> Double? {
        number.flatMap { $0.isFinite ? $0 : nil }
    }
}

extension TreatmentEvidence.AnyTime {
    fileprivate init(of look: AnalysisResult.Look?, isInverse: Bool) {
        let (isUp, isDown) = look.map { ($0.absoluteLower > 0, $0.absoluteUpper < 0) } ?? (false, false)
        self.init(supportsWin: isInverse ? isDown : isUp, supportsHarm: isInverse ? isUp : isDown)
    }
}
