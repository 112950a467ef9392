internal import Experiments

/// Intervals of relative change as SVG, all rows of a table on one scale.
struct IntervalPlot: Sendable {
    private static let width = 260.0
    private static let height = 26
    /// Relative changes at the left and right edge.
    private let lower: Double
    private let upper: Double

    /// The scale holds every interval and zero. Where single intervals are far wider than the changes themselves, it
    /// ends at three times the largest change, and what lies beyond is marked by an arrow.
    ///
    /// Changes beyond a millionfold are not drawn: they come of a control mean near zero, and no scale would hold them.
    init(_ figures: [AnalysisResult.Figures]) {
        let figures = figures.filter(Self.isDrawable)
        let reach = max(0.02, (figures.compactMap(\.change).map(abs).max() ?? 0) * 3)
        let low = max(figures.compactMap(\.lower).min() ?? 0, -reach)
        let high = min(figures.compactMap(\.upper).max() ?? 0, reach)
        let margin = 0.06 * max(max(high, 0) - min(low, 0), 0.01)
        lower = min(low, 0) - margin
        upper = max(high, 0) + margin
    }

    private static func isDrawable(_ figures: AnalysisResult.Figures) -> Bool {
        [figures.change, figures.lower, figures.upper].allSatisfy { abs($0 ?? .infinity) < 1e6 }
    }

    private func position(_ change: Double) -> Double {
        (change - lower) / (upper - lower) * Self.width
    }

    private func isInside(_ change: Double) -> Bool { (lower...upper).contains(change) }

    func row(_ figures: AnalysisResult.Figures, tone: String) -> String {
        guard Self.isDrawable(figures), let change = figures.change, let low = figures.lower,
            let high = figures.upper
        else { return "" }
        let label = "\(NumberFormat.change(change)), interval \(NumberFormat.changeInterval(low, high))"
        let left = position(max(low, lower))
        let right = position(min(high, upper))
        var marks = [
            "<path class=\"zero\" d=\"M\(shown(position(0))) 0V\(Self.height)\"/>",
            "<rect class=\"interval \(tone)\" x=\"\(shown(left))\" y=\"10\" width=\"\(shown(max(1, right - left)))\" "
                + "height=\"6\" rx=\"3\"/>",
        ]
        if low < lower { marks.append("<path class=\"interval \(tone)\" d=\"M0 13L8 7V19Z\"/>") }
        if high > upper { marks.append("<path class=\"interval \(tone)\" d=\"M260 13L252 7V19Z\"/>") }
        if isInside(change) {
            marks.append("<circle class=\"point \(tone)\" cx=\"\(shown(position(change)))\" cy=\"13\" r=\"4\"/>")
        }
        return svg(marks, height: Self.height, label: "role=\"img\" aria-label=\"\(label)\"")
    }

    /// Two to five round ticks with their labels.
    var axis: String {
        let step = Self.roundStep(over: upper - lower)
        let ticks = (Int((lower / step).rounded(.up))...max(Int((upper / step).rounded(.down)), 0)).map {
            Double($0) * step
        }
        let decimals = step < 0.01 ? 1 : 0
        let labels = ticks.map { tick in
            let text = tick == 0 ? "0" : NumberFormat.change(tick, decimals: decimals)
            return "<text x=\"\(shown(position(tick)))\" y=\"12\">\(text)</text>"
        }
        return svg(labels, height: 16, label: "aria-hidden=\"true\"")
    }

    private static func roundStep(over range: Double) -> Double {
        var step = 0.001
        for factor in [2, 2.5, 2].cycled(times: 30) where range / step > 5 { step *= factor }
        return step
    }

    private func svg(_ marks: [String], height: Int, label: String) -> String {
        "<svg viewBox=\"0 0 260 \(height)\" width=\"260\" height=\"\(height)\" \(label)>\(marks.joined())</svg>"
    }

    private func shown(_ coordinate: Double) -> String {
        let tenths = Int((coordinate * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }
}

extension [Double] {
    fileprivate func cycled(times: Int) -> [Double] {
        (0..<times).flatMap { _ in self }
    }
}
