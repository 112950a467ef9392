internal import Experiments

/// Simulated bandits as one self-contained SVG: how many had stopped by each day, and how often each estimate holds the
/// truth.
struct BanditChart {
    let result: BanditSimulationResult

    init(_ result: BanditSimulationResult) { self.result = result }

    private static let margin = 24.0
    private static let plot = (left: 72.0, top: 120.0, width: 400.0, height: 240.0)
    private static let axis = (left: 700.0, right: 960.0)
    private static let lowest = 0.7

    var svg: String {
        let setting = result.setting
        let rates = setting.rates.map { NumberFormat.limit($0) }.joined(separator: ", ")
        let subtitle =
            "\(NumberFormat.count(setting.runs)) experiments a rule; true rates \(rates); "
            + "\(NumberFormat.count(setting.usersPerHour)) users an hour; seed \(setting.seed)."
        let rows = Double(result.rows.count * BanditEstimate.allCases.count)
        let height = SVG.number(max(Self.plot.top + Self.plot.height, Self.plot.top + rows * 22) + 40)
        let body = [
            SVG.text("Simulated bandits", x: Self.margin, y: 30, size: 18, isBold: true),
            SVG.text(subtitle, x: Self.margin, y: 50),
            SVG.text(
                "Stopped by day; dashed: at an arm that is not the best", x: Self.margin, y: 80, size: 14, isBold: true),
            SVG.text("How often 95 % intervals hold the truth", x: 520, y: 80, size: 14, isBold: true),
        ]
        let marks = body + SVG.legend(result.rows.map { ($0.rule.rawValue, $0.rule.look) }, left: Self.margin, y: 100)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 \(height)" width="1000" height="\(height)" \
            role="img" aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="12" fill="#1a1a1a">
            <title id="title">Simulated bandits</title>
            <desc id="desc">\(SVG.escaped(summary))</desc>
            <rect width="1000" height="\(height)" fill="#ffffff"/>
            \((marks + stops + coverage).joined(separator: "\n"))
            </svg>
            """
    }

    /// The chart in words.
    private var summary: String {
        result.rows.map { row in
            "\(row.rule.rawValue): \(NumberFormat.percent(row.usersOnBest, decimals: 1)) of users on the best arm, "
                + "\(NumberFormat.percent(row.stopped.share, decimals: 1)) stopped, "
                + "\(NumberFormat.percent(row.wrong.share, decimals: 1)) wrongly."
        }
        .joined(separator: " ")
    }

    // MARK: - Stops

    private var stops: [String] {
        let plot = Self.plot
        let bottom = plot.top + plot.height
        let days = Double(max(1, result.setting.days))
        let place = { (day: Int, share: Double) in
            (plot.left + Double(day) / days * plot.width, bottom - share * plot.height)
        }
        var marks: [String] = []
        for share in [0, 0.25, 0.5, 0.75, 1] {
            let (left, y) = place(0, share)
            marks.append(SVG.line(from: (left, y), to: (left + plot.width, y), color: "#dddddd"))
            marks.append(
                SVG.text(
                    NumberFormat.percent(share, decimals: 0), x: left - 6, y: y + 4, size: 10, anchor: "end",
                    color: SVG.grey))
        }
        for day in Set([0, result.setting.days / 2, result.setting.days]).sorted() {
            let x = place(day, 0).0
            marks.append(SVG.text("day \(day)", x: x, y: bottom + 16, size: 10, anchor: "middle", color: SVG.grey))
        }
        for row in result.rows {
            let runs = Double(max(1, result.setting.runs))
            let all = [place(0, 0)] + row.stoppedByDay.enumerated().map { place($0 + 1, Double($1.all) / runs) }
            let wrong = [place(0, 0)] + row.stoppedByDay.enumerated().map { place($0 + 1, Double($1.wrong) / runs) }
            let color = row.rule.look.color
            let lines =
                zip(all, all.dropFirst()).map { SVG.line(from: $0, to: $1, color: color, width: 1.5) }
                + zip(wrong, wrong.dropFirst()).map { SVG.line(from: $0, to: $1, color: color, isDashed: true) }
            let end = all.last.map { SVG.mark(row.rule.look, at: $0) } ?? ""
            let words = "\(row.rule.rawValue): \(NumberFormat.percent(row.stopped.share)) stopped"
            marks.append("<g><title>\(SVG.escaped(words))</title>\(lines.joined())\(end)</g>")
        }
        return marks
    }

    // MARK: - Coverage

    private var coverage: [String] {
        let x = { (share: Double) in
            Self.axis.left + (max(Self.lowest, share) - Self.lowest) / (1 - Self.lowest)
                * (Self.axis.right - Self.axis.left)
        }
        let bottom = Self.plot.top + Double(result.rows.count * BanditEstimate.allCases.count) * 22
        var marks: [String] = []
        for share in [0.7, 0.8, 0.9, 0.95, 1] {
            let color = share == 0.95 ? "#333333" : "#dddddd"
            marks.append(SVG.line(from: (x(share), Self.plot.top), to: (x(share), bottom), color: color))
            marks.append(
                SVG.text(
                    NumberFormat.percent(share, decimals: 0), x: x(share), y: Self.plot.top - 6, size: 10,
                    anchor: "middle", color: SVG.grey))
        }
        var y = Self.plot.top + 16
        for row in result.rows {
            for estimate in row.estimates {
                let name = "\(row.rule.rawValue), \(estimate.method.rawValue)"
                marks.append(SVG.text(name, x: 520, y: y))
                if let share = estimate.covering.share, let lower = estimate.covering.lower,
                    let upper = estimate.covering.upper
                {
                    let look = row.rule.look
                    let bar = SVG.line(from: (x(lower), y - 4), to: (x(upper), y - 4), color: look.color, width: 1.5)
                    let mark = SVG.mark(look, at: (x(share), y - 4), isBeyondLeft: share < Self.lowest)
                    let words = "\(name): \(NumberFormat.percent(share))"
                    marks.append("<g><title>\(SVG.escaped(words))</title>\(bar)\(mark)</g>")
                }
                y += 22
            }
        }
        return marks
    }
}

extension BanditRule {
    fileprivate var look: SVG.Look {
        switch self {
        case .equal: SVG.Look(color: "#595959", shape: .cross)
        case .thompson: SVG.Look(color: "#0072b2", shape: .square)
        case .topTwo: SVG.Look(color: "#d55e00", shape: .circle)
        case .topTwoCount: SVG.Look(color: "#009e73", shape: .triangle)
        }
    }
}
