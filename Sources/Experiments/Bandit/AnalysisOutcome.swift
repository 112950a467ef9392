/// What `analyze` answers: the result of an A/B analysis, or of a bandit analysis.
package enum AnalysisOutcome: VerbOutput, Equatable {
    case ab(AnalysisResult)
    case bandit(BanditResult)

    /// nil for a bandit analysis.
    package var ab: AnalysisResult? {
        if case .ab(let result) = self { result } else { nil }
    }

    /// nil for an A/B analysis.
    package var bandit: BanditResult? {
        if case .bandit(let result) = self { result } else { nil }
    }

    package var json: JSON {
        switch self {
        case .ab(let result): result.json
        case .bandit(let result): result.json
        }
    }

    package init(json: JSON) throws {
        self = json["type"] == "bandit" ? .bandit(try BanditResult(json: json)) : .ab(try AnalysisResult(json: json))
    }

    /// All that it follows from beside the snapshot.
    package var parameters: JSONObject {
        switch self {
        case .ab(let result): result.parameters
        case .bandit(let result): result.parameters
        }
    }
}
