/// The numbers of a comparison that its verdict rests on, and that people are shown.
extension AnalysisResult {
    package struct Figures: Sendable, Equatable {
        /// The relative change: in the data, with a prior the mean of its posterior; nil where the control has no
        /// conversion or a mean of zero or less, and where it cannot be computed.
        package var change: Double?
        package var lower: Double?
        package var upper: Double?
        package var riskOfControl: Double?
        package var riskOfTreatment: Double?
        package var probability: Double?
        package var absoluteChange: Double?
        package var adjustedPValue: Double?
    }
}

extension AnalysisResult.Section {
    /// Of the exact posterior, or of the differences within epochs, where the section rests on them, else of the
    /// Gaussian; nil for the control.
    package func figures(of row: AnalysisResult.Row) -> AnalysisResult.Figures? {
        guard let comparison = row.comparison else { return nil }
        var figures = AnalysisResult.Figures(
            change: comparison.relativeChange, lower: comparison.lower, upper: comparison.upper,
            riskOfControl: comparison.riskOfControl, riskOfTreatment: comparison.riskOfTreatment,
            probability: comparison.probability, absoluteChange: comparison.absoluteChange,
            adjustedPValue: comparison.adjustedPValue)
        if basis == .batched {
            return comparison.batched?.value?.figures(adjustedPValue: comparison.adjustedPValue) ?? .init()
        }
        guard basis == .exact else { return figures }
        let exact = comparison.exact?.value
        figures.lower = exact?.lower
        figures.upper = exact?.upper
        figures.riskOfControl = exact?.riskOfControl
        figures.riskOfTreatment = exact?.riskOfTreatment
        figures.probability = exact?.probability
        if hasPrior {
            // E max(R - 1, 0) - E max(1 - R, 0) is the mean of R - 1, R the ratio of the rates.
            figures.change = exact.map { ($0.riskOfControl - $0.riskOfTreatment) * (isInverse ? -1 : 1) }
        }
        return figures
    }

    /// Of a variant by its name; nil for what is no treatment here.
    package func figures(of variant: String) -> AnalysisResult.Figures? {
        rows.first { $0.variant == variant }.flatMap(figures)
    }
}
