package import Statistics

/// All that a bandit analysis follows from beside its snapshot.
package struct BanditParameters: Sendable {
    package var analysis: AnalysisParameters
    package var policy: BanditPolicy
    /// The smallest share of a variant, before it is held to half of an equal one.
    package var floor: Double

    package init(_ analysis: AnalysisParameters) {
        self.analysis = analysis
        let plan = analysis.contract.plan.reweight ?? ReweightPlan()
        policy = plan.policy
        floor = plan.floor
    }

    /// Tells the parameters of a bandit analysis from those of an A/B analysis.
    package static let method = "bandit"

    package func json(epochs: [InputData.Epoch]) -> JSONObject {
        var object = analysis.json(epochs: epochs)
        object["method"] = .string(Self.method)
        object["policy"] = .string(policy.rawValue)
        object["floor"] = .number(floor)
        return object
    }

    /// Reads what `json` wrote.
    ///
    /// - Throws: `WorkspaceError` (kind `invalid`) for parameters of another engine or shape.
    package init(json: JSON) throws {
        guard let policy = json["policy"]?.text.flatMap(BanditPolicy.init(rawValue:)),
            let floor = json["floor"]?.double
        else { throw Contract.unreadableParameters }
        self.init(try AnalysisParameters(json: json))
        self.policy = policy
        self.floor = floor
    }
}
