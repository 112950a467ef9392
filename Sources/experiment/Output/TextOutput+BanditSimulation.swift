internal import Experiments

extension TextOutput {
    /// The result of simulated bandits as Markdown.
    ///
    /// - Parameter command: what gives the same result again.
    static func bandits(_ result: BanditSimulationResult, command: String) -> String {
        let setting = result.setting
        let rates = setting.rates.map { NumberFormat.limit($0) }.joined(separator: ", ")
        return [
            """
            # Simulated bandits

            Made by `\(command)`, version \(Engine.version): \(NumberFormat.count(setting.runs)) experiments a rule with \
            the true rates \(rates), \(NumberFormat.count(setting.usersPerHour)) users an hour, a look every \
            \(NumberFormat.count(setting.hours, of: "hour")) for at most \(NumberFormat.count(setting.days, of: "day")). \
            In brackets the 95 % interval of each share.
            """,
            "## What it gains, and how often it stops", gains(result.rows),
            "## What can be said afterwards", estimates(result.rows), words,
        ].joined(separator: "\n\n")
    }

    private static func gains(_ rows: [BanditSimulationResult.Row]) -> String {
        var table = MarkdownTable(
            [
                "Rule", "Users on the best", "Conversions lost", "Stopped", "Half by hour", "Right stops",
                "Wrong stops",
                "Best above 80 %", "Ends at 100 %",
            ], rightAligned: [1, 2, 3, 4, 5, 6, 7, 8])
        for row in rows {
            table.add([
                row.rule.rawValue, NumberFormat.percent(row.usersOnBest, decimals: 1),
                NumberFormat.fixed(row.regret, 1), share(row.stopped),
                row.medianHours.map { NumberFormat.count($0) } ?? NumberFormat.none, share(row.right), share(row.wrong),
                share(row.aboveMost), share(row.endingOnBest),
            ])
        }
        return table.text
    }

    private static func estimates(_ rows: [BanditSimulationResult.Row]) -> String {
        var table = MarkdownTable(
            ["Rule", "Estimate", "Bias, points", "Interval's width, points", "Covers the truth", "Computed in"],
            rightAligned: [2, 3, 4, 5])
        for row in rows {
            for (number, estimate) in row.estimates.enumerated() {
                table.add([
                    number == 0 ? row.rule.rawValue : "", estimate.method.rawValue,
                    estimate.bias.map { NumberFormat.fixed($0 * 100, 2) } ?? NumberFormat.none,
                    estimate.width.map { NumberFormat.fixed($0 * 100, 2) } ?? NumberFormat.none,
                    share(estimate.covering), NumberFormat.count(estimate.covering.trials),
                ])
            }
        }
        return table.text
    }

    private static let words = """
        A stop is right where the arm at which it stops is better than all others; between equal arms every stop is wrong. \
        Conversions lost are those of an oracle that gives everybody the best arm from the start, on average a run. The \
        estimates are of the best arm against the control (where the control is the best, of the second arm against it), \
        at the stop or, without one, at the end; stopping at a good moment biases all of them.
        """
}
