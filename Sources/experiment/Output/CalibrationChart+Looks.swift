internal import Experiments

extension CalibrationChart {
    private static let most = 0.4
    private static let plot = (width: 200.0, height: 180.0, gap: 40.0)

    /// How often each rule had fired by looking every day, one plot a metric.
    func looks(top: Double) -> (marks: [String], height: Double) {
        guard !result.looks.isEmpty else { return ([], 0) }
        let metrics = result.looks.map(\.plotName).reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }
        var marks = [
            SVG.text(
                "How often a rule has fired by looking every day, while nothing differs", x: Self.margin, y: top + 16,
                size: 14, isBold: true)
        ]
        let rules = LookRule.allCases.filter { rule in result.looks.contains { $0.rule == rule } }
        marks += SVG.legend(rules.map { ($0.sentence, $0.look) }, left: Self.margin, y: top + 36)
        for (number, metric) in metrics.enumerated() {
            let left = Self.margin + 32 + Double(number % 4) * (Self.plot.width + Self.plot.gap)
            let plotTop = top + 84 + Double(number / 4) * (Self.plot.height + 70)
            marks += plot(result.looks.filter { $0.plotName == metric }, left: left, top: plotTop)
        }
        return (marks, 84 + Double((metrics.count + 3) / 4) * (Self.plot.height + 70))
    }

    private func plot(_ rows: [SimulationResult.LookRow], left: Double, top: Double) -> [String] {
        let days = rows.first?.fired.map { Double($0.look) } ?? []
        let bottom = top + Self.plot.height
        let x = { (day: Double) in left + day / (days.last ?? 1) * Self.plot.width }
        let y = { (share: Double) in bottom - min(1, share / Self.most) * Self.plot.height }
        var marks = [SVG.text(rows.first?.plotName ?? "", x: left, y: top - 10, size: 11)]
        for share in [0, 0.1, 0.2, 0.3, 0.4] {
            marks.append(SVG.line(from: (left, y(share)), to: (left + Self.plot.width, y(share)), color: "#dddddd"))
            marks.append(
                SVG.text(
                    NumberFormat.percent(share, decimals: 0), x: left - 4, y: y(share) + 4, size: 10, anchor: "end",
                    color: SVG.grey))
        }
        for most in Set(rows.compactMap(\.rule.most)).sorted() {
            marks.append(
                SVG.line(
                    from: (left, y(most)), to: (left + Self.plot.width, y(most)), color: "#333333", isDashed: true))
        }
        for day in days {
            marks.append(
                SVG.text("\(Int(day)) looks", x: x(day), y: bottom + 16, size: 10, anchor: "middle", color: SVG.grey))
        }
        for row in rows {
            let look = row.rule.look
            let points = row.fired.map { (x(Double($0.look)), y($0.frequency.share ?? 0)) }
            var inside = zip(points, points.dropFirst()).map {
                SVG.line(from: $0, to: $1, color: look.color, width: 1.5)
            }
            for (point, fired) in zip(points, row.fired) {
                let ends = [fired.frequency.lower ?? 0, fired.frequency.upper ?? 0].map { (point.0, y($0)) }
                inside.append(SVG.line(from: ends[0], to: ends[1], color: look.color, width: 1.5))
                inside.append(SVG.mark(look, at: point))
            }
            let last = NumberFormat.percent(row.fired.last?.frequency.share)
            let words = "\(row.plotName), \(row.rule.sentence): \(last) by the last look, \(row.verdict.rawValue)"
            marks.append("<g><title>\(SVG.escaped(words))</title>\(inside.joined())</g>")
        }
        return marks
    }
}

extension SimulationResult.LookRow {
    fileprivate var plotName: String { "\(metric), \(NumberFormat.count(users)) users" }
}

extension LookRule {
    fileprivate var look: SVG.Look {
        switch self {
        case .alwaysValid: SVG.Look(color: "#7b4fa3", shape: .triangle)
        case .gaussianInterval: SVG.Look(color: "#d55e00", shape: .circle)
        case .probabilityOfWinning: SVG.Look(color: "#0072b2", shape: .square)
        case .alwaysValidSplit: SVG.Look(color: "#009e73", shape: .diamond)
        case .chiSquare: SVG.Look(color: "#8a6d00", shape: .cross)
        }
    }
}
