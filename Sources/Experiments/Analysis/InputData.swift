/// Per metric and variant, the sufficient statistics of an experiment; never raw rows.
package struct InputData: Sendable, Equatable {
    package struct Metric: Sendable, Equatable {
        package var name: String
        /// True where lower is better.
        package var inverse: Bool
        package var variants: [String: VariantData]
        /// In the order written.
        package var variantNames: [String]

        package init(name: String, inverse: Bool, variants: [String: VariantData], variantNames: [String]) {
            self.name = name
            self.inverse = inverse
            self.variants = variants
            self.variantNames = variantNames
        }

        /// Whether a name speaks of something of which less is better.
        package static func soundsHarmful(_ name: String) -> Bool {
            ["error", "latency", "churn", "refund", "unsubscribe"].contains(where: name.lowercased().contains)
        }
    }

    /// The same statistics for a stretch of time with constant allocation.
    package struct Epoch: Sendable, Equatable {
        package var number: Int
        package var start: Instant
        package var allocation: Allocation
        package var metrics: [Metric]

        package init(number: Int, start: Instant, allocation: Allocation, metrics: [Metric]) {
            self.number = number
            self.start = start
            self.allocation = allocation
            self.metrics = metrics
        }
    }

    package var metrics: [Metric]
    package var epochs: [Epoch] = []

    package init(metrics: [Metric], epochs: [Epoch] = []) {
        self.metrics = metrics
        self.epochs = epochs
    }

    package func metric(_ name: String) -> Metric? {
        metrics.first { $0.name == name }
    }

    /// Reads the text of an experiment's `inputData`. The outer object may lack `"metrics"`.
    ///
    /// - Throws: `WorkspaceError`, `invalid` for another shape, naming metric, variant and field; `dataNotSane` where
    ///   the totals are not the sums of the epochs.
    package init(parsing text: String) throws {
        guard let object = try JSON(parsing: text, field: "inputData").object else {
            throw VariantData.fault("inputData", "takes an object of metrics")
        }
        guard let wrapped = object["metrics"]?.object else {
            metrics = try Self.metrics(object, place: "inputData: ")
            return
        }
        if let key = object.keys.first(where: { $0 != "metrics" && $0 != "epochs" }) {
            throw VariantData.fault("inputData", "has an unknown field \"\(key)\" beside \"metrics\"")
        }
        metrics = try Self.metrics(wrapped, place: "inputData: ")
        if let list = object["epochs"] {
            guard let list = list.array else { throw VariantData.fault("inputData: epochs", "takes an array") }
            epochs = try list.enumerated().map { try Self.epoch($1, place: "inputData: epoch \($0 + 1), ") }
            if !epochs.isEmpty { try checkTotals() }
        }
    }

    private static func metrics(_ object: JSONObject, place: String) throws -> [Metric] {
        try object.map { name, value in
            guard let members = value.object else {
                throw VariantData.fault("\(place)metric \"\(name)\"", "takes an object of variants")
            }
            var metric = Metric(name: name, inverse: false, variants: [:], variantNames: [])
            for (key, member) in members {
                if key == "inverse" {
                    guard let inverse = member.bool else {
                        throw VariantData.fault("\(place)metric \"\(name)\"", "takes true or false for inverse")
                    }
                    metric.inverse = inverse
                } else {
                    let variantPlace = "\(place)metric \"\(name)\", variant \"\(key)\""
                    metric.variants[key] = try VariantData(json: member, place: variantPlace)
                    metric.variantNames.append(key)
                }
            }
            return metric
        }
    }

    private static func epoch(_ json: JSON, place: String) throws -> Epoch {
        guard let object = json.object, let number = object["epoch"]?.wholeNumber,
            let start = object["start"].flatMap(Instant.init(json:)), let allocation = object["allocation"],
            let metrics = object["metrics"]?.object
        else { throw VariantData.fault("\(place)the object", "needs epoch, start, allocation and metrics") }
        if let key = object.keys.first(where: { !["epoch", "start", "allocation", "metrics"].contains($0) }) {
            throw VariantData.fault("\(place)the object", "has an unknown field \"\(key)\"")
        }
        return Epoch(
            number: number, start: start, allocation: try Allocation(json: allocation),
            metrics: try Self.metrics(metrics, place: place))
    }

    /// Every metric and variant of the epochs is among the totals, and its parts add up to them.
    private func checkTotals() throws {
        let numbers = epochs.map(\.number)
        guard Set(numbers).count == numbers.count else { throw Self.epochFault("an epoch's number stands twice") }
        for epoch in epochs {
            for metric in epoch.metrics {
                for name in metric.variantNames where self.metric(metric.name)?.variants[name] == nil {
                    throw Self.epochFault(
                        "epoch \(epoch.number) has metric \"\(metric.name)\", variant \"\(name)\", which the totals lack"
                    )
                }
            }
        }
        for metric in metrics {
            for name in metric.variantNames {
                guard let total = metric.variants[name] else { continue }
                let parts = epochs.compactMap { epoch in
                    epoch.metrics.first { $0.name == metric.name }?.variants[name]
                }
                for (field, whole) in total.additiveFields {
                    let values = parts.map { part in part.additiveFields.first { $0.name == field }?.value ?? 0 }
                    let sum = values.reduce(0, +)
                    // Relative to what was added, since parts of both signs may cancel.
                    guard abs(whole - sum) <= 1e-9 * max(abs(whole), values.map(abs).reduce(0, +)) else {
                        throw Self.epochFault(
                            "metric \"\(metric.name)\", variant \"\(name)\": \(field) is "
                                + "\(JSON.number(whole).serialized()), and its epochs add up to "
                                + "\(JSON.number(sum).serialized())")
                    }
                }
            }
        }
    }

    private static func epochFault(_ what: String) -> WorkspaceError {
        WorkspaceError(
            .dataNotSane, code: "epochs_do_not_add_up",
            "inputData: \(what). Collect the epochs again, or correct the totals.")
    }
}

extension VariantData {
    /// What adds up over epochs; of a mean and a standard deviation, only the users do.
    fileprivate var additiveFields: [(name: String, value: Double)] {
        let users = [(name: "n", value: Double(n))]
        switch shape {
        case .proportion(let k): return users + [("k", Double(k))]
        case .sums(let sum, let sumSquares, let covariate):
            let own = users + [("sum", sum), ("sum_squares", sumSquares)]
            guard let covariate else { return own }
            return own + [
                ("covariate_sum", covariate.sum), ("covariate_sum_squares", covariate.sumSquares),
                ("covariate_cross", covariate.cross),
            ]
        case .moments: return users
        case .ratio(let sums):
            return users + [
                ("num_sum", sums.numerator), ("num_sum_squares", sums.numeratorSquares), ("den_sum", sums.denominator),
                ("den_sum_squares", sums.denominatorSquares), ("num_den_sum", sums.product),
            ]
        }
    }
}
