internal import Experiments

extension TextOutput {
    /// The result of a simulation as Markdown.
    ///
    /// - Parameter command: what gives the same result again.
    static func simulation(_ result: SimulationResult, command: String) -> String {
        var parts = [
            """
            # Calibration

            Made by `\(command)`, version \(Engine.version): \
            \(NumberFormat.count(result.runs)) simulated experiments a row. In brackets the 95 % interval of each share.
            """
        ]
        for section in SimulationResult.Section.allCases {
            let rows = result.coverage.filter { $0.section == section }
            if !rows.isEmpty { parts += ["## \(heading(section))", coverage(rows)] }
        }
        if !result.looks.isEmpty { parts += ["## Looking every day while nothing differs", looks(result.looks)] }
        if !result.wins.isEmpty { parts += ["## P(win) and how often the treatment is better", wins(result.wins)] }
        return (parts + [verdicts]).joined(separator: "\n\n")
    }

    private static func heading(_ section: SimulationResult.Section) -> String {
        switch section {
        case .proportions: "One look: shares of users"
        case .means: "One look: means and ratios"
        case .ownData: "One look: your own rows, dealt at random into two arms"
        }
    }

    private static func coverage(_ rows: [SimulationResult.CoverageRow]) -> String {
        var table = MarkdownTable(
            [
                "Metric", "Users per arm", "Lift", "Method", "Computed", "Shown", "Covers the truth", "Unbounded",
                "Covers, bounded", "False positives", "P(win) ≥ .95", "Verdict",
            ], rightAligned: [1, 2, 4, 5, 6, 7, 8, 9, 10])
        var last: SimulationResult.CoverageRow?
        for row in rows {
            let isNew =
                row.metric != last?.metric || row.controlUsers != last?.controlUsers || row.lift != last?.lift
            let (control, treatment) = (row.controlUsers, row.treatmentUsers)
            let users =
                control == treatment
                ? NumberFormat.count(control) : "\(NumberFormat.count(control)) and \(NumberFormat.count(treatment))"
            let counts = row.counts
            let hasUnbounded = (counts.unbounded.share ?? 0) > 0
            table.add([
                isNew ? row.metric : "", isNew ? users : "",
                isNew ? NumberFormat.fixedChange(row.lift, decimals: 0) : "",
                row.method.rawValue, percent(counts.computable), percent(counts.shown), share(counts.covering),
                hasUnbounded ? percent(counts.unbounded) : "", hasUnbounded ? share(counts.coveringBounded) : "",
                row.lift == 0 ? share(counts.rejecting) : "",
                row.method.hasProbability && row.lift == 0 ? share(counts.winning) : "", row.verdict.rawValue,
            ])
            last = row
        }
        return table.text
    }

    private static func looks(_ rows: [SimulationResult.LookRow]) -> String {
        let looks = rows.first?.fired.map { "Ever by look \($0.look)" } ?? []
        var table = MarkdownTable(
            ["Metric", "Users in all", "Rule"] + looks + ["Shown", "Verdict"], rightAligned: [1, 3, 4, 5, 6])
        var last: SimulationResult.LookRow?
        for row in rows {
            let isNew = row.metric != last?.metric
            table.add(
                [isNew ? row.metric : "", isNew ? NumberFormat.count(row.users) : "", row.rule.sentence]
                    + row.fired.map { share($0.frequency, decimals: 2) }
                    + [percent(row.shown), row.verdict.rawValue])
            last = row
        }
        return table.text
    }

    private static func wins(_ rows: [SimulationResult.WinRow]) -> String {
        var table = MarkdownTable(
            ["Rate", "Users per arm", "P(win) of", "P(win)", "Runs", "Mean P(win)", "Truly better", "Points apart"],
            rightAligned: [0, 1, 4, 5, 6, 7])
        var last: SimulationResult.WinRow?
        for row in rows {
            let isNew = row.rate != last?.rate || row.belief != last?.belief
            let (from, to) = (NumberFormat.fixed(row.bin.lower, 2), NumberFormat.fixed(row.bin.upper, 2))
            table.add([
                isNew ? NumberFormat.percent(row.rate, decimals: 0) : "",
                isNew ? NumberFormat.count(row.usersPerArm) : "", isNew ? row.sentence : "", "\(from) to \(to)",
                NumberFormat.count(row.bin.trulyBetter.trials),
                NumberFormat.percent(row.bin.meanProbability, decimals: 1), share(row.bin.trulyBetter),
                pointsApart(row.bin),
            ])
            last = row
        }
        let deviation = NumberFormat.percent(rows.first?.liftDeviation, decimals: 0)
        return "True lifts are normal about 0 with a standard deviation of \(deviation).\n\n" + table.text
    }

    /// By how much the treatment is better more or less often than P(win) says.
    private static func pointsApart(_ bin: WinBin) -> String {
        guard let share = bin.trulyBetter.share, let mean = bin.meanProbability else { return NumberFormat.none }
        let points = NumberFormat.fixed((share - mean) * 100, 1)
        return share > mean ? "+" + points : points
    }

    private static func percent(_ frequency: Frequency) -> String {
        NumberFormat.percent(frequency.share, decimals: 1)
    }

    private static let verdicts = """
        Verdicts: `ok`: the share meets its target; `undecided`: it does not, but its interval does, and more runs would \
        tell; `misses`: neither does; `not shown`: nothing was ever shown; `for comparison`: no target. Targets: exact, \
        fieller and always-valid cover at least 94.5 %, exact and fieller at most 95.5 % where both arms expect 30 \
        conversions; always-valid contradicts equal arms in at most 5 % of experiments however often one looks, the \
        always-valid split test in at most 1 %.
        """
}
