internal import Experiments

/// The numbers of an analysis, one row for each metric and variant, all intervals on one scale.
struct MetricTable: Sendable {
    struct Row: Sendable {
        var isFirst: Bool
        var rowCount: Int
        var metric: String
        var part: String
        var variant: String
        var isControl: Bool
        var users: String
        var value: String
        var probabilityName: String
        var probability: String
        /// SVG drawn by us: where the probability lies between 0 and 1.
        var track: String
        /// The guardrail's part in the decision.
        var word: String?
        var tone: String
        /// SVG drawn by us.
        var plot: String
        var change: String
        var interval: String
        var anyLook: String
        var risk: String
    }

    /// So many rows that the page stays light.
    static let mostRows = 60

    var caption: String
    /// SVG drawn by us.
    var axis: String
    var rows: [Row]
    var footnote: String

    init(_ sections: [Section], of result: AnalysisResult, plan: AnalysisPlan, scaledWith all: [Section]) {
        caption = "Results against \(result.control)"
        let plot = IntervalPlot(all.flatMap { section in Self.plotRows(section).map(\.row) })
        axis = plot.axis
        // Under a broken split no row wins or loses.
        let threshold = result.sampleRatio.isSound == false ? nil : result.winThreshold ?? 0.95
        rows = sections.flatMap { part, section in
            section.rows.enumerated().map { index, row in
                let word =
                    part == .guardrail && !row.isControl
                    ? result.part(of: section, for: row.variant, correction: plan.guardrailCorrection) : nil
                return Row(
                    row, index: index, section: section, part: part, guardrail: word, winThreshold: threshold,
                    plot: plot)
            }
        }
        let share = result.winThreshold.map(NumberFormat.limit)
        let computed = Instant(result.computedAt)?.minute ?? result.computedAt
        let origin =
            result.engine.map { "Computed \(computed) by \($0)." }
            ?? "Made elsewhere, \(computed); shown as it was stored."
        footnote =
            (share.map { "A win counts from P(win) \($0). " } ?? "")
            + "The risk is the expected loss of adopting, in units of change. Prior: \(result.prior). \(origin)"
    }

    typealias Section = (part: AnalysisResult.Part, section: AnalysisResult.Section)

    /// The sections of one page of the table, as many as its rows allow, and the number of all pages.
    static func page(_ number: Int, of result: AnalysisResult) -> (sections: [Section], pages: Int) {
        var pages: [[Section]] = [[]]
        var rows = 0
        for section in result.sections {
            if rows + section.section.rows.count > mostRows, rows > 0 {
                pages.append([])
                rows = 0
            }
            pages[pages.count - 1].append(section)
            rows += section.section.rows.count
        }
        return (pages[min(max(1, number), pages.count) - 1], pages.count)
    }

    static func plotRows(_ section: Section) -> [(name: String, row: IntervalPlot.Row)] {
        section.section.rows.compactMap { row in
            section.section.figures(of: row).map { figures in
                let look = row.comparison?.alwaysValid?.value
                return (
                    "\(section.section.event) · \(row.variant)",
                    IntervalPlot.Row(figures: figures, anyLook: look.map { ($0.lower, $0.upper) })
                )
            }
        }
    }
}

extension MetricTable.Row {
    init(
        _ row: AnalysisResult.Row, index: Int, section: AnalysisResult.Section, part: AnalysisResult.Part,
        guardrail: GuardrailPart?, winThreshold: Double?, plot: IntervalPlot
    ) {
        isFirst = index == 0
        rowCount = section.rows.count
        metric = section.event.shortened(to: 120)
        let kind = section.isProportion ? "proportion" : "mean"
        self.part = "\(part) · \(kind)\(section.isInverse ? " · lower is better" : "")"
        variant = row.variant.shortened(to: 120)
        users = NumberFormat.count(row.n)
        value = section.shown(row.value)
        isControl = row.isControl
        let figures = section.figures(of: row)
        let probability = part == .guardrail ? section.probabilityOfHarm(of: row.variant) : figures?.probability
        let win = part == .guardrail ? probability.map { 1 - $0 } : probability
        let tone = Tone.of(guardrail, win: win, winThreshold: winThreshold)
        self.tone = tone
        word = guardrail.map(section.word)
        probabilityName = part == .guardrail ? "P(harm)" : "P(win)"
        self.probability = isControl ? "" : NumberFormat.probability(probability)
        track = probability.map { Self.track($0, tone) } ?? ""
        change = isControl ? "" : NumberFormat.change(figures?.change)
        interval = isControl ? "" : NumberFormat.changeInterval(figures?.lower, figures?.upper)
        let look = row.comparison?.alwaysValid?.value.map { (lower: $0.lower, upper: $0.upper) }
        anyLook = isControl ? "" : EffectOverTimePlot.anyLook(look)
        risk = isControl ? "" : NumberFormat.risk(figures?.riskOfTreatment)
        self.plot = figures.map { plot.row(.init(figures: $0, anyLook: look), tone: tone) } ?? ""
    }

    /// A line from 0 to 1 with its middle marked, and the probability on it.
    private static func track(_ probability: Double, _ tone: String) -> String {
        "<svg viewBox=\"0 0 64 10\" width=\"64\" height=\"10\" aria-hidden=\"true\">"
            + SVG.line(0, 5, 64, 5, "grid") + SVG.line(32, 1, 32, 9, "grid")
            + "<rect class=\"interval \(tone)\" x=\"\(SVG.number(min(max(probability, 0), 1) * 60))\" y=\"1\" width=\"4\" height=\"8\"/></svg>"
    }
}

/// The colour's meaning: `better`, `worse`, `warn`, `unsure`.
enum Tone {
    static func of(_ guardrail: GuardrailPart?, win: Double?, winThreshold: Double?) -> String {
        guard let winThreshold else { return "unsure" }
        switch guardrail {
        case .harm: return "worse"
        case .watch: return "warn"
        case .open, .clear: return "unsure"
        case nil: break
        }
        guard let win else { return "unsure" }
        return win >= winThreshold ? "better" : win <= 0.05 ? "worse" : "unsure"
    }
}
