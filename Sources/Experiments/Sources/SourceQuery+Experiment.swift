extension SourceQuery {
    /// The query for an experiment as it is defined.
    ///
    /// - Parameters:
    ///   - flagKey: the project's, for an experiment that names none; else the slug is the flag's key.
    ///   - envId: the source's, for an experiment that names none.
    ///   - epochs: the allocations that were applied, by start; empty where the split never changed.
    ///   - now: an open window ends here.
    /// - Throws: `WorkspaceError`: `ruleBroken` where the window has no start or has not begun (rule 3), or there is no
    ///   primary metric (rule 1); `invalid` for a definition that cannot be read.
    package init(
        for experiment: Experiment, flagKey projectFlag: String?, envId sourceEnvironment: String?,
        epochs: [AllocationEpoch], now: Instant
    ) throws {
        guard let start = experiment.observationStart else {
            throw WorkspaceError.broken(
                rule: 3, code: "no_window",
                "'\(experiment.slug)' has no observationStart. Set it to the moment at which the flag was enabled, then "
                    + "collect.")
        }
        guard start < now else {
            throw WorkspaceError.broken(
                rule: 3, code: "window_not_begun",
                "The window of '\(experiment.slug)' begins at \(start.jsonText). Collect after that.")
        }
        let contract = try Contract(of: experiment)
        guard contract.primaryMetric != nil else {
            throw WorkspaceError.broken(
                rule: 1, code: "primary_metric_missing",
                "'\(experiment.slug)' has no primary metric. Set primaryMetricEvent, then collect.")
        }
        let place = try experiment.dataSource.map(DataSource.init(parsing:)) ?? DataSource()
        self.init(
            experiment: experiment.id,
            flagKey: try experiment.flagKey(orOfProject: projectFlag) ?? experiment.slug,
            variants: contract.variants.all,
            window: Window(start: start, end: min(experiment.endOfWindow ?? now, now)), asOf: now,
            metrics: contract.namedMetrics.map { MetricRequest(named: $0, in: contract) })
        mode = experiment.method == "bandit" ? .bandit : .ab
        countsClosedWindowsOnly = mode == .bandit
        envId = place.envId ?? sourceEnvironment
        exposures = place.exposures
        events = place.events
        self.epochs = try epochs.map {
            Epoch(number: $0.number, start: $0.start, allocation: try Allocation(parsing: $0.weights))
        }
    }
}

extension Experiment {
    /// The key of the flag whose variants are compared: the experiment's own, else the project's; nil where neither names
    /// one.
    ///
    /// - Throws: `WorkspaceError` (kind `invalid`) for a data source that cannot be read.
    package func flagKey(orOfProject projectFlag: String?) throws -> String? {
        let own = try dataSource.map(DataSource.init(parsing:))?.flagKey
        return own ?? projectFlag.flatMap { $0.trimmed.isEmpty ? nil : $0 }
    }
}

extension MetricRequest {
    init(named name: String, in contract: Contract) {
        let definition = contract.definitions[name]
        let kind = definition?.kind ?? .proportion
        let isValued = kind == .count || kind == .sum || kind == .average
        self.init(
            name: name,
            role: name == contract.primaryMetric
                ? .primary : contract.guardrails.contains(name) ? .guardrail : .secondary,
            kind: kind, event: definition?.event ?? name,
            denominator: kind == .ratio ? definition?.denominator : nil, inverse: definition?.inverse ?? false,
            conversionWindow: definition?.windowHours.map { Self.milliseconds($0, perUnit: 3_600_000) },
            cap: isValued ? definition?.cap : nil,
            covariateWindow: isValued
                ? definition?.covariateDays.map { Self.milliseconds($0, perUnit: 86_400_000) } : nil)
    }

    private static func milliseconds(_ amount: Double, perUnit unit: Double) -> Int64 {
        // A span beyond all dates means the whole window.
        Int64(min(amount * unit, 1e15).rounded())
    }
}
