internal import Experiments

/// The result of a simulation as one self-contained SVG: coverage against its nominal level, and how often each rule
/// had fired by looking every day.
struct CalibrationChart {
    let result: SimulationResult

    init(_ result: SimulationResult) { self.result = result }

    static let margin = 24.0

    var svg: String {
        var y = 64.0
        var body: [String] = []
        for panel in [coverage(top:), looks(top:)] {
            let (marks, height) = panel(y)
            body += marks
            y += height
        }
        let runs = NumberFormat.count(result.runs)
        let subtitle = "\(runs) simulated experiments a row, seed \(result.seed). Bars are 95 % intervals."
        let height = SVG.number(y + 8)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 \(height)" width="1000" height="\(height)" \
            role="img" aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="12" fill="#1a1a1a">
            <title id="title">Calibration of the statistics on \(runs) simulated experiments a row</title>
            <desc id="desc">\(SVG.escaped(summary))</desc>
            <rect width="1000" height="\(height)" fill="#ffffff"/>
            \(SVG.text("Calibration", x: Self.margin, y: 30, size: 18, isBold: true))
            \(SVG.text(subtitle, x: Self.margin, y: 50))
            \(body.joined(separator: "\n"))
            </svg>
            """
    }

    /// The chart in words.
    private var summary: String {
        let verdicts = result.coverage.map(\.verdict) + result.looks.map(\.verdict)
        let counts = [CalibrationVerdict.ok, .undecided, .misses].map { verdict in
            "\(verdicts.count { $0 == verdict }) \(verdict.rawValue)"
        }
        return "Of the rows with a target, \(counts.joined(separator: ", ")). "
            + "The text and JSON forms of this result hold every number."
    }

    /// Coverage at the left edge; what lies lower is marked by an arrow.
    private static let lowest = 0.8
    private static let axis = (left: 300.0, right: 956.0)

    private static func x(_ share: Double) -> Double {
        axis.left + (max(lowest, share) - lowest) / (1 - lowest) * (axis.right - axis.left)
    }

    private func coverage(top: Double) -> (marks: [String], height: Double) {
        let cells = result.coverage.reduce(into: [[SimulationResult.CoverageRow]]()) { cells, row in
            if let last = cells.last?.last, last.isBeside(row) {
                cells[cells.count - 1].append(row)
            } else {
                cells.append([row])
            }
        }
        guard !cells.isEmpty else { return ([], 0) }
        let first = top + 64
        let bottom = first + Double(cells.count) * 30
        let target = SimulationResult.coverageTarget
        var marks = [
            SVG.text(
                "How often the interval covers the true lift", x: Self.margin, y: top + 16, size: 14, isBold: true),
            SVG.text("metric, users per arm, true lift", x: Self.margin, y: first - 8, color: SVG.grey),
        ]
        let methods = SimulatedMethod.allCases.filter { method in result.coverage.contains { $0.method == method } }
        marks += SVG.legend(methods.map { ($0.rawValue, $0.look) }, left: Self.margin, y: top + 36)
        marks.append(
            SVG.rectangle(
                from: (Self.x(target.lowerBound), first), to: (Self.x(target.upperBound), bottom), color: "#e8eef4"))
        for share in [0.8, 0.85, 0.9, 0.95, 1] {
            let isNominal = share == 0.95
            marks.append(
                SVG.line(
                    from: (Self.x(share), first), to: (Self.x(share), bottom), color: isNominal ? "#333333" : "#dddddd")
            )
            marks.append(
                SVG.text(
                    NumberFormat.percent(share, decimals: 0), x: Self.x(share), y: first - 8, anchor: "middle",
                    color: SVG.grey))
        }
        for (number, rows) in cells.enumerated() { marks += self.marks(rows, top: first + Double(number) * 30) }
        return (marks, bottom - top + 32)
    }

    private func marks(_ rows: [SimulationResult.CoverageRow], top: Double) -> [String] {
        var marks: [String] = []
        for (number, row) in rows.enumerated() {
            if number == 0 {
                marks.append(SVG.text(row.cellName, x: Self.margin, y: top + 19))
                marks.append(SVG.line(from: (Self.margin, top), to: (Self.axis.right, top), color: "#eeeeee"))
            }
            let covering = row.counts.covering
            guard let share = covering.share, let lower = covering.lower, let upper = covering.upper else { continue }
            let look = row.method.look
            let y = top + 6 + 6 * Double(number)
            var inside = [SVG.line(from: (Self.x(lower), y), to: (Self.x(upper), y), color: look.color, width: 1.5)]
            inside.append(SVG.mark(look, at: (Self.x(share), y), isBeyondLeft: share < Self.lowest))
            let shown = NumberFormat.percent(share)
            let words = "\(row.cellName), \(row.method.rawValue): \(shown), \(row.verdict.rawValue)"
            marks.append("<g><title>\(SVG.escaped(words))</title>\(inside.joined())</g>")
        }
        return marks
    }
}

extension SimulationResult.CoverageRow {
    fileprivate var cellName: String {
        let users = Set([controlUsers, treatmentUsers]).sorted().map { NumberFormat.count($0) }
        return "\(metric), \(users.joined(separator: " and ")), \(NumberFormat.fixedChange(lift, decimals: 0))"
    }

    fileprivate func isBeside(_ row: Self) -> Bool { cellName == row.cellName && section == row.section }
}

extension SimulatedMethod {
    fileprivate var look: SVG.Look {
        switch self {
        case .gaussian: SVG.Look(color: "#d55e00", shape: .circle)
        case .exact: SVG.Look(color: "#0072b2", shape: .square)
        case .fieller: SVG.Look(color: "#009e73", shape: .diamond)
        case .alwaysValid: SVG.Look(color: "#7b4fa3", shape: .triangle)
        }
    }
}
