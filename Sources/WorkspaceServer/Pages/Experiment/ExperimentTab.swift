/// The pages of one experiment. The word is the last step of the address.
enum ExperimentTab: String, CaseIterable, Sendable {
    case overview = ""
    case results
    case health
    case time = "over-time"
    case data
    case holdout
    case history
    case report

    var name: String {
        switch self {
        case .overview: "Overview"
        case .results: "Results"
        case .health: "Health"
        case .time: "Over time"
        case .data: "Data"
        case .holdout: "Holdout"
        case .history: "History"
        case .report: "Report"
        }
    }
}
