internal import Experiments

/// Whether the numbers may be read at all: the split, the sample, users in several variants, sanity.
struct HealthTab: Sendable {
    struct Line: Sendable {
        var name: String
        var tone: String
        var word: String
        var text: String
    }

    var lines: [Line]
    var users: FigureView?
    var conversions: TableView?
    var warnings: [Note]
    var hasWarnings: Bool

    init(_ subject: ExperimentSubject, check: CheckReport, latest: Snapshot?) {
        lines =
            [Self.split(check), Self.sample(check), Self.sanity(check, hasData: subject.experiment.inputData != nil)]
            + [Self.several(latest)] + [Self.window(check)]
        users = subject.result.map {
            FigureView(
                UsersPlot.plot($0),
                lead: "Against the split as it was planned, and the minimum sample of each variant.",
                alone: subject.plot("users"))
        }
        conversions = subject.result?.conversionCheck.map(Self.conversions)
        warnings = (subject.result?.warnings ?? []).map { Note(tone: "warn", word: "Note:", text: $0.message) }
        hasWarnings = !warnings.isEmpty
    }

    private static func split(_ check: CheckReport) -> Line {
        guard let ratio = check.sampleRatio, let isSound = ratio.isSound else {
            return Line(name: "Split", tone: "unsure", word: "not tested", text: "There are no users to compare yet.")
        }
        let tests =
            "χ² \(NumberFormat.pValue(ratio.pValue))"
            + (ratio.alwaysValidP.map { ", valid at any look \(NumberFormat.pValue($0))" } ?? "")
        return Line(
            name: "Split", tone: isSound ? "better" : "worse", word: isSound ? "as planned" : "not as planned",
            text: isSound
                ? "The users are split as planned (\(tests))."
                : "A sound split comes out this uneven too seldom (\(tests)). No difference can be trusted before the reason is found."
        )
    }

    private static func sample(_ check: CheckReport) -> Line {
        guard let sample = check.sampleCheck else {
            return Line(name: "Sample", tone: "unsure", word: "no data", text: "There are no users yet.")
        }
        let smallest = NumberFormat.count(sample.users.map(\.value).min() ?? 0)
        let wait = check.daysToGo.map { " At the present rate \(NumberFormat.count($0, of: "day")) to go." } ?? ""
        return Line(
            name: "Sample", tone: sample.isEnough ? "better" : "warn", word: sample.isEnough ? "enough" : "too small",
            text:
                "The smallest variant has \(smallest) users of \(NumberFormat.count(sample.minimumPerVariant)) needed.\(wait)"
        )
    }

    private static func sanity(_ check: CheckReport, hasData: Bool) -> Line {
        guard check.faults.isEmpty else {
            return Line(
                name: "Sanity", tone: "worse", word: "\(NumberFormat.count(check.faults.count, of: "fault"))",
                text: check.faults.joined(separator: "; "))
        }
        return Line(
            name: "Sanity", tone: hasData ? "better" : "unsure", word: hasData ? "nothing wrong" : "no data",
            text: hasData
                ? "Counts, sums and names fit each other and the definition."
                : "The definition is complete; data are to come.")
    }

    private static func several(_ latest: Snapshot?) -> Line {
        let detail = latest?.detail.flatMap { try? JSON(parsing: $0) }
        guard let users = detail?["multiple_exposures"]?["users"]?.wholeNumber else {
            return Line(
                name: "Users in several variants", tone: "unsure", word: "not told",
                text: "The latest data do not say how many users saw more than one variant.")
        }
        let treated = detail?["multiple_exposures"]?["treated_as"]?.text == "excluded"
        return Line(
            name: "Users in several variants", tone: users == 0 ? "better" : "warn", word: NumberFormat.count(users),
            text: users == 0
                ? "Nobody saw more than one variant."
                : treated ? "They are left out of every number." : "They count for the variant that they saw first.")
    }

    private static func window(_ check: CheckReport) -> Line {
        Line(
            name: "Window", tone: "plain",
            word: check.daysObserved.map { NumberFormat.count($0, of: "day") } ?? "not begun",
            text: check.windowEnd.map { "It ends on \($0)." } ?? "It has no end yet.")
    }

    private static func conversions(_ check: AnalysisResult.ConversionCheck) -> TableView {
        TableView(
            caption: "Conversions of the primary metric, or users without one, whichever are fewer",
            heads: ["Variant", .number("Users"), .number("Needed for the Gaussian posterior")],
            rows: check.rarer.prefix(100).map {
                .init(
                    head: $0.name, cells: [NumberFormat.count($0.value), NumberFormat.count(check.minimumPerVariant)])
            })
    }
}
