/// What is known of a comparison whose split changed.
extension AnalysisResult {
    /// A difference within epochs (batched least squares), and the posterior that follows from it.
    package struct Batched: Sendable, Equatable {
        package var relativeChange: Double
        package var lower: Double
        package var upper: Double
        /// P(win) of a primary or secondary metric, P(harm) of a guardrail.
        package var probability: Double
        package var riskOfControl: Double
        package var riskOfTreatment: Double
        package var standardError: Double
        package var absoluteChange: Double
        package var absoluteStandardError: Double
        package var absoluteLower: Double
        package var absoluteUpper: Double
        package var pValue: Double
        /// Epochs, or groups of joined ones, that it rests on.
        package var batches: Int
        /// The numbers of the epochs that it does not rest on.
        package var leftOut: [Int]
    }

    /// A variant's mean as the split weighed it (AW-AIPW), and for a treatment its difference from the control's.
    package struct Adaptive: Sendable, Equatable {
        package var mean: Double
        package var standardError: Double
        package var lower: Double
        package var upper: Double
        package var difference: Double?
        package var differenceStandardError: Double?
    }
}

extension AnalysisResult.Section {
    /// Stands wherever the differences over all epochs together are shown.
    package static let naiveLabel =
        "Biased: these totals pool epochs of different splits, and a split that follows the data favours what was lucky "
        + "early. Read batched_ols for the difference, aw_aipw for the means."

    /// The means as the split weighed them, and the difference of the totals with its label; none where the section does
    /// not rest on epochs.
    package var adaptiveNotes: [String] {
        guard basis == .batched else { return [] }
        let means = rows.compactMap { row in
            row.adaptive.map { "\(row.variant) \(shown($0.mean)) (\(shown($0.lower)) to \(shown($0.upper)))" }
        }
        let naive = rows.compactMap { row in
            row.comparison.map { "\(row.variant) \(NumberFormat.change($0.relativeChange))" }
        }
        return [
            "\(event): the change is that within epochs. Means as the split weighs them (AW-AIPW): "
                + "\(means.joined(separator: ", ")). Naive, biased because the split followed the data: "
                + "\(naive.joined(separator: ", "))."
        ]
    }
}

extension AnalysisResult.Batched {
    func figures(adjustedPValue: Double?) -> AnalysisResult.Figures {
        AnalysisResult.Figures(
            change: relativeChange, lower: lower, upper: upper, riskOfControl: riskOfControl,
            riskOfTreatment: riskOfTreatment, probability: probability, absoluteChange: absoluteChange,
            adjustedPValue: adjustedPValue)
    }

    func json(part: AnalysisResult.Part) -> JSON {
        [
            "rel_delta": .number(relativeChange), "ci": [.number(lower), .number(upper)],
            part.probabilityKey: .number(probability), "risk_ctrl": .number(riskOfControl),
            "risk_trt": .number(riskOfTreatment), "se": .number(standardError),
            "absolute_delta": .number(absoluteChange), "absolute_se": .number(absoluteStandardError),
            "absolute_ci": [.number(absoluteLower), .number(absoluteUpper)], "p_value": .number(pValue),
            "batches": .integer(Int64(batches)), "left_out": .array(leftOut.map { .integer(Int64($0)) }),
        ]
    }

    init?(json: JSON, part: AnalysisResult.Part) {
        func number(_ key: String) -> Double? { json[key]?.double }
        guard let relativeChange = number("rel_delta"), let probability = number(part.probabilityKey),
            let riskOfControl = number("risk_ctrl"), let riskOfTreatment = number("risk_trt"),
            let standardError = number("se"), let absoluteChange = number("absolute_delta"),
            let absoluteStandardError = number("absolute_se"), let pValue = number("p_value"),
            let relative = json["ci"]?.array?.compactMap(\.double), relative.count == 2,
            let absolute = json["absolute_ci"]?.array?.compactMap(\.double), absolute.count == 2,
            let batches = json["batches"]?.wholeNumber
        else { return nil }
        self.init(
            relativeChange: relativeChange, lower: relative[0], upper: relative[1], probability: probability,
            riskOfControl: riskOfControl, riskOfTreatment: riskOfTreatment, standardError: standardError,
            absoluteChange: absoluteChange, absoluteStandardError: absoluteStandardError, absoluteLower: absolute[0],
            absoluteUpper: absolute[1], pValue: pValue, batches: batches,
            leftOut: (json["left_out"]?.array ?? []).compactMap(\.wholeNumber))
    }
}

extension AnalysisResult.Adaptive {
    var json: JSON {
        var object: JSONObject = [
            "mean": .number(mean), "se": .number(standardError), "ci": [.number(lower), .number(upper)],
        ]
        object["difference"] = difference.map(JSON.number)
        object["difference_se"] = differenceStandardError.map(JSON.number)
        return .object(object)
    }

    init?(json: JSON) {
        guard let mean = json["mean"]?.double, let standardError = json["se"]?.double,
            let ends = json["ci"]?.array?.compactMap(\.double), ends.count == 2
        else { return nil }
        self.init(
            mean: mean, standardError: standardError, lower: ends[0], upper: ends[1],
            difference: json["difference"]?.double, differenceStandardError: json["difference_se"]?.double)
    }
}
