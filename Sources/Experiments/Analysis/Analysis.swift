internal import Statistics

/// The A/B analysis: a pure function of contract, input data and the moment of computation.
package struct Analysis {
    let parameters: AnalysisParameters
    let contract: Contract
    let data: InputData
    private var warnings: [AnalysisResult.Warning] = []
    /// Metrics that could only be compared over all epochs together.
    var pooledMetrics: [String] = []
    /// Epochs that a difference does not rest on, by metric and treatment.
    var epochsLeftOut: [(place: String, epochs: [Int])] = []
    /// Epochs to which the data give another split than the experiment does.
    private let differingEpochs: [Int]

    /// Analyzes sane data. What blocks a decision stands in `blockers`; what the reader must know, in `warnings`.
    ///
    /// - Parameters:
    ///   - data: the input data of the snapshot.
    ///   - snapshot: where the data are kept; nil where they are not.
    ///   - bandit: the result of the bandit analysis that the parameters name.
    /// - Throws: `WorkspaceError`, `dataNotSane`: all faults of the data at once (rule 4), or a variant below the minimum
    ///   sample (rule 6).
    package static func result(
        of data: InputData, snapshot: AnalysisResult.SnapshotReference? = nil, parameters: AnalysisParameters,
        bandit: JSON? = nil
    ) throws -> AnalysisResult {
        try Sanity.require(data, contract: parameters.contract)
        var analysis = Analysis(parameters: parameters, data: data)
        var result = try analysis.compute()
        result.snapshot = snapshot
        result.bandit = bandit
        return result
    }

    private init(parameters: AnalysisParameters, data: InputData) {
        self.parameters = parameters
        contract = parameters.contract
        (self.data, differingEpochs) = parameters.withOwnAllocations(data)
    }

    private mutating func compute() throws -> AnalysisResult {
        let sampleCheck = checkSample()
        guard sampleCheck.isEnough || parameters.isIndicative else { throw tooFewUsers(sampleCheck) }
        var blockers: [String] = []
        let sampleRatio = try checkSampleRatio()
        if sampleRatio.isSound == false {
            blockers.append("srm")
            warn("srm", sampleRatio.message)
        }
        if !differingEpochs.isEmpty {
            warnOfDifferingEpochs()
            // A split that only the data know of is another design, until somebody says why.
            if parameters.appliedAllocations.isEmpty { blockers.append(Blocker.designChanged) }
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
        let primary = contract.primaryMetric.flatMap { section(of: $0, part: .primary) }
        let guardrails = contract.guardrails.compactMap { section(of: $0, part: .guardrail) }
        let secondaries = correctedForNumber(contract.secondaries.compactMap { section(of: $0, part: .secondary) })
        warnOfEpochs()
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

    private mutating func warnOfDifferingEpochs() {
        let epochs = differingEpochs.count == 1 ? "epoch" : "epochs"
        warn(
            "epochs_differ",
            "The data give \(epochs) \(differingEpochs.map(String.init).joined(separator: ", ")) another split than the "
                + "experiment does"
                + (parameters.appliedAllocations.isEmpty
                    ? ", and the users were tested against that of the data."
                    : "; the users were tested against what was applied."))
    }

    mutating func warn(_ code: String, _ message: String) {
        warnings.append(AnalysisResult.Warning(code: code, message: message))
    }

    // MARK: - Sample

    private func checkSample() -> AnalysisResult.SampleCheck {
        let users = usersOfPrimaryMetric()
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

    private func usersOfPrimaryMetric() -> [AnalysisResult.NamedValue<Int>] {
        let metric = contract.primaryMetric.flatMap(data.metric)
        return contract.variants.all.map { .init(name: $0, value: metric?.variants[$0]?.n ?? 0) }
    }

    // MARK: - Sample ratio

    /// Not testable where the weights changed and the data do not say when who came.
    private mutating func checkSampleRatio() throws -> AnalysisResult.SampleRatioCheck {
        guard parameters.isPooledOverSplits(data) else {
            return try AnalysisResult.SampleRatioCheck(of: data, contract: contract)
        }
        warn(
            "srm_not_testable",
            "The weights changed \(NumberFormat.count(parameters.appliedAllocations.count - 1, of: "time")), and the data have "
                + "no sums per epoch, so neither the split nor a difference within an epoch can be tested.")
        return AnalysisResult.SampleRatioCheck(untested: data, contract: contract)
    }

    // MARK: - What the result was computed with

    private var priorLabel: String {
        contract.prior.map {
            "proper (mean=\($0.mean), stddev=\(NumberFormat.significant($0.standardDeviation, digits: 3)))"
        } ?? "flat/improper (data-only)"
    }
}
