internal import Experiments

/// Intervals of relative change, one row for each treatment and metric, all on one honest scale.
struct IntervalPlot: Sendable {
    /// What one row draws.
    struct Row: Sendable {
        var figures: AnalysisResult.Figures
        /// The interval that is valid at any look; a side without an end is nil.
        var anyLook: (lower: Double?, upper: Double?)?
    }

    static let width = 240.0
    private static let height = 26.0
    private let scale: PlotScale

    /// The scale holds every interval and no change. Where single intervals are far wider than the changes themselves, it
    /// ends at three times the largest change, and what lies beyond is marked by an arrow.
    ///
    /// Changes beyond a millionfold are not drawn: they come of a control mean near zero, and no scale would hold them.
    init(_ rows: [Row]) {
        let rows = rows.filter { Self.isDrawable($0.figures) }
        let reach = max(0.02, (rows.compactMap(\.figures.change).map(abs).max() ?? 0) * 3)
        let lowest = rows.flatMap { [$0.figures.lower, $0.anyLook?.lower] }.compactMap(\.self).min() ?? 0
        let highest = rows.flatMap { [$0.figures.upper, $0.anyLook?.upper] }.compactMap(\.self).max() ?? 0
        let (low, high) = (max(lowest, -reach), min(highest, reach))
        let margin = 0.06 * max(max(high, 0) - min(low, 0), 0.01)
        scale = PlotScale(min(low, 0) - margin, max(high, 0) + margin, from: 0, to: Self.width)
    }

    private static func isDrawable(_ figures: AnalysisResult.Figures) -> Bool {
        [figures.change, figures.lower, figures.upper].allSatisfy { abs($0 ?? .infinity) < 1e6 }
    }

    func row(_ row: Row, tone: String) -> String {
        guard Self.isDrawable(row.figures), let change = row.figures.change, let low = row.figures.lower,
            let high = row.figures.upper
        else { return "" }
        var marks = [SVG.line(scale.position(0), 0, scale.position(0), Self.height, "zero")]
        if let band = row.anyLook {
            let (left, right) = (scale.clamped(band.lower ?? -.infinity), scale.clamped(band.upper ?? .infinity))
            marks.append(SVG.rectangle(left, 8, width: max(1, right - left), height: 10, round: 2, "band \(tone)"))
        }
        let (left, right) = (scale.clamped(low), scale.clamped(high))
        marks.append(
            SVG.rectangle(left, 11, width: max(1.5, right - left), height: 4, round: 2, "interval \(tone)"))
        if low < scale.lower { marks.append(arrow(at: 0, toward: 7, tone)) }
        if high > scale.upper { marks.append(arrow(at: Self.width, toward: Self.width - 7, tone)) }
        if scale.holds(change) {
            marks.append(SVG.circle(scale.position(change), 13, radius: 4, "point \(tone)"))
        }
        let label = "\(NumberFormat.change(change)), interval \(NumberFormat.changeInterval(low, high))"
        return svg(marks, height: Self.height, "role=\"img\" aria-label=\"\(SVG.escaped(label))\"")
    }

    private func arrow(at tip: Double, toward base: Double, _ tone: String) -> String {
        SVG.path([(tip, 13), (base, 7), (base, 19)], closed: true, "interval \(tone)")
    }

    /// Round ticks with their labels, for the head of the column.
    var axis: String {
        let labels = ticks.map { tick in
            // A label at the very edge would be cut off.
            let x = min(max(scale.position(tick), 14), Self.width - 26)
            return SVG.text(x, 12, label(tick), anchor: .middle)
        }
        return svg(labels, height: 16, "aria-hidden=\"true\"")
    }

    private var ticks: [Double] { scale.ticks(most: 5) }

    private func label(_ tick: Double) -> String { scale.label(tick) }

    private func svg(_ marks: [String], height: Double, _ label: String) -> String {
        "<svg viewBox=\"0 0 \(SVG.number(Self.width)) \(SVG.number(height))\" width=\"\(SVG.number(Self.width))\" "
            + "height=\"\(SVG.number(height))\" \(label)>\(marks.joined())</svg>"
    }

    // MARK: - As a plot of its own

    /// All rows of an analysis beneath each other, with their names.
    static func plot(of rows: [(name: String, row: Row, tone: String)], title: String) -> Plot {
        let own = IntervalPlot(rows.map(\.row))
        let (left, top) = (190.0, 24.0)
        var marks = own.ticks.flatMap { tick in
            let x = left + own.scale.position(tick)
            return [
                SVG.line(x, top - 4, x, top + Double(rows.count) * 28, abs(tick) < 1e-9 ? "zero" : "grid"),
                SVG.text(x, 12, own.label(tick), anchor: .middle),
            ]
        }
        for (index, row) in rows.enumerated() {
            let y = top + Double(index) * 28
            let name = row.name.count > 30 ? row.name.prefix(29) + "…" : row.name[...]
            marks.append(SVG.text(left - 10, y + 17, String(name), anchor: .end))
            marks.append(
                "<svg x=\"\(SVG.number(left))\" y=\"\(SVG.number(y))\" width=\"\(SVG.number(Self.width))\" "
                    + "height=\"26\">\(own.row(row.row, tone: row.tone))</svg>")
            marks.append(SVG.text(left + Self.width + 12, y + 17, NumberFormat.change(row.row.figures.change)))
        }
        return Plot(
            title: title,
            summary: rows.map { row in
                let figures = row.row.figures
                return "\(row.name): \(NumberFormat.change(figures.change)), interval "
                    + NumberFormat.changeInterval(figures.lower, figures.upper)
            }.joined(separator: "; ") + ".",
            table: .init(
                heads: ["Metric and variant", .number("Change"), .number("Interval")],
                rows: rows.map { row in
                    let figures = row.row.figures
                    return .init(
                        head: row.name,
                        cells: [
                            NumberFormat.change(figures.change),
                            NumberFormat.changeInterval(figures.lower, figures.upper),
                        ])
                })
        ) { _ in
            Plot.Drawing(width: left + Self.width + 80, height: top + Double(rows.count) * 28 + 6, marks: marks)
        }
    }
}
