internal import Statistics

/// The bandit analysis: a pure function of contract, input data and parameters (rule 10).
package struct BanditAnalysis {
    private let data: InputData
    private let parameters: BanditParameters
    private let contract: Contract

    /// Users that every variant needs before there are weights.
    package static let usersNeeded = 100
    /// The probability of being the best at which to stop.
    package static let stopThreshold = 0.95

    /// Analyzes sane data.
    ///
    /// - Parameters:
    ///   - data: the input data of the snapshot.
    ///   - snapshot: where the data are kept; nil where they are not.
    /// - Throws: `WorkspaceError`, `dataNotSane`: all faults of the data at once (rule 4), or a split that cannot be
    ///   tested.
    package static func result(
        of data: InputData, snapshot: AnalysisResult.SnapshotReference? = nil, parameters: BanditParameters
    ) throws -> BanditResult {
        try Sanity.require(data, contract: parameters.analysis.contract)
        var result = try BanditAnalysis(data: data, parameters: parameters).compute()
        result.snapshot = snapshot?.id
        return result
    }

    private init(data: InputData, parameters: BanditParameters) {
        self.data = parameters.analysis.withOwnAllocations(data).data
        self.parameters = parameters
        contract = parameters.analysis.contract
    }

    private var variants: [String] { contract.variants.all }
    private var metricName: String { contract.primaryMetric ?? "" }

    private func compute() throws -> BanditResult {
        let isPooled = parameters.analysis.isPooledOverSplits(data)
        let split = try isPooled ? nil : AnalysisResult.SampleRatioCheck(of: data, contract: contract)
        let metric = data.metric(metricName)
        let missing = variants.filter { (metric?.variants[$0]?.n ?? 0) < Self.usersNeeded }
        var result = BanditResult(
            algorithm: parameters.policy.rawValue, experiment: contract.slug,
            computedAt: parameters.analysis.computedAt.jsonText, metric: metricName,
            isProportion: metric?.variants.values.allSatisfy { $0.proportion != nil } ?? false, sampleRatio: split,
            isEnough: missing.isEmpty, message: "",
            stop: BanditResult.Stop(isReached: false, threshold: Self.stopThreshold),
            epochs: data.epochs.map(epoch), engine: Engine.name, parameters: parameters.json(epochs: data.epochs))
        guard missing.isEmpty else {
            result.message = burnInMessage(missing, metric, isSplitSound: split?.isSound != false)
            return result
        }
        guard !isPooled else {
            result.message =
                "No weights: they were changed before, and the data have no sums per epoch. Totals over different "
                + "weights mislead where the base rate moves. Collect from a source that gives epochs."
            return result
        }
        do {
            let best = try data.bestArm(
                of: metricName, variants: variants, isRankingSecond: parameters.policy == .topTwoCount)
            result.probabilities = named(best.probabilities)
            result.expectedLosses = named(best.expectedLosses)
            result.stop.take(best.probabilities, of: variants, isSplitSound: split?.isSound != false)
            if split?.isSound != false {
                result.weights = named(try best.weights(parameters.policy, floor: parameters.floor))
            }
            result.message = split?.isSound == false ? Self.splitMessage : message(result.stop)
        } catch {
            result.message = "No weights: \(error)."
        }
        return result
    }

    private func named(_ values: [Double]) -> [BanditResult.NamedValue<Double>] {
        zip(variants, values).map { .init(name: $0, value: $1) }
    }

    private func epoch(_ epoch: InputData.Epoch) -> BanditResult.Epoch {
        let metric = epoch.metrics.first { $0.name == metricName }
        return BanditResult.Epoch(
            number: epoch.number, start: epoch.start.jsonText, allocation: epoch.allocation.json,
            users: variants.map { .init(name: $0, value: metric?.variants[$0]?.n ?? 0) })
    }

    // MARK: - Messages

    private func burnInMessage(_ missing: [String], _ metric: InputData.Metric?, isSplitSound: Bool) -> String {
        let counts = missing.map { "\($0) has \(NumberFormat.count(metric?.variants[$0]?.n ?? 0))" }
        return "No weights yet: every variant needs \(Self.usersNeeded) users, and \(counts.joined(separator: ", ")). "
            + (isSplitSound
                ? "Keep the split as it is. (Rule 10.)"
                : "The users are not split as planned either; find out why first. (Rule 10.)")
    }

    private static let splitMessage =
        "No weights: the users are not split as planned, so no difference can be trusted. Find out why before anything "
        + "else. (Rule 10.)"

    private func message(_ stop: BanditResult.Stop) -> String {
        let best = "\(stop.variant ?? "") is the best with probability \(NumberFormat.probability(stop.probability))"
        guard stop.isReached else {
            return
                "\(best), below the \(NumberFormat.limit(stop.threshold)) at which to stop. The weights are those of "
                + "\(parameters.policy.rawValue)."
        }
        return "Stop: \(best), at least \(NumberFormat.limit(stop.threshold)). Analyze it as an A/B test now, and "
            + "decide. (Rule 10.)"
    }
}

extension BanditResult.Stop {
    fileprivate mutating func take(_ probabilities: [Double], of variants: [String], isSplitSound: Bool) {
        guard let best = zip(variants, probabilities).max(by: { $0.1 < $1.1 }) else { return }
        variant = best.0
        probability = best.1
        isReached = isSplitSound && best.1 >= threshold
    }
}
