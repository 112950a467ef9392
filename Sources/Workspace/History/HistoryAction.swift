internal import Experiments

/// What the history calls a write.
enum HistoryAction {
    static let update = "update"
    /// How entries begin that changed a definition after data.
    static let designChange = "change of design, because: "
    private static let reopening = "reopened, because: "
    private static let override = "decided, over "

    static func update(_ exception: ExperimentUpdate.Exception?) -> String {
        switch exception {
        case nil: update
        case .designChange(let reason): designChange + reason
        case .reopening(let reason): reopening + reason
        }
    }

    /// A decision, with the blockers that were passed over.
    static func decision(overrides: [String: String]) -> String {
        guard !overrides.isEmpty else { return update }
        return override
            + overrides.sorted { $0.key < $1.key }.map { "\($0.key), because: \($0.value)" }.joined(separator: "; ")
    }
}
