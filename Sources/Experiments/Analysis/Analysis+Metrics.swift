internal import Statistics

/// One section of the result for each metric.
extension Analysis {
    /// Fewer conversions than this in a variant, or fewer users without one, and the exact posterior judges.
    private static let conversionsNeeded = 30

    /// nil where the data lack the metric or its control.
    mutating func section(of name: String, part: AnalysisResult.Part) -> AnalysisResult.Section? {
        guard let metric = data.metric(name), let control = metric.variants[contract.variants.control] else {
            return nil
        }
        warnOfMeaning(metric)
        let epochs = epochs(of: metric)
        let basis: AnalysisResult.Basis =
            epochs != nil ? .batched : fewConversions(metric).isEmpty ? .gaussian : .exact
        if !fewConversions(metric).isEmpty { warnOfFewConversions(metric, basis: basis) }
        var section = AnalysisResult.Section(
            event: name, isProportion: control.conversions != nil, isInverse: metric.inverse,
            rows: [row(contract.variants.control, control, comparison: nil)], verdict: "", basis: basis,
            hasPrior: contract.prior != nil)
        for treatment in contract.variants.treatments {
            guard let data = metric.variants[treatment] else { continue }
            section.rows.append(
                row(
                    treatment, data,
                    comparison: compare(treatment, data, to: control, in: metric, epochs: epochs, part: part)))
        }
        if let epochs { addAdaptiveMeans(to: &section, epochs) }
        section.verdict = verdict(of: section, part: part)
        return section
    }

    /// Rests the words of secondary metrics on p-values that are corrected for all of them together (Holm).
    func correctedForNumber(_ sections: [AnalysisResult.Section]) -> [AnalysisResult.Section] {
        var sections = sections
        let places = sections.indices.flatMap { section in sections[section].rows.indices.map { (section, $0) } }
            .filter { sections[$0].rows[$1].comparison?.pValue != nil }
        let pValues = places.compactMap { sections[$0].rows[$1].comparison?.pValue }
        let adjusted = (try? MultipleComparisons.holm(pValues)) ?? []
        for ((section, row), value) in zip(places, adjusted) {
            sections[section].rows[row].comparison?.adjustedPValue = value
        }
        for index in sections.indices { sections[index].verdict = verdict(of: sections[index], part: .secondary) }
        return sections
    }

    /// The check of a proportion; nil for another metric.
    func conversionCheck(_ section: AnalysisResult.Section) -> AnalysisResult.ConversionCheck? {
        let rarer = section.rows.compactMap { row in
            row.conversions.map { AnalysisResult.NamedValue(name: row.variant, value: min($0, row.n - $0)) }
        }
        guard section.isProportion else { return nil }
        return AnalysisResult.ConversionCheck(
            minimumPerVariant: Self.conversionsNeeded,
            isEnough: rarer.allSatisfy { $0.value >= Self.conversionsNeeded }, rarer: rarer)
    }

    // MARK: - Rows

    private func row(
        _ variant: String, _ data: VariantData, comparison: AnalysisResult.Comparison?
    ) -> AnalysisResult.Row {
        AnalysisResult.Row(
            variant: variant, n: data.n, isControl: comparison == nil, conversions: data.conversions,
            value: try? data.moments().mean, comparison: comparison)
    }

    private mutating func compare(
        _ variant: String, _ treatment: VariantData, to control: VariantData, in metric: InputData.Metric,
        epochs: [EpochSummary]?, part: AnalysisResult.Part
    ) -> AnalysisResult.Comparison {
        let shares = contract.allocation.shares(of: [contract.variants.control, variant])
        let methods = VariantComparison(
            control: control, treatment: treatment, inverse: metric.inverse, prior: contract.prior,
            alpha: contract.plan.alpha, shares: (shares[0], shares[1]), tuningUsers: contract.tuningUsers,
            epochs: data.epochs.count)
        var comparison = AnalysisResult.Comparison()
        do {
            comparison.absoluteChange = try methods.contrast().difference
            comparison.take(try methods.gaussian(), part: part)
        } catch {
            warn("not_computable", "\(metric.name), \(variant): \(error).")
        }
        if treatment.conversions != nil { comparison.exact = exact(methods, part: part) }
        comparison.alwaysValid = look(methods)
        comparison.batched = epochs.map { batched(variant, of: metric, $0, part: part) }
        if part == .secondary {
            comparison.pValue = epochs == nil ? try? methods.welch().pValue : comparison.batched?.value?.pValue
        }
        if let adjustment = try? methods.adjustment() {
            warn(
                "covariate_used",
                "\(metric.name), \(variant): the change is adjusted for the covariate, which leaves "
                    + "\(NumberFormat.percent(adjustment.varianceShare, decimals: 0)) of its variance.")
        }
        return comparison
    }

