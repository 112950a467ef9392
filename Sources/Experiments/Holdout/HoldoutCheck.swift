internal import Statistics

/// What a look at a holdout finds: where each checkpoint stands, and whether the effect lasts.
package struct HoldoutCheck: Sendable, Equatable {
    package let slug: String
    /// The parent's primary metric.
    package let metric: String?
    /// The old variant as control, the launched one as treatment.
    package let variants: Variants
    package let checkpoints: [HoldoutCheckpoint]
    package let classification: HoldoutClassification

    /// - Parameter experiments: those of the project; the parent's children are found among them.
    /// - Throws: `WorkspaceError` (kind `invalid`) where the plan's variants do not fit the parent, or the parent's
    ///   analysis plan cannot be read.
    package init(
        of parent: Experiment, plan: HoldoutPlan, among experiments: HoldoutExperiments, now: Instant
    ) throws {
        slug = parent.slug
        metric = parent.primaryMetricEvent
        variants = try plan.variants(of: parent)
        checkpoints = plan.checkpoints(of: parent, among: experiments, now: now)
        classification = HoldoutClassification(
            checkpoints, of: variants, metric: metric, launched: plan.launched,
            alpha: try parent.analysisPlan.map(AnalysisPlan.init(parsing:))?.alpha ?? 0.05)
    }

    package var json: JSON {
        [
            "experiment": .string(slug),
            "metric": metric.map(JSON.string) ?? .null,
            "control": .string(variants.control),
            "variant": .string(launchedVariant),
            "classification": .string(classification.word.rawValue),
            "obstacle": classification.obstacle.map { .string($0.code) } ?? .null,
            "headline": .string(headline),
            "evidence": .string(evidence),
            "next": .string(next),
            "inverse": .boolean(isInverse),
            "alpha": .number(classification.alpha),
            "trend": classification.trend?.json ?? .null,
            "readings": .array(classification.readings.map(\.json)),
            "left_out": .array(
                classification.gaps.map { ["day": .integer(Int64($0.day)), "reason": .string($0.reason)] }),
            "checkpoints": .array(checkpoints.map(\.json)),
        ]
    }

    var launchedVariant: String { variants.treatments.joined(separator: ", ") }

    /// Whether lower values of the metric are better.
    var isInverse: Bool { classification.readings.first?.isInverse ?? false }
}

extension LiftTrend {
    fileprivate var json: JSON {
        [
            "slope_per_day": .number(slope), "se": .number(standardError),
            "ci": [.number(interval.lower), .number(interval.upper)],
            "pooled_lift": .number(pooledLift), "pooled_se": .number(pooledStandardError),
            "pooled_p_win": .number(probabilityOfWinning),
        ]
    }
}

extension HoldoutReading {
    fileprivate var json: JSON {
        [
            "day": .integer(Int64(day)), "mid_day": .number(point.day), "lift": .number(point.lift),
            "se": .number(point.standardError),
        ]
    }
}

extension HoldoutClassification.Obstacle {
    /// Stable, for programs.
    package var code: String {
        switch self {
        case .unsoundSplit: "srm"
        case .fewerThanTwoCheckpoints: "too_few_checkpoints"
        case .notComputable: "not_computable"
        case .noFirstLift: "no_first_lift"
        case .halfMayBeLost: "half_may_be_lost"
        case .notProvenBetter: "not_proven_better"
        }
    }
}
