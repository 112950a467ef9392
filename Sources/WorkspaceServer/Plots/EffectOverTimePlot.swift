internal import Experiments

/// The change at every snapshot: the interval of that look, and the one that stays valid however often one looks.
enum EffectOverTimePlot {
    struct Look: Sendable {
        var at: Instant
        var users: Int
        var figures: AnalysisResult.Figures
        var anyLook: (lower: Double?, upper: Double?)?
        var tone: String
    }

    private static let height = 230.0

    /// - Parameter looks: oldest first.
    static func plot(_ looks: [Look], title: String) -> Plot {
        let drawable = looks.filter { look in
            [look.figures.change, look.figures.lower, look.figures.upper].allSatisfy { abs($0 ?? .infinity) < 1e6 }
        }
        return Plot(title: title, summary: summary(drawable), table: table(looks)) { draw(drawable, size: $0) }
    }

    private static func draw(_ drawable: [Look], size: Plot.Size) -> Plot.Drawing {
        let width = size == .wide ? 560.0 : 320.0
        // The first looks are wide; the scale is that of the changes, and arrows say what goes beyond.
        let reach = max(0.05, (drawable.compactMap(\.figures.change).map(abs).max() ?? 0) * 2.5)
        let ends = drawable.flatMap { [$0.figures.lower, $0.figures.upper, $0.anyLook?.lower, $0.anyLook?.upper] }
        let low = max(min(ends.compactMap(\.self).min() ?? 0, 0), -reach)
        let high = min(max(ends.compactMap(\.self).max() ?? 0, 0), reach)
        let margin = (high - low) * 0.06
        let y = PlotScale(low - margin, high + margin, from: height - 30, to: 12)
        let times = drawable.map { Double($0.at.milliseconds) }
        let x = PlotScale(times.min() ?? 0, times.max() ?? 1, from: 84, to: width - 24)
        var marks: [String] = []
        let band = drawable.filter { $0.anyLook != nil }
        func bandEdge(_ look: Look, _ end: Double?, _ open: Double) -> (x: Double, y: Double) {
            (place(look, x, of: drawable), y.clamped(end ?? open))
        }
        if band.count > 1 {
            let upper = band.map { bandEdge($0, $0.anyLook?.upper, .infinity) }
            let lower = band.reversed().map { bandEdge($0, $0.anyLook?.lower, -.infinity) }
            marks.append(SVG.path(upper + lower, closed: true, "band"))
        } else if let only = band.first {
            let (top, bottom) = (
                bandEdge(only, only.anyLook?.upper, .infinity), bandEdge(only, only.anyLook?.lower, -.infinity)
            )
            marks.append(SVG.rectangle(top.x - 8, top.y, width: 16, height: bottom.y - top.y, "band"))
        }
        // Over the band, which must not hide no effect.
        marks += y.ticks().flatMap { tick -> [String] in
            let isZero = abs(tick) < 1e-9
            let text = isZero ? "no effect" : y.label(tick)
            return [
                SVG.line(66, y.position(tick), width - 10, y.position(tick), isZero ? "zero" : "grid"),
                SVG.text(60, y.position(tick) + 4, text, anchor: .end),
            ]
        }
        for look in drawable { marks += mark(look, place(look, x, of: drawable), y) }
        marks += dates(of: drawable, x)
        return Plot.Drawing(width: width, height: height, marks: marks)
    }

    private static func place(_ look: Look, _ x: PlotScale, of looks: [Look]) -> Double {
        looks.count == 1 ? (x.start + x.end) / 2 : x.position(Double(look.at.milliseconds))
    }

    private static func mark(_ look: Look, _ x: Double, _ y: PlotScale) -> [String] {
        guard let change = look.figures.change, let low = look.figures.lower, let high = look.figures.upper else {
            return []
        }
        var marks = [SVG.line(x, y.clamped(low), x, y.clamped(high), "whisker \(look.tone)")]
        if high > y.upper {
            marks.append(
                SVG.path(
                    [(x, y.end - 6), (x - 5, y.end + 2), (x + 5, y.end + 2)], closed: true, "interval \(look.tone)"))
        }
        if low < y.lower {
            marks.append(
                SVG.path(
                    [(x, y.start + 6), (x - 5, y.start - 2), (x + 5, y.start - 2)], closed: true,
                    "interval \(look.tone)"))
        }
        if y.holds(change) { marks.append(SVG.circle(x, y.position(change), radius: 4, "point \(look.tone)")) }
        return marks
    }

    private static func dates(of looks: [Look], _ x: PlotScale) -> [String] {
        guard let first = looks.first, let last = looks.last else { return [] }
        if looks.count == 1 {
            return [SVG.text((x.start + x.end) / 2, height - 8, first.at.day, anchor: .middle)]
        }
        return [
            SVG.text(x.start, height - 8, first.at.day, anchor: .middle),
            SVG.text(x.end, height - 8, last.at.day, anchor: .end),
        ]
    }

    private static func summary(_ looks: [Look]) -> String {
        guard let last = looks.last else { return "There is no look to draw." }
        return "\(NumberFormat.count(looks.count, of: "look")). At the last, \(last.at.day): "
            + "\(NumberFormat.change(last.figures.change)), interval "
            + "\(NumberFormat.changeInterval(last.figures.lower, last.figures.upper)), at any look "
            + "\(anyLook(last.anyLook))."
    }

    private static func table(_ looks: [Look]) -> Plot.Table {
        Plot.Table(
            heads: [
                "Snapshot", .number("Users"), .number("Change"), .number("Interval"), .number("Valid at any look"),
                .number("P(win)"),
            ],
            rows: looks.map { look in
                .init(
                    head: look.at.minute,
                    cells: [
                        NumberFormat.count(look.users), NumberFormat.change(look.figures.change),
                        NumberFormat.changeInterval(look.figures.lower, look.figures.upper), anyLook(look.anyLook),
                        NumberFormat.probability(look.figures.probability),
                    ])
            })
    }

    /// An interval of which a side may be open.
    static func anyLook(_ interval: (lower: Double?, upper: Double?)?) -> String {
        switch (interval?.lower, interval?.upper) {
        case (nil, nil): NumberFormat.none
        case (let lower?, nil): "above \(NumberFormat.change(lower))"
        case (nil, let upper?): "below \(NumberFormat.change(upper))"
        case (let lower?, let upper?): NumberFormat.changeInterval(lower, upper)
        }
    }
}
