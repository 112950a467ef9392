internal import Statistics

/// Rule 4: what must hold before input data are analyzed. All faults are found at once.
package enum Sanity {
    /// - Throws: `WorkspaceError`, `dataNotSane`, with all faults.
    static func require(_ data: InputData, contract: Contract) throws {
        let faults = faults(in: data, contract: contract)
        guard faults.isEmpty else {
            throw WorkspaceError(
                .dataNotSane, code: "data_not_sane",
                "The input data cannot be analyzed (rule 4): \(faults.joined(separator: "; ")). "
                    + "Correct the data or the experiment, then analyze again.",
                details: ["faults": .array(faults.map(JSON.string))])
        }
    }

    /// One sentence for each fault; empty for sane data.
    package static func faults(in data: InputData, contract: Contract) -> [String] {
        var faults: [String] = []
        if contract.primaryMetric == nil {
            faults.append("the experiment has no primary metric (set primaryMetricEvent)")
        }
        let variants = contract.variants.all
        if Set(variants).count < variants.count {
            faults.append("the variants \(variants.joined(separator: ", ")) name one twice")
        }
        if Set(contract.allocation.names) != Set(variants) {
            faults.append(
                "the allocation is for \(list(contract.allocation.names)); the variants are \(list(variants))")
        }
        for name in contract.namedMetrics {
            if let metric = data.metric(name) {
                faults += self.faults(in: metric, definition: contract.definitions[name], variants: variants)
            } else {
                faults.append("metric \"\(name)\" has no data")
            }
        }
        if let prior = contract.prior, prior.standardDeviation <= 0 {
            faults.append(
                "the prior's standard deviation (priorStddev) is \(prior.standardDeviation), and must be positive")
        }
        if let primary = contract.primaryMetric, contract.guardrails.contains(primary) {
            faults.append("\"\(primary)\" is both the primary metric and a guardrail")
        }
        return faults + data.epochs.flatMap { self.faults(in: $0, contract: contract) }
    }

    /// An epoch serves the sample ratio, so its split and the users of its primary metric must be whole.
    private static func faults(in epoch: InputData.Epoch, contract: Contract) -> [String] {
        let variants = contract.variants.all
        var faults: [String] = []
        if Set(epoch.allocation.names) != Set(variants) {
            faults.append("its allocation is for \(list(epoch.allocation.names)); the variants are \(list(variants))")
        }
        let primary = epoch.metrics.first { $0.name == contract.primaryMetric }
        let missing = variants.filter { primary?.variants[$0] == nil }
        if !missing.isEmpty { faults.append("the primary metric has no data for \(list(missing))") }
        if variants.contains(where: { (primary?.variants[$0]?.n ?? 0) < 0 }) {
            faults.append("a variant has n below 0")
        }
        return faults.map { "epoch \(epoch.number): \($0)" }
    }

    private static func faults(
        in metric: InputData.Metric, definition: MetricDefinition?, variants: [String]
    ) -> [String] {
        var faults: [String] = []
        let extra = metric.variantNames.filter { !variants.contains($0) }
        let missing = variants.filter { metric.variants[$0] == nil }
        if !extra.isEmpty { faults.append("has data for \(list(extra)), which no variant is called") }
        if !missing.isEmpty { faults.append("has no data for \(list(missing))") }
        for name in metric.variantNames {
            faults += (metric.variants[name]?.faults ?? []).map { "variant \"\(name)\" \($0)" }
        }
        let shapes = Set(metric.variants.values.map(\.shapeName))
        if shapes.count > 1 { faults.append("mixes \(shapes.sorted().joined(separator: " with "))") }
        if let inverse = definition?.inverse, inverse != metric.inverse {
            faults.append("is \(word(inverse)) in metricDefinitions and \(word(metric.inverse)) in the input data")
        }
        if let kind = definition?.kind, let shape = shapes.first, !kind.accepts(shapeName: shape) {
            faults.append("is defined as a \(kind.rawValue), and its data are \(shape)")
        }
        return faults.map { "metric \"\(metric.name)\" \($0)" }
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    private static func word(_ inverse: Bool) -> String { inverse ? "inverse" : "not inverse" }
}

extension MetricDefinition.Kind {
    fileprivate func accepts(shapeName: String) -> Bool {
        switch self {
        case .proportion: shapeName == "n, k"
        case .ratio: shapeName == "ratio sums"
        case .count, .sum, .average: ["sums", "sums with a covariate", "mean and std"].contains(shapeName)
        }
    }
}
