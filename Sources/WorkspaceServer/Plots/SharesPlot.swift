internal import Experiments

/// A share of each arm over time: the weights of a bandit, or its probabilities of being the best arm.
enum SharesPlot {
    struct Moment: Sendable {
        var at: Instant
        /// In the order of the arms.
        var shares: [Double?]
    }

    /// So many lines can be told apart; further arms are in the table.
    private static let mostLines = 6

    static func plot(_ moments: [Moment], arms: [String], title: String) -> Plot {
        let latest = zip(arms, moments.last?.shares ?? []).map { "\($0) \(NumberFormat.percent($1))" }
        return Plot(
            title: title, summary: "At the last look: \(latest.joined(separator: ", ")).",
            table: .init(
                heads: ["When"] + arms.map(Plot.Table.Head.number),
                rows: moments.map { .init(head: $0.at.minute, cells: $0.shares.map { NumberFormat.percent($0) }) })
        ) { draw(moments, arms: arms, size: $0) }
    }

    private static func draw(_ moments: [Moment], arms: [String], size: Plot.Size) -> Plot.Drawing {
        let (width, height) = (size == .wide ? 560.0 : 320.0, 220.0)
        // Room for the names, and the letters that it holds.
        let (room, letters) = size == .wide ? (130.0, 16) : (86.0, 10)
        let times = moments.map { Double($0.at.milliseconds) }
        let x = PlotScale(times.min() ?? 0, times.max() ?? 1, from: 52, to: width - room)
        let y = PlotScale(0, 1, from: height - 30, to: 12)
        var marks = [0, 0.25, 0.5, 0.75, 1].flatMap { tick in
            [
                SVG.line(46, y.position(tick), width - room, y.position(tick), "grid"),
                SVG.text(40, y.position(tick) + 4, NumberFormat.percent(tick, decimals: 0), anchor: .end),
            ]
        }
        var labels: [(y: Double, text: String, style: String)] = []
        for (index, arm) in arms.prefix(mostLines).enumerated() {
            let points = moments.compactMap { moment in
                moment.shares[index].map { (x.position(Double(moment.at.milliseconds)), y.position($0)) }
            }
            marks.append(SVG.path(points, "series s\(index)"))
            marks += points.map { SVG.circle($0.0, $0.1, radius: 2.5, "f\(index)") }
            if let last = points.last {
                let name = arm.count > letters ? arm.prefix(letters - 1) + "…" : arm[...]
                labels.append((last.1, String(name), "f\(index)"))
            }
        }
        // Names beside their ends, pushed apart where they would overlap.
        var next = 14.0
        for label in labels.sorted(by: { $0.y < $1.y }) {
            next = max(next, label.y + 4)
            marks.append(SVG.text(width - room + 10, next, label.text, label.style))
            next += 14
        }
        if let first = moments.first, let last = moments.last {
            marks.append(SVG.text(x.start, height - 8, first.at.day, anchor: .middle))
            if moments.count > 1 { marks.append(SVG.text(x.end, height - 8, last.at.day, anchor: .middle)) }
        }
        return Plot.Drawing(width: width, height: height, marks: marks)
    }
}
