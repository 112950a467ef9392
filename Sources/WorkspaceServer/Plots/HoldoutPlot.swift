internal import Experiments
internal import Statistics

/// The lift at every checkpoint of a holdout, with the line of its trend.
enum HoldoutPlot {
    static func plot(_ check: HoldoutCheck) -> Plot {
        Plot(
            title: "Lift after the launch", summary: check.headline,
            table: .init(
                heads: ["Checkpoint", "Middle of its window", .number("Lift"), .number("Standard error")],
                rows: check.classification.readings.map {
                    .init(
                        head: "\($0.day) days",
                        cells: [
                            "day \(NumberFormat.significant($0.point.day, digits: 4))",
                            NumberFormat.change($0.point.lift),
                            NumberFormat.percent($0.point.standardError),
                        ])
                })
        ) { draw(check.classification, size: $0) }
    }

    private static func draw(_ classification: HoldoutClassification, size: Plot.Size) -> Plot.Drawing {
        let (width, height) = (size == .wide ? 560.0 : 320.0, 220.0)
        let readings = classification.readings
        let spread = readings.map {
            ($0.point.lift, $0.point.lift - 2 * $0.point.standardError, $0.point.lift + 2 * $0.point.standardError)
        }
        let (low, high) = (min(spread.map(\.1).min() ?? 0, 0), max(spread.map(\.2).max() ?? 0, 0))
        let margin = 0.08 * max(high - low, 0.01)
        let y = PlotScale(low - margin, high + margin, from: height - 34, to: 12)
        let days = readings.map(\.point.day)
        let x = PlotScale(0, max(days.max() ?? 1, 1) * 1.1, from: 76, to: width - 16)
        var marks = y.ticks().flatMap { tick -> [String] in
            let isZero = abs(tick) < 1e-9
            return [
                SVG.line(70, y.position(tick), width - 16, y.position(tick), isZero ? "zero" : "grid"),
                SVG.text(
                    64, y.position(tick) + 4,
                    isZero ? "no effect" : y.label(tick), anchor: .end),
            ]
        }
        for tick in x.ticks(most: size == .wide ? 6 : 4) {
            marks.append(SVG.text(x.position(tick), height - 16, NumberFormat.fixed(tick, 0), anchor: .middle))
        }
        marks.append(SVG.text((x.start + x.end) / 2, height - 2, "days after the launch", anchor: .middle))
        if let trend = classification.trend, let first = days.first, let last = days.last,
            let from = try? trend.lift(onDay: first), let to = try? trend.lift(onDay: last)
        {
            marks.append(
                SVG.line(x.position(first), y.clamped(from), x.position(last), y.clamped(to), "limit"))
        }
        for (reading, ends) in zip(readings, spread) {
            let place = x.position(reading.point.day)
            marks.append(SVG.line(place, y.clamped(ends.1), place, y.clamped(ends.2), "whisker"))
            marks.append(SVG.circle(place, y.position(reading.point.lift), radius: 4, "point"))
        }
        return Plot.Drawing(width: width, height: height, marks: marks)
    }
}