    private func exact(
        _ methods: VariantComparison, part: AnalysisResult.Part
    ) -> AnalysisResult.Computed<AnalysisResult.Exact> {
        do {
            let posterior = try methods.exact()
            return .value(
                AnalysisResult.Exact(
                    probability: part == .guardrail ? posterior.probabilityOfLosing : posterior.probabilityOfWinning,
                    riskOfControl: posterior.riskOfControl, riskOfTreatment: posterior.riskOfTreatment,
                    lower: posterior.interval.lower, upper: posterior.interval.upper))
        } catch {
            return .failure("\(error)")
        }
    }

    private func look(_ methods: VariantComparison) -> AnalysisResult.Computed<AnalysisResult.Look> {
        do {
            let (look, base) = (try methods.look(), try methods.contrast().base)
            return .value(
                AnalysisResult.Look(
                    relativeChange: base > 0 ? look.difference / base : nil, lower: look.lift?.lower,
                    upper: look.lift?.upper, absoluteLower: look.interval.lower, absoluteUpper: look.interval.upper,
                    pValue: look.pValue))
        } catch {
            return .failure("\(error)")
        }
    }

    // MARK: - Words

    /// The inherited words, of several treatments each with its name.
    private func verdict(of section: AnalysisResult.Section, part: AnalysisResult.Part) -> String {
        let words = section.rows.compactMap { row in
            section.figures(of: row).flatMap { verdict($0, part: part) }.map { (row.variant, $0) }
        }
        guard !words.isEmpty else { return "no data" }
        let isSingle = contract.variants.treatments.count == 1
        return words.map { isSingle ? $0.1 : "\($0.0): \($0.1)" }.joined(separator: "; ")
    }

    /// nil where there is nothing to judge.
    private func verdict(_ figures: AnalysisResult.Figures, part: AnalysisResult.Part) -> String? {
        guard let probability = figures.probability else { return nil }
        if part == .guardrail {
            switch probability {
            case ..<0.1: return "guardrail healthy"
            case ..<0.3: return "guardrail borderline — monitor"
            default: return "guardrail ALARM — possible regression"
            }
        }
        let isChance = part == .secondary && (figures.adjustedPValue ?? 1) > contract.plan.alpha
        switch probability {
        case contract.winThreshold... where !isChance: return "strong signal → adopt treatment"
        case 0.80...: return "leaning treatment"
        case ...0.05 where !isChance: return "treatment appears harmful"
        case ...0.20: return "leaning control"
        default: return "inconclusive"
        }
    }

    // MARK: - Warnings

    /// A name that speaks of harm, without the flag that lower is better.
    private mutating func warnOfMeaning(_ metric: InputData.Metric) {
        guard !metric.inverse, InputData.Metric.soundsHarmful(metric.name) else { return }
        warn(
            "direction_unclear",
            "\"\(metric.name)\" sounds as if lower were better, and it is not marked inverse; more of it counts as a win."
        )
    }

    private func fewConversions(_ metric: InputData.Metric) -> [String] {
        contract.variants.all.filter { name in
            guard let data = metric.variants[name], let k = data.conversions else { return false }
            return min(k, data.n - k) < Self.conversionsNeeded
        }
    }

    private mutating func warnOfFewConversions(_ metric: InputData.Metric, basis: AnalysisResult.Basis) {
        warn(
            "few_conversions",
            "\(metric.name): fewer than \(Self.conversionsNeeded) conversions or non-conversions in "
                + "\(fewConversions(metric).joined(separator: ", ")); the Gaussian interval is too narrow at such counts, "
                + (basis == .batched
                    ? "and so is the one within epochs, on which the verdict rests."
                    : "so the verdict rests on the exact posterior."))
    }
}

extension AnalysisResult.Comparison {
    fileprivate mutating func take(_ posterior: GaussianPosterior, part: AnalysisResult.Part) {
        relativeChange = posterior.effect
        lower = posterior.interval.lower
        upper = posterior.interval.upper
        riskOfControl = posterior.riskOfControl
        riskOfTreatment = posterior.riskOfTreatment
        probability = part == .guardrail ? posterior.probabilityOfLosing : posterior.probabilityOfWinning
        standardError = posterior.standardError
    }
}
