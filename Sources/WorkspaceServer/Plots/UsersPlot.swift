internal import Experiments

/// The users of each variant: how many were planned by the split, and how many the minimum sample asks for.
enum UsersPlot {
    static func plot(_ result: AnalysisResult) -> Plot {
        let observed = result.sampleRatio.observed.isEmpty ? result.sampleCheck.users : result.sampleRatio.observed
        let expected = Dictionary(result.sampleRatio.expected.map { ($0.name, $0.value) }) { first, _ in first }
        let minimum = result.sampleCheck.minimumPerVariant
        return Plot(
            title: "Users in each variant",
            summary: observed.map { variant in
                "\(variant.name) \(NumberFormat.count(variant.value))"
                    + (expected[variant.name].map { " of \(NumberFormat.fixed($0, 0)) planned" } ?? "")
            }.joined(separator: ", ") + "; the minimum is \(NumberFormat.count(minimum)).",
            table: .init(
                heads: ["Variant", .number("Users"), .number("Planned by the split"), .number("Minimum")],
                rows: observed.map {
                    .init(
                        head: $0.name,
                        cells: [
                            NumberFormat.count($0.value),
                            expected[$0.name].map { NumberFormat.fixed($0, 0) } ?? NumberFormat.none,
                            NumberFormat.count(minimum),
                        ])
                })
        ) { draw(observed, expected: expected, minimum: minimum, size: $0) }
    }

    private static func draw(
        _ observed: [AnalysisResult.NamedValue<Int>], expected: [String: Double], minimum: Int, size: Plot.Size
    ) -> Plot.Drawing {
        // Room for the names, and the letters that it holds.
        let (width, left, letters) = size == .wide ? (560.0, 150.0, 22) : (320.0, 96.0, 13)
        let largest = observed.map { max(Double($0.value), expected[$0.name] ?? 0) }.max() ?? 0
        let isMinimumNear = Double(minimum) <= largest * 1.6
        let x = PlotScale(0, max(largest, isMinimumNear ? Double(minimum) : 0, 1) * 1.04, from: left, to: width - 84)
        var marks: [String] = []
        for (index, variant) in observed.enumerated() {
            let y = 22 + Double(index) * 34
            let name = variant.name.count > letters ? variant.name.prefix(letters - 1) + "…" : variant.name[...]
            marks.append(SVG.text(left - 10, y + 15, String(name), anchor: .end))
            marks.append(
                SVG.rectangle(left, y + 2, width: x.position(Double(variant.value)) - left, height: 18, round: 2, "bar")
            )
            if let planned = expected[variant.name] {
                marks.append(SVG.line(x.position(planned), y - 3, x.position(planned), y + 25, "limit"))
            }
            marks.append(
                SVG.text(
                    x.position(Double(variant.value)) + 8, y + 15, NumberFormat.count(variant.value), "label strong"))
        }
        let bottom = 22 + Double(observed.count) * 34
        if isMinimumNear {
            marks.append(SVG.line(x.position(Double(minimum)), 14, x.position(Double(minimum)), bottom, "zero"))
            marks.append(
                SVG.text(
                    x.position(Double(minimum)), 10, "minimum \(NumberFormat.count(minimum))",
                    anchor: x.position(Double(minimum)) < left + 60 ? .start : .middle))
        }
        if !expected.isEmpty { marks.append(SVG.text(left, bottom + 14, "dashed: as the split plans it")) }
        return Plot.Drawing(width: width, height: bottom + 22, marks: marks)
    }
}
