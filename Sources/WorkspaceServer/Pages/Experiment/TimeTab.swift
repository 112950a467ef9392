internal import Experiments

/// How the answer came about: the effect at every snapshot, or the weights of a bandit.
struct TimeTab: Sendable {
    private static let mostTreatments = 4

    var figures: [FigureView]
    var isEmpty: Bool

    init(_ subject: ExperimentSubject, analyses: [StoredAnalysis]) {
        let treatments = Variants(of: subject.experiment).treatments.prefix(Self.mostTreatments)
        figures = treatments.compactMap { treatment in
            ExperimentPlots.effect(of: treatment, over: analyses).map {
                FigureView(
                    $0, lead: "One look for each snapshot that was analyzed. Whoever looks often reads the band.",
                    legend: [("whisker", "interval of that look"), ("band", "valid however often one looks")],
                    alone: subject.plot("over-time-\(treatment)"))
            }
        }
        figures += [
            ExperimentPlots.weights(of: analyses).map { FigureView($0, alone: subject.plot("weights")) },
            ExperimentPlots.bestArm(of: analyses).map { FigureView($0, alone: subject.plot("best-arm")) },
        ].compactMap(\.self)
        isEmpty = figures.isEmpty
    }
}
