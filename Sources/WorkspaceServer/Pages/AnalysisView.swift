internal import Experiments

/// An analysis in ready strings.
struct AnalysisView: Sendable {
    struct Card: Sendable {
        var title: String
        var value: String
        var tone: String
        var note: String
    }

    struct MetricView: Sendable {
        var name: String
        var part: String
        var rows: [RowView]
    }

    struct RowView: Sendable {
        var isFirst: Bool
        var rowCount: Int
        var metric: String
        var part: String
        var variant: String
        var users: String
        var value: String
        var isControl: Bool
        var probability: String
        var tone: String
        var change: String
        var interval: String
        var risk: String
        /// SVG drawn by us.
        var plot: String
    }

    var tone: String
    var tag: String
    var headline: String
    var evidence: String
    var next: String
    var cards: [Card]
    var control: String
    /// SVG drawn by us.
    var axis: String
    var rows: [RowView]
    var warnings: [String]
    var footnote: String
    var origin: String

    init(_ result: AnalysisResult) {
        let verdict = Verdict(of: result)
        tone = verdict.tone.rawValue
        tag = verdict.tag
        headline = verdict.headline.withUnbrokenPercents
        evidence = verdict.evidence.withUnbrokenPercents
        next = verdict.next
        cards = [Self.ratioCard(result), Self.sampleCard(result), Self.windowCard(result)]
        control = result.control
        let plot = IntervalPlot(
            result.sections.flatMap { part, section in section.rows.compactMap(section.figures) })
        axis = plot.axis
        // Under a broken split no row wins or loses.
        let threshold = result.sampleRatio.isSound == false ? nil : result.winThreshold ?? 0.95
        rows = result.sections.flatMap { part, section in
            section.rows.enumerated().map { index, row in
                RowView(row, index: index, section: section, part: part, winThreshold: threshold, plot: plot)
            }
        }
        warnings = result.warnings.map(\.message)
        let share = NumberFormat.percent(result.winThreshold, decimals: 1)
        footnote =
            result.winThreshold == nil
            ? ""
            : "A win counts from P(win) \(share). The risk is the expected loss, in units of change. Prior: \(result.prior)."
        origin =
            result.engine.map { "Computed \(result.computedAt) by \($0)." }
            ?? "Made elsewhere, \(result.computedAt); shown as it was stored."
    }

    private static func ratioCard(_ result: AnalysisResult) -> Card {
        let check = result.sampleRatio
        let counts = check.observed.map { NumberFormat.count($0.value) }.joined(separator: " · ")
        let anyLook = check.alwaysValidP.map { " · at any look \(NumberFormat.pValue($0))" } ?? ""
        return Card(
            title: "Sample ratio",
            value: check.isSound.map { $0 ? "sound" : "broken" } ?? "unknown",
            tone: check.isSound.map { $0 ? "better" : "worse" } ?? "unsure",
            note: "χ² \(NumberFormat.pValue(check.pValue))\(anyLook) · \(counts)")
    }

    private static func sampleCard(_ result: AnalysisResult) -> Card {
        let users = result.sampleCheck.users
        let smallest = NumberFormat.count(users.map(\.value).min() ?? 0)
        return Card(
            title: "Users", value: NumberFormat.fixed(users.map { Double($0.value) }.reduce(0, +), 0),
            tone: result.sampleCheck.isEnough ? "plain" : "worse",
            note: "smallest variant \(smallest) of \(NumberFormat.count(result.sampleCheck.minimumPerVariant)) needed")
    }

    private static func windowCard(_ result: AnalysisResult) -> Card {
        Card(
            title: "Window", value: result.windowEnd == "open" ? "open" : "closed", tone: "plain",
            note: "\(result.windowStart) to \(result.windowEnd)")
    }
}

extension AnalysisView.RowView {
    init(
        _ row: AnalysisResult.Row, index: Int, section: AnalysisResult.Section, part: AnalysisResult.Part,
        winThreshold: Double?, plot: IntervalPlot
    ) {
        isFirst = index == 0
        rowCount = section.rows.count
        metric = section.event
        let kind = section.isProportion ? "proportion" : "mean"
        self.part = "\(part) · \(kind)\(section.isInverse ? " · lower is better" : "")"
        variant = row.variant
        users = NumberFormat.count(row.n)
        value = section.shown(row.value)
        isControl = row.isControl
        let figures = section.figures(of: row)
        let win = part == .guardrail ? figures?.probability.map { 1 - $0 } : figures?.probability
        let tone = Self.tone(win, winThreshold: winThreshold)
        self.tone = tone
        let name = part == .guardrail ? "P(harm) " : ""
        probability = isControl ? "" : name + NumberFormat.probability(figures?.probability)
        change = isControl ? "" : NumberFormat.change(figures?.change)
        interval = isControl ? "" : NumberFormat.changeInterval(figures?.lower, figures?.upper)
        risk = isControl ? "" : NumberFormat.risk(figures?.riskOfTreatment)
        self.plot = figures.map { plot.row($0, tone: tone) } ?? ""
    }

    private static func tone(_ win: Double?, winThreshold: Double?) -> String {
        guard let win, let winThreshold else { return "unsure" }
        return win >= winThreshold ? "better" : win <= 0.05 ? "worse" : "unsure"
    }
}

extension String {
    /// A number and its percent sign stay on one line.
    fileprivate var withUnbrokenPercents: String { replacing(" %", with: "\u{A0}%") }
}
