/// The result of one bandit analysis: which variant is the best, and what share each should get next.
package struct BanditResult: Sendable, Equatable {
    package typealias NamedValue = AnalysisResult.NamedValue

    /// Whether to stop, which is asked before any weights are pushed.
    package struct Stop: Sendable, Equatable {
        package var isReached: Bool
        /// The variant that is most probably the best; nil where nothing can be said.
        package var variant: String?
        package var probability: Double?
        package var threshold: Double
    }

    /// A stretch of constant allocation, as the data hold it.
    package struct Epoch: Sendable, Equatable {
        package var number: Int
        package var start: String
        package var allocation: JSON
        /// Users of the metric per variant.
        package var users: [NamedValue<Int>]
    }

    /// The policy's word.
    package var algorithm: String
    package var experiment: String
    package var computedAt: String
    package var metric: String
    package var isProportion: Bool
    /// Of the split against the epochs' allocations; nil where it cannot be tested.
    package var sampleRatio: AnalysisResult.SampleRatioCheck?
    /// Whether every variant has the users that weights need.
    package var isEnough: Bool
    /// What may be done with the weights, and why.
    package var message: String
    /// nil in burn-in, and where nothing can be compared.
    package var probabilities: [NamedValue<Double>]?
    /// nil also where the split is not sound.
    package var weights: [NamedValue<Double>]?
    /// How much worse than the best each variant is on average, in the unit of the metric.
    package var expectedLosses: [NamedValue<Double>]?
    package var stop: Stop
    package var epochs: [Epoch]
    package var engine: String
    package var snapshot: String?
    package var parameters: JSONObject
}
