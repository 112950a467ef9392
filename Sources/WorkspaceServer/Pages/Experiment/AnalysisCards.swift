internal import Experiments

/// A number with its name and what it means.
struct Card: Sendable {
    var title: String
    var value: String
    var tone: String
    var note: String
}

/// Whether an analysis can be trusted, in four cards.
enum AnalysisCards {
    static func all(_ result: AnalysisResult, check: CheckReport?, usersInSeveralVariants: Int?) -> [Card] {
        [ratio(result), sample(result), window(result, check)] + (usersInSeveralVariants.map { [several($0)] } ?? [])
    }

    static func ratio(_ result: AnalysisResult) -> Card {
        let check = result.sampleRatio
        let counts = check.observed.prefix(12).map { NumberFormat.count($0.value) }.joined(separator: " · ")
        let anyLook = check.alwaysValidP.map { " · at any look \(NumberFormat.pValue($0))" } ?? ""
        return Card(
            title: "Sample ratio",
            value: check.isSound.map { $0 ? "sound" : "broken" } ?? "unknown",
            tone: check.isSound.map { $0 ? "better" : "worse" } ?? "unsure",
            note: "χ² \(NumberFormat.pValue(check.pValue))\(anyLook) · \(counts)")
    }

    static func sample(_ result: AnalysisResult) -> Card {
        let users = result.sampleCheck.users
        let smallest = NumberFormat.count(users.map(\.value).min() ?? 0)
        return Card(
            title: "Users", value: NumberFormat.fixed(users.map { Double($0.value) }.reduce(0, +), 0),
            tone: result.sampleCheck.isEnough ? "plain" : "worse",
            note: "smallest variant \(smallest) of \(NumberFormat.count(result.sampleCheck.minimumPerVariant)) needed")
    }

    static func window(_ result: AnalysisResult, _ check: CheckReport?) -> Card {
        Card(
            title: "Window",
            value: check?.daysObserved.map { NumberFormat.count($0, of: "day") }
                ?? "not begun",
            tone: "plain", note: "\(result.windowStart) to \(result.windowEnd)")
    }

    static func several(_ users: Int) -> Card {
        Card(
            title: "In several variants", value: NumberFormat.count(users, of: "user"),
            tone: users == 0 ? "plain" : "warn", note: "users who saw more than one variant")
    }
}
