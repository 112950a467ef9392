import Foundation
import TestSupport
import Testing

@testable import Experiments
@testable import WorkspaceServer

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct PlotTests {
    private static func figures(_ change: Double, _ lower: Double, _ upper: Double) -> AnalysisResult.Figures {
        AnalysisResult.Figures(change: change, lower: lower, upper: upper, probability: 0.5)
    }

    private static func xml(_ text: String) -> Bool {
        let parser = XMLParser(data: Data(text.utf8))
        return parser.parse()
    }

    @Test func ticksAreRoundAndInside() {
        for (lower, upper) in [(0.0, 1.0), (-0.043, 0.01), (-3.2, 88), (1e-5, 2e-5)] {
            let scale = PlotScale(lower, upper, from: 0, to: 100)
            let ticks = scale.ticks(most: 5)
            #expect((2...6).contains(ticks.count), "\(lower) to \(upper): \(ticks)")
            #expect(
                ticks.allSatisfy { abs($0) < 1e-9 || (lower - abs($0) * 1e-9...upper + abs($0) * 1e-9).contains($0) })
            let digits = scale.step(most: 5) / pow(10, floor(log10(scale.step(most: 5)) + 1e-9))
            #expect([1, 2, 5].contains { abs($0 - digits) < 1e-6 }, "\(digits)")
        }
    }

    /// No two ticks of one scale have the same name.
    @Test func ticksHaveTheDecimalsOfTheirStep() {
        for (reach, name) in [(0.002, "+0.1 %"), (0.0003, "+0.02 %"), (0.3, "+20 %"), (4.0, "+200 %")] {
            let scale = PlotScale(-reach, reach, from: 0, to: 100)
            let names = scale.ticks().map { scale.label($0) }
            #expect(Set(names).count == names.count, "\(names)")
            #expect(names.contains("0") && names.contains(name), "\(names)")
        }
    }

    @Test func aRangeWithoutWidthIsWidened() {
        let scale = PlotScale(3, 3, from: 0, to: 10)
        #expect(scale.position(3) == 5)
    }

    /// All rows share one scale, and what is far wider than any change ends in an arrow.
    @Test func theIntervalBeyondTheScaleEndsInAnArrow() {
        let narrow = IntervalPlot.Row(figures: Self.figures(0.1, 0.05, 0.15))
        let wide = IntervalPlot.Row(figures: Self.figures(0.05, -9, 9))
        let plot = IntervalPlot([narrow, wide])
        #expect(plot.row(narrow, tone: "better").contains("Z\"") == false)
        #expect(plot.row(wide, tone: "unsure").matches(of: /Z"/).count == 2)
        #expect(plot.row(narrow, tone: "better").contains("aria-label=\"+10.0 %, interval +5.0 % to +15.0 %\""))
    }

    @Test func namesAreEscapedInDrawings() {
        let attack = "<script>\"'&"
        let plot = IntervalPlot.plot(
            of: [(attack, IntervalPlot.Row(figures: Self.figures(0.1, 0, 0.2)), "unsure")], title: attack)
        #expect(!plot.standalone.contains("<script"))
        #expect(Self.xml(plot.standalone))
        #expect(Self.xml(plot.inline))
    }

    @Test func everyPlotOfItsOwnIsSoundXMLWithWords() throws {
        let looks = (0..<5).map { (day: Int) -> EffectOverTimePlot.Look in
            let half = 1 / Double(day + 1)
            let anyLook: (lower: Double?, upper: Double?) = day == 0 ? (nil, nil) : (0.1 - 2 * half, nil)
            return EffectOverTimePlot.Look(
                at: Instant(milliseconds: Int64(day) * 86_400_000), users: 100 * (day + 1),
                figures: Self.figures(0.1, 0.1 - half, 0.1 + half), anyLook: anyLook, tone: "unsure")
        }
        let shares = SharesPlot.plot(
            [
                .init(at: Instant(milliseconds: 0), shares: [0.5, nil]),
                .init(at: Instant(milliseconds: 1), shares: [0.2, 0.8]),
            ],
            arms: ["a & b", "c"], title: "Weights")
        for plot in [
            EffectOverTimePlot.plot(looks, title: "Effect"), EffectOverTimePlot.plot([], title: "None"), shares,
        ] {
            #expect(Self.xml(plot.standalone), "\(plot.title)")
            #expect(plot.standalone.contains("<desc"))
            #expect(!plot.inline.contains("style="))
            #expect(!plot.summary.isEmpty)
            #expect(plot.table.rows.allSatisfy { $0.cells.count == plot.table.heads.count - 1 })
        }
    }

    /// The share of the drawn curve above no change is P(win): the drawing says what the number says.
    @Test(arguments: [(487, 41, 513, 67), (20, 3, 20, 9), (60, 0, 50, 4)])
    func theDensityHoldsTheProbability(n: Int, k: Int, m: Int, l: Int) throws {
        var experiment = Experiment()
        experiment.slug = "s"
        experiment.primaryMetricEvent = "m"
        experiment.minimumSample = 0
        let parameters = AnalysisParameters(
            computedAt: Instant(milliseconds: 0), isIndicative: true, contract: try Contract(of: experiment))
        let text = "{\"m\":{\"control\":{\"n\":\(n),\"k\":\(k)},\"treatment\":{\"n\":\(m),\"k\":\(l)}}}"
        let data = try InputData(parsing: text)
        let result = try Analysis.result(of: data, parameters: parameters)
        let section = try #require(result.primaryMetric)
        let row = try #require(section.rows.last)
        let probability = try #require(section.figures(of: row)?.probability)
        let curve = try #require(EffectDensity(of: row, in: section, of: result)).points
        #expect(curve.map(\.density).max() == 1)
        var (above, all) = (0.0, 0.0)
        for (left, right) in zip(curve, curve.dropFirst()) {
            let width = right.change - left.change
            let area = (left.density + right.density) / 2 * width
            all += area
            let share = left.change >= 0 ? 1 : right.change <= 0 ? 0 : right.change / width
            above += area * share
        }
        #expect(abs(above / all - probability) < 0.03, "\(above / all) against \(probability)")
    }
}
