internal import Statistics

/// One run as it is looked at day after day.
struct LookWatch {
    private(set) var firstFired: [LookRule: Int] = [:]
    private(set) var shown: Set<LookRule> = []

    /// Reads the rules on the metric.
    mutating func look(
        _ number: Int, _ reader: inout MethodReader, _ kind: UserSums.Kind, _ control: UserSums, _ treatment: UserSums
    ) {
        if case .shown(let claim) = reader.answer(of: .alwaysValid, kind, control, treatment) {
            note(.alwaysValid, at: number, fires: claim.rejectsZero)
        }
        if case .shown(let claim) = reader.answer(of: .gaussian, kind, control, treatment) {
            note(.gaussianInterval, at: number, fires: claim.rejectsZero)
            let win = claim.probabilityOfWinning ?? 0
            note(.probabilityOfWinning, at: number, fires: win >= SimulatedMethod.winThreshold)
        }
    }

    /// Reads the rules on the split of users, who should be in the arms in equal numbers.
    mutating func lookAtSplit(_ number: Int, _ users: [Int]) {
        let weights = users.map { _ in 1.0 }
        if let test = try? SampleRatio.alwaysValid(observed: users, weights: weights) {
            note(.alwaysValidSplit, at: number, fires: test.pValue < LookRule.splitAlpha)
        }
        if let test = try? SampleRatio.chiSquare(observed: users, weights: weights) {
            note(.chiSquare, at: number, fires: test.pValue < LookRule.splitAlpha)
        }
    }

    private mutating func note(_ rule: LookRule, at look: Int, fires: Bool) {
        shown.insert(rule)
        if fires, firstFired[rule] == nil { firstFired[rule] = look }
    }
}
