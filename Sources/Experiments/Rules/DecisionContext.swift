/// What a decision needs beside the analysis it rests on.
package struct DecisionContext: Sendable {
    /// The contract's guardrails; one that the analysis lacks counts as not computable.
    package var guardrails: [String]
    package var guardrailCorrection = AnalysisPlan.GuardrailCorrection.perGuardrail
    package var looks = AnalysisPlan.Looks.fixed
    /// Whole days observed; nil, where the window's start is unknown, counts as too few.
    package var wholeDays: Int?
    /// Analyses of the same experiment on older snapshots.
    package var earlierAnalyses = 0
    /// Whether the planned window is over; false for a window without an end.
    package var isWindowOver = false
    package var isEndPlanned = true
    /// Whether the control still gets users, without which nothing more can be compared.
    package var isControlServed = true
    package var hypothesis: String?
    /// What the analysis was computed from; tells which of several treatments with the same decision is the best.
    package var data: InputData?
    /// Whether the contract was changed after the first data (rule 2).
    package var isDesignChanged = false
    /// Blocker to the written reason why it is passed over; a blank reason passes nothing over.
    package var overrides: [String: String] = [:]

    package init(guardrails: [String]) {
        self.guardrails = guardrails
    }

    package init(of contract: Contract) {
        self.init(guardrails: contract.guardrails)
        guardrailCorrection = contract.plan.guardrailCorrection
        looks = contract.plan.looks
    }
}

extension DecisionContext {
    /// Every blocker of a CONTINUE, whether lifted or not.
    private func blockers(of result: AnalysisResult) -> [String] {
        var found: [String] = []
        if result.sampleRatio.isSound == false { found.append(Blocker.sampleRatio) }
        if !result.sampleCheck.isEnough { found.append(Blocker.minimumSample) }
        found += result.blockers.filter { !found.contains($0) }
        if isDesignChanged, !found.contains(Blocker.designChanged) { found.append(Blocker.designChanged) }
        return found
    }

    private func reason(lifting blocker: String) -> String? {
        guard Blocker.liftable.contains(blocker), let reason = overrides[blocker]?.trimmed else { return nil }
        return reason.isEmpty ? nil : reason
    }

    /// The blockers that still stand.
    func openBlockers(of result: AnalysisResult) -> [String] {
        blockers(of: result).filter { reason(lifting: $0) == nil }
    }

    /// The blockers that were found and lifted, with the reasons.
    func liftedBlockers(of result: AnalysisResult) -> [(blocker: String, reason: String)] {
        blockers(of: result).compactMap { blocker in reason(lifting: blocker).map { (blocker, $0) } }
    }
}
