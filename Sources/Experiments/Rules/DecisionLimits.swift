/// Where one rule ends and the next begins.
enum DecisionLimits {
    /// Of both expected losses, in relative change.
    static let bothRisks = 0.02
    /// Of the expected loss of adopting, in relative change.
    static let riskOfAdopting = 0.01
    /// P(win) at or below this is harm.
    static let harm = 0.05
    /// P(no harm) of a guardrail at or below this is to be watched.
    static let watch = 0.20
    /// P(harm) of a guardrail from which it is not said to show no sign of harm.
    static let openHarm = 0.30
    /// P(win) from which a treatment leans to a win.
    static let leaning = 0.80
    static let wholeDays = 7
}
