internal import Statistics

/// The shape of what is believed about one change, for drawing: points along the curve, its peak at 1.
///
/// It is of the posterior that the verdict rests on. Of the Gaussian one the shape is known from its interval. Of the exact
/// one it is read off intervals of many widths: what lies between two neighbouring ends is the mass between two levels.
package struct EffectDensity: Sendable, Equatable {
    package struct Point: Sendable, Equatable {
        /// Relative: 0.1 is +10 %.
        package var change: Double
        /// Of the peak, in 0 to 1.
        package var density: Double
    }

    package var points: [Point]

    /// nil where the posterior cannot be computed.
    package init?(of row: AnalysisResult.Row, in section: AnalysisResult.Section, of result: AnalysisResult) {
        let alpha = result.parameters["alpha"]?.double ?? 0.05
        let curve =
            section.basis == .exact
            ? Self.exact(row, in: section, of: result) : Self.gaussian(section.figures(of: row), alpha: alpha)
        guard let curve, let peak = curve.map(\.density).max(), peak > 0, peak.isFinite else { return nil }
        points = curve.map { Point(change: $0.change, density: $0.density / peak) }
    }

    private static func gaussian(_ figures: AnalysisResult.Figures?, alpha: Double) -> [Point]? {
        guard let lower = figures?.lower, let upper = figures?.upper, upper > lower,
            let margin = try? -Normal.quantile(alpha / 2), margin > 0
        else { return nil }
        let (mean, deviation) = ((lower + upper) / 2, (upper - lower) / 2 / margin)
        guard deviation > 0, mean.isFinite, deviation.isFinite else { return nil }
        return stride(from: -3.6, through: 3.6, by: 0.15).map { z in
            Point(change: mean + z * deviation, density: Normal.density(z))
        }
    }

    private static func exact(
        _ row: AnalysisResult.Row, in section: AnalysisResult.Section, of result: AnalysisResult
    ) -> [Point]? {
        guard let base = section.rows.first(where: \.isControl), let conversions = row.conversions,
            let baseConversions = base.conversions
        else { return nil }
        let given = result.parameters["prior"]
        let prior = given?["mean"]?.double.flatMap { mean in
            given?["stddev"]?.double.map { NormalPrior(mean: mean, standardDeviation: $0) }
        }
        let alphas = [0.001] + stride(from: 0.02, through: 0.98, by: 0.06)
        let intervals = alphas.compactMap { alpha in
            (try? ExactPosterior(
                control: Proportion(n: base.n, k: baseConversions), treatment: Proportion(n: row.n, k: conversions),
                inverse: section.isInverse, prior: prior, alpha: alpha)).map { (alpha, $0.interval) }
        }
        guard intervals.count == alphas.count else { return nil }
        let levels =
            intervals.map { (level: $0.0 / 2, change: $0.1.lower) }
            + intervals.reversed().map { (level: 1 - $0.0 / 2, change: $0.1.upper) }
        var curve = [Point(change: levels[0].change, density: 0)]
        for (left, right) in zip(levels, levels.dropFirst()) where right.change > left.change {
            curve.append(
                Point(
                    change: (left.change + right.change) / 2,
                    density: (right.level - left.level) / (right.change - left.change)))
        }
        curve.append(Point(change: levels[levels.count - 1].change, density: 0))
        return curve
    }
}
