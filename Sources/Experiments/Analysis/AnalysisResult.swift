/// The result of one A/B analysis: the replaced system's keys, and beside them our own.
///
/// A result made elsewhere lacks our own parts; these are nil or empty then, and `engine` tells.
package struct AnalysisResult: Sendable, Equatable {
    package struct SampleRatioCheck: Sendable, Equatable {
        /// nil without data.
        package var pValue: Double?
        package var isSound: Bool?
        /// Users per variant, in contract order.
        package var observed: [NamedValue<Int>]
        package var expected: [NamedValue<Double>]
        package var degreesOfFreedom: Int?
        /// Of this look, valid however often one looks.
        package var alwaysValidP: Double?
    }

    package struct Section: Sendable, Equatable {
        package var event: String
        package var isProportion: Bool
        package var isInverse: Bool
        /// Control first, then treatments in contract order.
        package var rows: [Row]
        package var verdict: String
        /// Which posterior the verdict rests on; nil for a result made elsewhere.
        package var basis: Basis?
        /// Whether a prior on the lift was weighed.
        package var hasPrior = false
    }

    package enum Basis: String, Sendable {
        case gaussian
        /// Where a variant has few conversions, or few users without one.
        case exact
        /// Where the split changed: differences within its epochs.
        case batched = "batched_ols"
    }

    package struct Row: Sendable, Equatable {
        package var variant: String
        package var n: Int
        package var isControl: Bool
        package var conversions: Int?
        /// The rate of a proportion, else the mean; nil where there is none.
        package var value: Double?
        /// nil for the control; its members are nil where the comparison cannot be computed.
        package var comparison: Comparison?
        /// The mean as the split weighed it (AW-AIPW); nil where the split never changed.
        package var adaptive: Adaptive?
    }

    /// A treatment against the control. Changes are relative: 0.1 is +10 %.
    package struct Comparison: Sendable, Equatable {
        package var relativeChange: Double?
        package var lower: Double?
        package var upper: Double?
        /// Expected loss of keeping the control, of adopting the treatment; in units of relative change.
        package var riskOfControl: Double?
        package var riskOfTreatment: Double?
        /// P(win) of a primary or secondary metric, P(harm) of a guardrail.
        package var probability: Double?
        package var standardError: Double?
        package var absoluteChange: Double?
        /// nil where the metric is no proportion.
        package var exact: Computed<Exact>?
        package var alwaysValid: Computed<Look>?
        /// Within epochs; nil where the split never changed.
        package var batched: Computed<Batched>?
        /// Of a secondary metric: the p-value, and after Holm's correction for all of them.
        package var pValue: Double?
        package var adjustedPValue: Double?
    }

    /// The exact posterior of two proportions, in the units of `Comparison`.
    package struct Exact: Sendable, Equatable {
        package var probability: Double
        package var riskOfControl: Double
        package var riskOfTreatment: Double
        package var lower: Double
        package var upper: Double
    }

    /// What may be read at any look, however many there are.
    package struct Look: Sendable, Equatable {
        /// nil where the control's mean is not above zero.
        package var relativeChange: Double?
        /// The relative change lies between; nil where it is not bounded on that side.
        package var lower: Double?
        package var upper: Double?
        /// The absolute change lies between.
        package var absoluteLower: Double
        package var absoluteUpper: Double
        package var pValue: Double
    }

    /// A result, or the sentence that says why there is none.
    package enum Computed<Value: Sendable & Equatable>: Sendable, Equatable {
        case value(Value)
        case failure(String)

        package var value: Value? {
            if case .value(let value) = self { value } else { nil }
        }
    }

    package struct SampleCheck: Sendable, Equatable {
        package var minimumPerVariant: Int
        package var isEnough: Bool
        package var users: [NamedValue<Int>]
    }

    /// Whether every variant has as many conversions, and as many users without one, as the Gaussian posterior needs.
    package struct ConversionCheck: Sendable, Equatable {
        package var minimumPerVariant: Int
        package var isEnough: Bool
        /// The smaller of conversions and users without one.
        package var rarer: [NamedValue<Int>]
    }

    /// Something the reader must know that does not block a decision.
    package struct Warning: Sendable, Equatable {
        package var code: String
        package var message: String
    }

    package struct NamedValue<Value: Sendable & Equatable>: Sendable, Equatable {
        package var name: String
        package var value: Value
    }

    package var experiment: String
    package var computedAt: String
    package var windowStart: String
    package var windowEnd: String
    package var control: String
    package var treatments: [String]
    package var prior: String
    package var sampleRatio: SampleRatioCheck
    package var primaryMetric: Section?
    package var guardrails: [Section]
    package var sampleCheck: SampleCheck
    package var secondaries: [Section]
    /// nil: made elsewhere.
    package var engine: String?
    /// The data that it was computed from; nil in results of elsewhere.
    package var snapshot: SnapshotReference?
    package var parameters: JSONObject
    /// The last bandit analysis, as it was stored; nil where there was none.
    package var bandit: JSON?
    package var winThreshold: Double?
    /// Of the primary metric; nil where that is no proportion.
    package var conversionCheck: ConversionCheck?
    /// Codes of what refuses a CONTINUE.
    package var blockers: [String]
    package var warnings: [Warning]

    /// Names a snapshot by its id and the hash of its text.
    package struct SnapshotReference: Sendable, Equatable {
        package var id: String
        package var sha256: String
        /// What the snapshot says of users seen in several variants, and what became of them; nil where it does not.
        package var multipleExposures: JSON?

        package init(id: String, sha256: String, multipleExposures: JSON? = nil) {
            self.id = id
            self.sha256 = sha256
            self.multipleExposures = multipleExposures
        }
    }

    /// The metric's part in the decision.
    package enum Part: Sendable {
        case primary, guardrail, secondary
    }

    /// All sections with their parts, in the order in which they are read.
    package var sections: [(part: Part, section: Section)] {
        [primaryMetric].compactMap(\.self).map { (.primary, $0) } + guardrails.map { (.guardrail, $0) }
            + secondaries.map { (.secondary, $0) }
    }
}
