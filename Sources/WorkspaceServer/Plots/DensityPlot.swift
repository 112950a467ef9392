internal import Experiments

/// What is believed about a change: a curve, with the area of losses and the area of gains apart.
enum DensityPlot {
    /// - Parameters:
    ///   - isInverse: less of the metric is better, so that losses lie above no change.
    ///   - probability: P(win); it is the share of the curve on the winning side.
    static func plot(
        _ curve: EffectDensity, figures: AnalysisResult.Figures, title: String, isInverse: Bool, probability: Double?
    ) -> Plot {
        let win = NumberFormat.probability(probability)
        return Plot(
            title: title,
            summary:
                "The change lies between \(NumberFormat.changeInterval(figures.lower, figures.upper)). P(win) \(win) "
                + "is the share of the curve on the winning side of no effect.",
            table: .init(
                heads: ["What", .number("Value")],
                rows: [
                    .init(head: "Change", cells: [NumberFormat.change(figures.change)]),
                    .init(head: "Interval", cells: [NumberFormat.changeInterval(figures.lower, figures.upper)]),
                    .init(head: "P(win)", cells: [win]),
                    .init(head: "Expected loss of adopting", cells: [NumberFormat.risk(figures.riskOfTreatment)]),
                    .init(
                        head: "Expected loss of keeping the control", cells: [NumberFormat.risk(figures.riskOfControl)]),
                ])
        ) { draw(curve, isInverse: isInverse, size: $0) }
    }

    private static func draw(_ curve: EffectDensity, isInverse: Bool, size: Plot.Size) -> Plot.Drawing {
        let (width, height) = (size == .wide ? 520.0 : 320.0, 190.0)
        let mostTicks = size == .wide ? 6 : 4
        let changes = curve.points.map(\.change)
        let (low, high) = (min(changes.min() ?? 0, 0), max(changes.max() ?? 0, 0))
        let margin = 0.04 * max(high - low, 0.001)
        let x = PlotScale(low - margin, high + margin, from: 12, to: width - 12)
        let y = PlotScale(0, 1, from: height - 34, to: 14)
        let (below, above) = isInverse ? ("better", "worse") : ("worse", "better")
        var marks = x.ticks(most: mostTicks).map { tick in
            SVG.text(
                x.position(tick), height - 16,
                x.label(tick, most: mostTicks), anchor: .middle)
        }
        marks.append(area(curve, x, y, below, of: { $0 <= 0 }))
        marks.append(area(curve, x, y, above, of: { $0 >= 0 }))
        marks.append(SVG.path(curve.points.map { (x.position($0.change), y.position($0.density)) }, "curve"))
        marks.append(SVG.line(12, y.start, width - 12, y.start, "grid"))
        marks.append(SVG.line(x.position(0), 8, x.position(0), y.start, "zero"))
        marks.append(
            SVG.text(x.position(0), height - 3, "no effect", anchor: x.position(0) < 60 ? .start : .middle))
        return Plot.Drawing(width: width, height: height, marks: marks)
    }

    /// The part of the curve on one side of no change, cut exactly there.
    private static func area(
        _ curve: EffectDensity, _ x: PlotScale, _ y: PlotScale, _ tone: String, of isOnSide: (Double) -> Bool
    ) -> String {
        var points: [(change: Double, density: Double)] = []
        for (left, right) in zip(curve.points, curve.points.dropFirst()) {
            if isOnSide(left.change) { points.append((left.change, left.density)) }
            if (left.change < 0) != (right.change < 0), right.change > left.change {
                let share = -left.change / (right.change - left.change)
                points.append((0, left.density + share * (right.density - left.density)))
            }
        }
        if let last = curve.points.last, isOnSide(last.change) { points.append((last.change, last.density)) }
        guard points.count > 1, let first = points.first, let last = points.last else { return "" }
        let outline =
            [(x.position(first.change), y.start)] + points.map { (x.position($0.change), y.position($0.density)) }
            + [(x.position(last.change), y.start)]
        return SVG.path(outline, closed: true, "area \(tone)")
    }
}
