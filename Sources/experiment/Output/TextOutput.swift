internal import Experiments

/// Records and results as text for the terminal.
enum TextOutput {
    /// The fields that are set, one a line.
    static func record(_ record: some WorkspaceRecord, leavingOut hidden: Set<String> = []) -> String {
        let lines = record.object.filter { $1 != .null && !hidden.contains($0) }
        let width = lines.map(\.0.count).max() ?? 0
        return lines.map { name, value in
            name + String(repeating: " ", count: width - name.count + 2) + (value.text ?? value.serialized())
        }
        .joined(separator: "\n")
    }

    /// An experiment with its analysis as a table instead of its JSON.
    static func experiment(_ experiment: Experiment) -> String {
        let result = experiment.analysis
        let fields = record(experiment, leavingOut: result == nil ? [] : ["analysisResult"])
        return result.map { "\(fields)\n\n\(numbers($0))" } ?? fields
    }

    /// What is recommended first, then trust, then the evidence.
    static func analysis(_ result: AnalysisResult, recommendation: Recommendation?) -> String {
        let verdict = Verdict(of: result, recommendation: recommendation)
        return """
            \(verdict.tag.uppercased())
            \(verdict.headline)
            \(verdict.evidence)
            Next: \(verdict.next)

            \(numbers(result))
            """
    }

    private static func numbers(_ result: AnalysisResult) -> String {
        let check = result.sampleRatio
        let users = check.observed.map { "\($0.name) \(NumberFormat.count($0.value))" }.joined(separator: ", ")
        let minimum = NumberFormat.count(result.sampleCheck.minimumPerVariant)
        return """
            Sample ratio  \(split(check, users))
            Sample        \(result.sampleCheck.isEnough ? "enough" : "TOO SMALL") (at least \(minimum) users per variant)
            Window        \(result.windowStart) to \(result.windowEnd)
            Win from      P(win) \(NumberFormat.percent(result.winThreshold, decimals: 1)); prior \(result.prior)

            \(([table(result)] + result.sections.flatMap(\.section.adaptiveNotes)).joined(separator: "\n\n"))
            """
    }

    /// `sound (χ² p = 0.70, valid at any look p = 1.00)`, and with more after the tests.
    static func split(_ check: AnalysisResult.SampleRatioCheck, _ more: String? = nil) -> String {
        let tests = [
            "χ² \(NumberFormat.pValue(check.pValue))",
            check.alwaysValidP.map { "valid at any look \(NumberFormat.pValue($0))" },
        ]
        let tested = tests.compactMap(\.self).joined(separator: ", ")
        let word = check.isSound.map { $0 ? "sound" : "BROKEN" } ?? "unknown"
        return "\(word) (\([tested, more].compactMap(\.self).joined(separator: "; ")))"
    }

    private static func table(_ result: AnalysisResult) -> String {
        let share = NumberFormat.percent(1 - (result.parameters["alpha"]?.double ?? 0.05), decimals: 0)
        let interval = "\(share) interval"
        var table = TextTable(
            ["Metric", "Variant", "Users", "Value", "Change", interval, "at any look", "P(win)", "Risk", "Verdict"],
            rightAligned: [2, 3, 4, 5, 6, 7, 8])
        for (part, section) in result.sections {
            for row in section.rows {
                let figures = section.figures(of: row)
                let probability = NumberFormat.probability(
                    part == .guardrail ? section.probabilityOfHarm(of: row.variant) : figures?.probability)
                let look = row.comparison?.alwaysValid?.value
                table.add([
                    row.isControl ? "\(section.event) (\(part))" : "",
                    row.variant, NumberFormat.count(row.n), section.shown(row.value),
                    row.isControl ? "" : NumberFormat.change(figures?.change),
                    row.isControl ? "" : NumberFormat.changeInterval(figures?.lower, figures?.upper),
                    row.isControl ? "" : NumberFormat.changeInterval(look?.lower, look?.upper),
                    row.isControl ? "" : part == .guardrail ? "harm \(probability)" : probability,
                    row.isControl ? "" : NumberFormat.risk(figures?.riskOfTreatment),
                    row.isControl ? "" : word(of: row.variant, in: section, among: result.treatments.count),
                ])
            }
        }
        return table.text
    }

    /// The variant's own words of a verdict that joins several.
    private static func word(of variant: String, in section: AnalysisResult.Section, among count: Int) -> String {
        guard count > 1 else { return section.verdict }
        let prefix = "\(variant): "
        let own = section.verdict.split(separator: "; ").first { $0.hasPrefix(prefix) }
        return own.map { String($0.dropFirst(prefix.count)) } ?? NumberFormat.none
    }
}
