/// How one treatment moves one metric, in words.
struct MetricMove {
    var section: AnalysisResult.Section
    var row: AnalysisResult.Row
    var control: AnalysisResult.Row?
    var figures: AnalysisResult.Figures?

    init?(of treatment: String, in section: AnalysisResult.Section?) {
        guard let section, let row = section.rows.first(where: { $0.variant == treatment }) else { return nil }
        self.section = section
        self.row = row
        control = section.rows.first(where: \.isControl)
        figures = section.figures(of: row)
    }

    /// `visit moves from 10.6 % to 18.3 %, +72 %`
    var sentence: String { "\(section.event) moves \(step)" }

    /// `from 10.6 % to 18.3 %, +72 %`; with the estimate where a prior or a covariate makes it another than the plain
    /// values say. Where the split changed, between the means as the split weighs them, with the change within epochs.
    var step: String {
        if section.basis == .batched, let change = figures?.change {
            let means = [control, row].map { $0?.adaptive?.mean ?? $0?.value }
            return NumberFormat.step(from: means[0], to: means[1], isRate: section.isProportion, change: change)
                + " within epochs"
        }
        let plain = NumberFormat.step(from: control?.value, to: row.value, isRate: section.isProportion)
        guard let change = figures?.change, let base = control?.value, let value = row.value, base > 0 else {
            return plain
        }
        let estimate = NumberFormat.roughChange(change)
        return estimate == NumberFormat.roughChange(value / base - 1) ? plain : "\(plain) (estimated as \(estimate))"
    }

    /// `18.28 %, +72.1 % (95 % interval +63.8 % to +80.4 %)`
    func shown(level: String) -> String {
        let change = NumberFormat.change(figures?.change)
        return "\(section.shown(row.value)), \(change) "
            + "(\(level) interval \(NumberFormat.changeInterval(figures?.lower, figures?.upper)))"
    }
}
