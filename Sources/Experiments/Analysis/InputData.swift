/// Per metric and variant, the sufficient statistics of an experiment; never raw rows.
package struct InputData: Sendable, Equatable {
    package struct Metric: Sendable, Equatable {
        package var name: String
        /// True where lower is better.
        package var inverse: Bool
        package var variants: [String: VariantData]
        /// In the order written.
        package var variantNames: [String]
    }

    /// The same statistics for a stretch of time with constant allocation.
    package struct Epoch: Sendable, Equatable {
        package var number: Int
        package var start: Instant
        package var allocation: Allocation
        package var metrics: [Metric]
    }

    package var metrics: [Metric]
    package var epochs: [Epoch] = []

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
            try checkTotals()
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

    private func checkTotals() throws {
        for metric in metrics {
            for name in metric.variantNames {
                guard let total = metric.variants[name] else { continue }
                let parts = epochs.compactMap { epoch in
                    epoch.metrics.first { $0.name == metric.name }?.variants[name]
                }
                for (field, whole, sum) in total.totals(against: parts) where abs(whole - sum) > 1e-9 * abs(whole) {
                    throw WorkspaceError(
                        .dataNotSane, code: "epochs_do_not_add_up",
                        "inputData: metric \"\(metric.name)\", variant \"\(name)\": \(field) is "
                            + "\(JSON.number(whole).serialized()), and its epochs add up to "
                            + "\(JSON.number(sum).serialized()). Collect the epochs again, or correct the total.")
                }
            }
        }
    }
}

extension VariantData {
    /// What adds up over epochs: the field, this total, and the sum of the parts.
    fileprivate func totals(against parts: [VariantData]) -> [(String, Double, Double)] {
        let mine = additive
        return mine.map { field, total in
            (field, total, parts.reduce(0) { sum, part in sum + (part.additive.first { $0.0 == field }?.1 ?? 0) })
        }
    }

    private var additive: [(String, Double)] {
        let users = [("n", Double(n))]
        switch shape {
        case .proportion(let k): return users + [("k", Double(k))]
        case .sums(let sum, let sumSquares, _): return users + [("sum", sum), ("sum_squares", sumSquares)]
        case .moments: return users
        case .ratio(let sums): return users + [("num_sum", sums.numerator), ("den_sum", sums.denominator)]
        }
    }
}
