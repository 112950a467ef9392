package import Statistics

/// What is fixed once data exist: the variants, the metrics and their parts, the split, the sample, the prior.
package struct Contract: Sendable {
    package var slug: String
    package var isBandit = false
    package var variants: Variants
    package var primaryMetric: String?
    package var guardrails: [String]
    /// Defined metrics that are neither primary nor guardrail.
    package var secondaries: [String]
    package var definitions: [String: MetricDefinition]
    package var allocation: Allocation
    /// Users per variant; nil where the experiment does not say.
    package var statedMinimumSample: Int?
    /// On the lift; nil is flat.
    package var prior: NormalPrior?
    package var plan: AnalysisPlan
    package var windowStart: Instant?
    package var windowEnd: Instant?

    /// What an experiment without a minimum sample counts with.
    package static let assumedMinimumSample = 1000

    package var minimumSample: Int { statedMinimumSample ?? Self.assumedMinimumSample }

    /// The users for whom the always-valid intervals of two variants are narrowest: those planned, else twice the
    /// minimum sample, else what the statistics assume.
    package var tuningUsers: Int {
        plan.plannedUsers ?? statedMinimumSample.flatMap { $0 > 0 ? 2 * min($0, 1 << 51) : nil }
            ?? AlwaysValid.defaultPlannedUsers
    }

    /// The P(win) from which a treatment is adopted: .95, and for more variants .05 shared among them.
    package var winThreshold: Double { Self.winThreshold(variants: variants.all.count) }

    package static func winThreshold(variants count: Int) -> Double { count > 2 ? 1 - 0.05 / Double(count) : 0.95 }

    init(
        slug: String, variants: Variants, primaryMetric: String?, guardrails: [String], secondaries: [String],
        definitions: [String: MetricDefinition], allocation: Allocation, plan: AnalysisPlan, windowStart: Instant?,
        windowEnd: Instant?
    ) {
        self.slug = slug
        self.variants = variants
        self.primaryMetric = primaryMetric
        self.guardrails = guardrails
        self.secondaries = secondaries
        self.definitions = definitions
        self.allocation = allocation
        self.plan = plan
        self.windowStart = windowStart
        self.windowEnd = windowEnd
    }

    package init(of experiment: Experiment) throws {
        slug = experiment.slug
        isBandit = experiment.method == "bandit"
        let variants = Variants(of: experiment)
        self.variants = variants
        primaryMetric = experiment.primaryMetricEvent.flatMap { $0.trimmed.isEmpty ? nil : $0 }
        guardrails = GuardrailEvents.read(experiment.guardrailEvents)
        let defined = try MetricDefinition.parseAll(experiment.metricDefinitions)
        definitions = Dictionary(defined.map { ($0.name, $0.definition) }) { first, _ in first }
        let parts = Set(guardrails + [primaryMetric].compactMap(\.self))
        secondaries = defined.map(\.name).filter { !parts.contains($0) }
        allocation = try experiment.allocation.map(Allocation.init(parsing:)) ?? Allocation(equalAmong: variants.all)
        statedMinimumSample = experiment.minimumSample
        plan = try experiment.analysisPlan.map(AnalysisPlan.init(parsing:)) ?? AnalysisPlan()
        windowStart = experiment.observationStart
        windowEnd = experiment.observationEnd
        if experiment.priorProper {
            prior = NormalPrior(mean: experiment.priorMean ?? 0, standardDeviation: experiment.priorStddev ?? 0.3)
        }
    }

    /// Every metric that the analysis needs, primary first.
    package var namedMetrics: [String] { [primaryMetric].compactMap(\.self) + guardrails + secondaries }
}
