/// How two proportions compare on average over what is believed about them.
struct ShareComparison {
    /// The probabilities that the treatment's share is larger and smaller than the control's, in [0, 1] but for
    /// rounding.
    var win, lose: Double
    /// What the treatment's share exceeds the control's by and falls short by on average, at least 0.
    let gain, loss: Double
    /// The means of the two shares, in (0, 1).
    let controlMean, treatmentMean: Double
}
