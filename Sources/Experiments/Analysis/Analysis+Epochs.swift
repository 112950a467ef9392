internal import Statistics

/// What is compared within epochs, because the split changed and may have followed the data.
extension Analysis {
    /// A metric's sums per epoch; nil where the split never changed, or where the metric is known in total only. Empty
    /// where the split changed and the data have no epochs: then nothing can be compared.
    mutating func epochs(of metric: InputData.Metric) -> [EpochSummary]? {
        if parameters.isPooledOverSplits(data) { return [] }
        guard data.epochs.count > 1 else { return nil }
        guard let epochs = try? data.epochSummaries(of: metric.name, variants: contract.variants.all) else {
            pooledMetrics.append(metric.name)
            return nil
        }
        return epochs
    }

    mutating func batched(
        _ treatment: String, of metric: InputData.Metric, _ epochs: [EpochSummary], part: AnalysisResult.Part
    ) -> AnalysisResult.Computed<AnalysisResult.Batched> {
        guard let place = contract.variants.all.firstIndex(of: treatment) else {
            return .failure("there is no such arm")
        }
        guard !epochs.isEmpty else {
            return .failure(
                "the split changed and the data have no sums per epoch; collect from a source that gives epochs")
        }
        do {
            let batched = try BatchedContrast(epochs, control: 0, treatment: place, alpha: contract.plan.alpha)
            let posterior = try GaussianPosterior(
                batched.contrast, inverse: metric.inverse, prior: contract.prior, alpha: contract.plan.alpha)
            let numbers = data.epochsInOrder.map(\.number)
            let leftOut = batched.leftOut.map { numbers[$0] }
            if !leftOut.isEmpty { epochsLeftOut.append(("\(metric.name), \(treatment)", leftOut)) }
            return .value(
                AnalysisResult.Batched(
                    relativeChange: posterior.effect, lower: posterior.interval.lower, upper: posterior.interval.upper,
                    probability: part == .guardrail
                        ? posterior.probabilityOfLosing : posterior.probabilityOfWinning,
                    riskOfControl: posterior.riskOfControl, riskOfTreatment: posterior.riskOfTreatment,
                    standardError: posterior.standardError, absoluteChange: batched.difference,
                    absoluteStandardError: batched.standardError, absoluteLower: batched.interval.lower,
                    absoluteUpper: batched.interval.upper, pValue: batched.pValue, batches: batched.batches.count,
                    leftOut: leftOut))
        } catch {
            return .failure("\(error)")
        }
    }

    /// The arms' means as the split weighed them; nothing where they cannot be computed.
    func addAdaptiveMeans(to section: inout AnalysisResult.Section, _ epochs: [EpochSummary]) {
        guard let means = try? AdaptiveMeans(epochs) else { return }
        for index in section.rows.indices {
            guard let place = contract.variants.all.firstIndex(of: section.rows[index].variant),
                let mean = means.arms[place], let interval = try? mean.interval(alpha: contract.plan.alpha)
            else { continue }
            let difference = place == 0 ? nil : means.difference(treatment: place, control: 0)
            section.rows[index].adaptive = AnalysisResult.Adaptive(
                mean: mean.value, standardError: mean.standardError, lower: interval.lower, upper: interval.upper,
                difference: difference?.value, differenceStandardError: difference?.standardError)
        }
    }

    mutating func warnOfEpochs() {
        guard data.epochs.count > 1 else { return }
        if !pooledMetrics.isEmpty {
            warn(
                "epochs_pooled",
                "\(pooledMetrics.joined(separator: ", ")): known in total only, so the numbers pool "
                    + "\(data.epochs.count) epochs of different splits; where the base rate moved between them, a difference "
                    + "can be an artefact of the split.")
        }
        for (place, epochs) in epochsLeftOut {
            warn(
                "epochs_left_out",
                "\(place): \(epochs.count == 1 ? "epoch" : "epochs") \(epochs.map(String.init).joined(separator: ", ")) "
                    + "without users in a variant, with fewer than \(EpochSummary.usersNeeded) in both, or without spread, "
                    + "left out.")
        }
    }
}
