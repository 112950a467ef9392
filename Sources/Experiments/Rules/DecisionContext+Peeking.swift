extension DecisionContext {
    /// Rule 11: with fixed looks, a decision before the window's end, or after earlier looks.
    var peekingWarning: AnalysisResult.Warning? {
        let earlier = min(max(0, earlierAnalyses), Int.max - 1)
        guard looks == .fixed, !isWindowOver || earlier > 0 else { return nil }
        let before =
            switch earlier {
            case 0: "No analysis came before this one"
            case 1: "1 analysis on an older snapshot came before this one"
            default: "\(NumberFormat.count(earlier)) analyses on older snapshots came before this one"
            }
        let end = isWindowOver ? "the window is over" : "the planned window is not over"
        // A look before the end is seldom the last.
        let looks = max(2, earlier + 1)
        return AnalysisResult.Warning(
            code: "peeking",
            message: "\(before), and \(end). Whoever looks every day and adopts at the first P(win) of 95 % adopts a "
                + "treatment without effect in \(PeekingRates.words(looks: looks)) of experiments with "
                + "\(NumberFormat.count(looks)) looks; with the one planned look, in 5 %.")
    }
}
