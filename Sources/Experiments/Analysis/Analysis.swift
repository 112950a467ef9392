internal import Statistics

/// The A/B analysis: a pure function of contract, input data and the moment of computation.
package struct Analysis {
    private let parameters: AnalysisParameters
    let contract: Contract
    let data: InputData
    private var warnings: [AnalysisResult.Warning] = []

    /// Analyzes sane data. What blocks a decision stands in `blockers`; what the reader must know, in `warnings`.
    ///
    /// - Parameters:
    ///   - data: the input data of the snapshot.
    ///   - snapshot: where the data are kept; nil where they are not.
    /// - Throws: `WorkspaceError`, `dataNotSane`: all faults of the data at once (rule 4), or a variant below the minimum
    ///   sample (rule 6).
    package static func result(
        of data: InputData, snapshot: AnalysisResult.SnapshotReference? = nil, parameters: AnalysisParameters
    ) throws -> AnalysisResult {
        let contract = parameters.contract
        let faults = Sanity.faults(in: data, contract: contract)
        guard faults.isEmpty else {
            throw WorkspaceError(
                .dataNotSane, code: "data_not_sane",
                "The input data cannot be analyzed (rule 4): \(faults.joined(separator: "; ")). "
                    + "Correct the data or the experiment, then analyze again.",
                details: ["faults": .array(faults.map(JSON.string))])
        }
        var analysis = Analysis(parameters: parameters, data: data)
        var result = try analysis.compute()
        result.snapshot = snapshot
        return result
    }

    private init(parameters: AnalysisParameters, data: InputData) {
        self.parameters = parameters
        contract = parameters.contract
        self.data = data
    }

    private mutating func compute() throws -> AnalysisResult {
        let sampleCheck = checkSample()
        guard sampleCheck.isEnough || parameters.isIndicative else { throw tooFewUsers(sampleCheck) }
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
        let secondaries = correctedForNumber(contract.secondaries.compactMap { section(of: $0, part: .secondary) })
        let named = Set(contract.namedMetrics)
        for metric in data.metrics where !named.contains(metric.name) {
            warn(
                "undefined_metric",
                "The input data hold \"\(metric.name)\", which is neither primary, guardrail nor defined; it was left out."
            )
        }
        return AnalysisResult(
            experiment: contract.slug, computedAt: parameters.computedAt.jsonText,
            windowStart: contract.windowStart?.day ?? "?", windowEnd: contract.windowEnd?.day ?? "open",
            control: contract.variants.control, treatments: contract.variants.treatments, prior: priorLabel,
            sampleRatio: sampleRatio, primaryMetric: primary, guardrails: guardrails, sampleCheck: sampleCheck,
            secondaries: secondaries, engine: Engine.name,
            parameters: parameters.json(epochs: data.epochs),
            winThreshold: contract.winThreshold, conversionCheck: primary.flatMap(conversionCheck),
            blockers: blockers, warnings: warnings)
    }

    mutating func warn(_ code: String, _ message: String) {
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
            let strata = parts.map { (observed: $0.users, weights: $0.shares) }
            let test = try SampleRatio.chiSquare(strata: strata)
            let sequential = try SampleRatio.alwaysValid(strata: strata)
            let gate = contract.plan.sampleRatioRule == .chiSquare ? test.pValue : sequential.pValue
            return AnalysisResult.SampleRatioCheck(
                pValue: test.pValue, isSound: gate >= 0.01, observed: observed,
                expected: zip(names, expected).map { .init(name: $0, value: $1) },
                degreesOfFreedom: test.degreesOfFreedom, alwaysValidP: sequential.pValue)
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
            + "(χ² \(NumberFormat.pValue(check.pValue)), valid at any look \(NumberFormat.pValue(check.alwaysValidP))). "
            + "Find out why before reading any difference."
    }

    // MARK: - What the result was computed with

    private var priorLabel: String {
        contract.prior.map {
            "proper (mean=\($0.mean), stddev=\(NumberFormat.significant($0.standardDeviation, digits: 3)))"
        } ?? "flat/improper (data-only)"
    }
}
