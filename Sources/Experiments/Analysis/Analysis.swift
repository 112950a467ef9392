internal import Statistics

/// The A/B analysis: a pure function of contract, input data and the moment of computation.
package struct Analysis {
    private let contract: Contract
    private let data: InputData
    private var warnings: [AnalysisResult.Warning] = []

    /// Analyzes sane data. What blocks a decision stands in `blockers`; what the reader must know, in `warnings`.
    ///
    /// - Parameter isIndicative: computes below the minimum sample too, and marks the result.
    /// - Throws: `WorkspaceError`, `dataNotSane`: all faults of the data at once (rule 4), or a variant below the minimum
    ///   sample (rule 6).
    package static func result(
        of data: InputData, contract: Contract, computedAt: Instant, isIndicative: Bool
    ) throws -> AnalysisResult {
        let faults = Sanity.faults(in: data, contract: contract)
        guard faults.isEmpty else {
            throw WorkspaceError(
                .dataNotSane, code: "data_not_sane",
                "The input data cannot be analyzed (rule 4): \(faults.joined(separator: "; ")). "
                    + "Correct the data or the experiment, then analyze again.",
                details: ["faults": .array(faults.map(JSON.string))])
        }
        var analysis = Analysis(contract: contract, data: data)
        return try analysis.compute(computedAt: computedAt, isIndicative: isIndicative)
    }

    private init(contract: Contract, data: InputData) {
        self.contract = contract
        self.data = data
    }

    private mutating func compute(computedAt: Instant, isIndicative: Bool) throws -> AnalysisResult {
        let sampleCheck = checkSample()
        guard sampleCheck.isEnough || isIndicative else { throw tooFewUsers(sampleCheck) }
        var blockers: [String] = []
        let sampleRatio = try checkSampleRatio()
        if sampleRatio.isSound == false {
            blockers.append("srm")
            warn("srm", sampleRatioMessage(sampleRatio))
        }
        if !sampleCheck.isEnough {
            blockers.append("minimum_sample")
            warn(
                "indicative",
                "A variant is below the minimum sample: read this as a first indication, decide nothing on it.")
        }
        if contract.statedMinimumSample == nil {
            warn(
                "minimum_sample_assumed",
                "The experiment states no minimum sample, so \(contract.minimumSample) users per variant are assumed.")
        }
        if data.epochs.count > 1 {
            warn(
                "epochs_pooled",
                "The numbers pool \(data.epochs.count) epochs of different splits; where the base rate moved between them, "
                    + "a difference can be an artefact of the split.")
        }
        let primary = contract.primaryMetric.flatMap { section(of: $0, part: .primary) }
        let guardrails = contract.guardrails.compactMap { section(of: $0, part: .guardrail) }
        let secondaries = contract.secondaries.compactMap { section(of: $0, part: .secondary) }
        let named = Set(contract.namedMetrics)
        for metric in data.metrics where !named.contains(metric.name) {
            warn(
                "undefined_metric",
                "The input data hold \"\(metric.name)\", which is neither primary, guardrail nor defined; it was left out."
            )
        }
        return AnalysisResult(
            experiment: contract.slug, computedAt: computedAt.jsonText,
            windowStart: contract.windowStart?.day ?? "?", windowEnd: contract.windowEnd?.day ?? "open",
            control: contract.variants.control, treatments: contract.variants.treatments, prior: priorLabel,
            sampleRatio: sampleRatio, primaryMetric: primary, guardrails: guardrails, sampleCheck: sampleCheck,
            secondaries: secondaries, engine: Engine.name,
            parameters: parameters(computedAt: computedAt, isIndicative: isIndicative),
            winThreshold: contract.winThreshold, blockers: blockers, warnings: warnings)
    }

    private mutating func warn(_ code: String, _ message: String) {
        warnings.append(AnalysisResult.Warning(code: code, message: message))
    }

    // MARK: - Sample

    private func checkSample() -> AnalysisResult.SampleCheck {
        let users = usersOfPrimaryMetric(in: data.metrics)
        return AnalysisResult.SampleCheck(
            minimumPerVariant: contract.minimumSample,
            isEnough: users.allSatisfy { $0.value >= contract.minimumSample }, users: users)
    }

    private func tooFewUsers(_ check: AnalysisResult.SampleCheck) -> WorkspaceError {
        let missing = check.users.filter { $0.value < check.minimumPerVariant }
            .map { "\($0.name) has \($0.value) and needs \(check.minimumPerVariant - $0.value) more" }
        return WorkspaceError(
            .dataNotSane, code: "sample_too_small",
            "Too few users to analyze (rule 6): at least \(check.minimumPerVariant) per variant are needed; "
                + "\(missing.joined(separator: ", ")). Collect more data, or ask for an indicative result (--indicative).",
            details: ["sample_check": check.json])
    }

    private func usersOfPrimaryMetric(in metrics: [InputData.Metric]) -> [AnalysisResult.NamedValue<Int>] {
        let metric = metrics.first { $0.name == contract.primaryMetric }
        return contract.variants.all.map { .init(name: $0, value: metric?.variants[$0]?.n ?? 0) }
    }

    // MARK: - Sample ratio

    /// Against the experiment's own allocation; with several epochs, statistics and degrees of freedom add up.
    private func checkSampleRatio() throws -> AnalysisResult.SampleRatioCheck {
        let names = contract.variants.all
        let observed = usersOfPrimaryMetric(in: data.metrics)
        let parts: [(users: [Int], shares: [Double])] =
            data.epochs.isEmpty
            ? [(observed.map(\.value), contract.allocation.shares(of: names))]
            : data.epochs.map {
                (usersOfPrimaryMetric(in: $0.metrics).map(\.value), $0.allocation.shares(of: names))
            }
        var expected = [Double](repeating: 0, count: names.count)
        for part in parts {
            let total = Double(part.users.reduce(0, +))
            for index in names.indices { expected[index] += part.shares[index] * total }
        }
        do {
            let test = try SampleRatio.chiSquare(strata: parts.map { (observed: $0.users, weights: $0.shares) })
            return AnalysisResult.SampleRatioCheck(
                pValue: test.pValue, isSound: test.pValue >= 0.01, observed: observed,
                expected: zip(names, expected).map { .init(name: $0, value: $1) },
                degreesOfFreedom: test.degreesOfFreedom)
        } catch {
            throw WorkspaceError(
                .dataNotSane, code: "srm_not_testable",
                "The sample ratio cannot be tested: \(error). Check the allocation.")
        }
    }

    private func sampleRatioMessage(_ check: AnalysisResult.SampleRatioCheck) -> String {
        let counts = check.observed.map { "\($0.name) \(NumberFormat.count($0.value))" }.joined(separator: ", ")
        let expected = check.expected.map { NumberFormat.count(Int($0.value.rounded())) }.joined(separator: ", ")
        return "The users are not split as planned: \(counts), where \(expected) were to be expected "
            + "(χ² \(NumberFormat.pValue(check.pValue))). Find out why before reading any difference."
    }

    // MARK: - Metrics

    private mutating func section(of name: String, part: AnalysisResult.Part) -> AnalysisResult.Section? {
        guard let metric = data.metric(name), let control = metric.variants[contract.variants.control] else {
            return nil
        }
        warnOfMeaning(metric)
        warnOfLowCounts(metric)
        var rows = [row(contract.variants.control, control, comparison: nil)]
        var verdicts: [(String, String)] = []
        for treatment in contract.variants.treatments {
            guard let data = metric.variants[treatment] else { continue }
            var comparison = AnalysisResult.Comparison()
            do {
                comparison = try compare(data, to: control, inverse: metric.inverse, part: part)
            } catch {
                warn("not_computable", "\(name), \(treatment): \(error).")
                comparison.absoluteChange = absoluteChange(from: control, to: data)
            }
            rows.append(row(treatment, data, comparison: comparison))
            if let word = verdict(comparison, part: part) { verdicts.append((treatment, word)) }
        }
        let isSingle = contract.variants.treatments.count == 1
        return AnalysisResult.Section(
            event: name, isProportion: control.conversions != nil, isInverse: metric.inverse, rows: rows,
            verdict: verdicts.isEmpty
                ? "no data" : verdicts.map { isSingle ? $0.1 : "\($0.0): \($0.1)" }.joined(separator: "; "))
    }

    private func row(
        _ variant: String, _ data: VariantData, comparison: AnalysisResult.Comparison?
    ) -> AnalysisResult.Row {
        AnalysisResult.Row(
            variant: variant, n: data.n, isControl: comparison == nil, conversions: data.conversions,
            value: try? data.moments().mean, comparison: comparison)
    }

    private func compare(
        _ treatment: VariantData, to control: VariantData, inverse: Bool, part: AnalysisResult.Part
    ) throws(StatisticsError) -> AnalysisResult.Comparison {
        let posterior = try GaussianPosterior(
            Contrast(control: control.moments(), treatment: treatment.moments()), inverse: inverse,
            prior: contract.prior,
            alpha: contract.plan.alpha)
        return AnalysisResult.Comparison(
            relativeChange: posterior.effect, lower: posterior.interval.lower, upper: posterior.interval.upper,
            riskOfControl: posterior.riskOfControl, riskOfTreatment: posterior.riskOfTreatment,
            probability: part == .guardrail ? posterior.probabilityOfLosing : posterior.probabilityOfWinning,
            standardError: posterior.standardError, absoluteChange: absoluteChange(from: control, to: treatment))
    }

    private func absoluteChange(from control: VariantData, to treatment: VariantData) -> Double? {
        guard let before = try? control.moments().mean, let after = try? treatment.moments().mean else { return nil }
        return after - before
    }

    /// The inherited words; nil where there is nothing to judge.
    private func verdict(_ comparison: AnalysisResult.Comparison, part: AnalysisResult.Part) -> String? {
        guard let probability = comparison.probability else { return nil }
        if part == .guardrail {
            switch probability {
            case ..<0.1: return "guardrail healthy"
            case ..<0.3: return "guardrail borderline — monitor"
            default: return "guardrail ALARM — possible regression"
            }
        }
        switch probability {
        case contract.winThreshold...: return "strong signal → adopt treatment"
        case 0.80...: return "leaning treatment"
        case ...0.05: return "treatment appears harmful"
        case ...0.20: return "leaning control"
        default: return "inconclusive"
        }
    }

    // MARK: - Warnings

    /// A name that speaks of harm, without the flag that lower is better.
    private mutating func warnOfMeaning(_ metric: InputData.Metric) {
        let words = ["error", "latency", "churn", "refund", "unsubscribe"]
        guard !metric.inverse, words.contains(where: metric.name.lowercased().contains) else { return }
        warn(
            "direction_unclear",
            "\"\(metric.name)\" sounds as if lower were better, and it is not marked inverse; more of it counts as a win."
        )
    }

    private mutating func warnOfLowCounts(_ metric: InputData.Metric) {
        let few = contract.variants.all.filter { name in
            guard let data = metric.variants[name], let k = data.conversions else { return false }
            return min(k, data.n - k) < 30
        }
        if !few.isEmpty {
            warn(
                "few_conversions",
                "\(metric.name): fewer than 30 conversions or non-conversions in \(few.joined(separator: ", ")); "
                    + "the Gaussian interval is too narrow at such counts.")
        }
        let withCovariate = metric.variants.values.contains { data in
            if case .sums(_, _, hasCovariate: true) = data.shape { true } else { false }
        }
        if withCovariate {
            warn("covariate_not_used", "\(metric.name): the covariate was not used; the interval is sound, and wider.")
        }
    }

    // MARK: - What the result was computed with

    private var priorLabel: String {
        contract.prior.map {
            "proper (mean=\($0.mean), stddev=\(NumberFormat.significant($0.standardDeviation, digits: 3)))"
        } ?? "flat/improper (data-only)"
    }

    private func parameters(computedAt: Instant, isIndicative: Bool) -> JSONObject {
        let names = contract.variants.all
        return [
            "computed_at": .string(computedAt.jsonText),
            "alpha": .number(contract.plan.alpha),
            "prior": contract.prior.map {
                ["mean": .number($0.mean), "stddev": .number($0.standardDeviation)]
            } ?? .null,
            "allocation": .object(
                JSONObject(zip(names, contract.allocation.shares(of: names)).map { ($0, .number($1)) })),
            "planned_n": contract.plan.plannedUsers.map { .integer(Int64($0)) } ?? .null,
            "epochs": .array(
                data.epochs.map { epoch in
                    [
                        "epoch": .integer(Int64(epoch.number)), "start": .string(epoch.start.jsonText),
                        "allocation": .object(
                            JSONObject(zip(names, epoch.allocation.shares(of: names)).map { ($0, .number($1)) })),
                    ]
                }),
            "minimum_sample": .integer(Int64(contract.minimumSample)),
            "indicative": .boolean(isIndicative),
        ]
    }
}
