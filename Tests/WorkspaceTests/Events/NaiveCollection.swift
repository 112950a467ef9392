import Experiments

/// A query answered over arrays in the plainest way, after the words of `MetricSource`. It shares no code with the source.
struct NaiveCollection {
    struct Exposure: Hashable {
        var user, flag, variant: String
        var at: Int64
    }

    struct Event {
        var user, name: String
        var at: Int64
        var value: Double?
    }

    var exposures: Set<Exposure> = []
    var events: [Event] = []

    struct Answer {
        var data: InputData
        var several: Int
    }

    func answer(_ query: SourceQuery) -> Answer {
        var groups: [String: [Exposure]] = [:]
        for exposure in exposures
        where exposure.flag == query.flagKey && query.variants.contains(exposure.variant)
            && exposure.at >= query.window.start.milliseconds && exposure.at < query.window.end.milliseconds
        {
            groups[exposure.user, default: []].append(exposure)
        }
        let eventsOfUser = Dictionary(grouping: events, by: \.user)
        let several = groups.values.count { Set($0.map(\.variant)).count > 1 }
        let users: [(first: Exposure, events: [Event])] = groups.compactMap { user, exposures in
            if Set(exposures.map(\.variant)).count > 1, query.epochs.count <= 1 { return nil }
            let first = exposures.min {
                ($0.at, query.variants.firstIndex(of: $0.variant) ?? 0)
                    < ($1.at, query.variants.firstIndex(of: $1.variant) ?? 0)
            }
            return first.map { ($0, eventsOfUser[user] ?? []) }
        }
        var data = InputData(metrics: query.metrics.map { metric($0, query, users, users) })
        if query.epochs.count > 1 {
            data.epochs = query.epochs.enumerated().map { index, epoch in
                let from = index == 0 ? Int64.min : epoch.start.milliseconds
                let to = index + 1 < query.epochs.count ? query.epochs[index + 1].start.milliseconds : Int64.max
                let own = users.filter { $0.first.at >= from && $0.first.at < to }
                return InputData.Epoch(
                    number: epoch.number, start: epoch.start, allocation: epoch.allocation,
                    metrics: query.metrics.map { metric($0, query, own, users) })
            }
        }
        return Answer(data: data, several: several)
    }

    private typealias User = (first: Exposure, events: [Event])

    private func metric(
        _ metric: MetricRequest, _ query: SourceQuery, _ users: [User], _ all: [User]
    ) -> InputData.Metric {
        var cap = Double.infinity
        if let percentile = metric.cap {
            let values = all.compactMap { value(metric, query, $0) }.filter { $0 != 0 }.sorted()
            if !values.isEmpty {
                let rank = Int((Double(values.count) * percentile / 100).rounded(.up))
                let found = values[max(rank, 1) - 1]
                if found > 0 { cap = found }
            }
        }
        var variants: [String: VariantData] = [:]
        for variant in query.variants {
            let own = users.filter { $0.first.variant == variant }
            let values = own.map { (user: $0, value: value(metric, query, $0)) }.filter { $0.value != nil }
            let xs = values.map { min($0.value ?? 0, cap) }
            switch metric.kind {
            case .proportion:
                variants[variant] = VariantData(n: xs.count, shape: .proportion(k: xs.count { $0 > 0 }))
            case .ratio:
                let ys = values.map { ratioPart(metric.denominator ?? "", metric, query, $0.user) }
                variants[variant] = VariantData(
                    n: xs.count,
                    shape: .ratio(
                        .init(
                            numerator: sum(xs), numeratorSquares: sum(xs.map { $0 * $0 }), denominator: sum(ys),
                            denominatorSquares: sum(ys.map { $0 * $0 }), product: sum(zip(xs, ys).map { $0 * $1 }))))
            default:
                let ys = metric.covariateWindow.map { window in
                    values.map { user, _ in
                        kindValue(
                            metric.kind,
                            user.events.filter {
                                $0.name == metric.event && $0.at >= user.first.at - window && $0.at < user.first.at
                            }) ?? 0
                    }
                }
                variants[variant] = VariantData(
                    n: xs.count,
                    shape: .sums(
                        sum: sum(xs), sumSquares: sum(xs.map { $0 * $0 }),
                        covariate: ys.map {
                            .init(sum: sum($0), sumSquares: sum($0.map { $0 * $0 }), cross: sum(zip(xs, $0).map(*)))
                        }))
            }
        }
        return InputData.Metric(
            name: metric.name, inverse: metric.inverse, variants: variants, variantNames: query.variants)
    }

    /// nil for a user who is not in the metric.
    private func value(_ metric: MetricRequest, _ query: SourceQuery, _ user: User) -> Double? {
        if query.countsClosedWindowsOnly, let window = metric.conversionWindow,
            user.first.at + window > query.asOf.milliseconds
        {
            return nil
        }
        if metric.kind == .ratio { return ratioPart(metric.event, metric, query, user) }
        return kindValue(metric.kind, counting(metric.event, metric, query, user))
    }

    private func counting(_ name: String, _ metric: MetricRequest, _ query: SourceQuery, _ user: User) -> [Event] {
        user.events.filter { event in
            event.name == name && event.at >= user.first.at && event.at < query.window.end.milliseconds
                && (metric.conversionWindow.map { event.at < user.first.at + $0 } ?? true)
        }
    }

    private func ratioPart(_ name: String, _ metric: MetricRequest, _ query: SourceQuery, _ user: User) -> Double {
        sum(counting(name, metric, query, user).map { $0.value ?? 1 })
    }

    private func kindValue(_ kind: MetricDefinition.Kind, _ events: [Event]) -> Double? {
        switch kind {
        case .proportion: return events.isEmpty ? 0 : 1
        case .count: return Double(events.count)
        case .average:
            let values = events.compactMap(\.value)
            return values.isEmpty ? nil : sum(values) / Double(values.count)
        default: return sum(events.compactMap(\.value))
        }
    }

    private func sum(_ values: [Double]) -> Double { values.reduce(0, +) }
}

/// What differs between two input data: counts must be equal, sums to 1e-12 relative to what was added up.
func differences(_ left: InputData, _ right: InputData) -> [String] {
    var found = differences(left.metrics, right.metrics, "")
    guard left.epochs.map(\.number) == right.epochs.map(\.number) else { return found + ["other epochs"] }
    for (mine, other) in zip(left.epochs, right.epochs) {
        found += differences(mine.metrics, other.metrics, "epoch \(mine.number), ")
    }
    return found
}

private func differences(_ left: [InputData.Metric], _ right: [InputData.Metric], _ place: String) -> [String] {
    guard left.map(\.name) == right.map(\.name) else { return ["\(place)other metrics"] }
    var found: [String] = []
    for (mine, other) in zip(left, right) {
        if mine.variantNames != other.variantNames { found.append("\(place)\(mine.name): other variants") }
        for name in mine.variantNames {
            guard let a = mine.variants[name], let b = other.variants[name] else {
                found.append("\(place)\(mine.name), \(name): missing")
                continue
            }
            let (x, y) = (numbers(a), numbers(b))
            let isEqual =
                a.n == b.n && a.conversions == b.conversions && x.count == y.count
                && zip(x, y).allSatisfy { abs($0.value - $1.value) <= 1e-12 * max($0.added, $1.added) }
            if !isEqual { found.append("\(place)\(mine.name), \(name): \(a) is not \(b)") }
        }
    }
    return found
}

/// The sums, each with the most that the sizes of its terms can add up to, by Cauchy and Schwarz.
private func numbers(_ data: VariantData) -> [(value: Double, added: Double)] {
    func pair(_ x: Double, _ xx: Double, _ y: Double, _ yy: Double, _ xy: Double) -> [(value: Double, added: Double)] {
        let n = Double(data.n)
        return [
            (x, (n * xx).squareRoot()), (xx, xx), (y, (n * yy).squareRoot()), (yy, yy), (xy, (xx * yy).squareRoot()),
        ]
    }
    switch data.shape {
    case .proportion, .moments: return []
    case .sums(let sum, let squares, let covariate):
        return pair(
            sum, squares, covariate?.sum ?? 0, covariate?.sumSquares ?? 0, covariate?.cross ?? 0)
    case .ratio(let sums):
        return pair(sums.numerator, sums.numeratorSquares, sums.denominator, sums.denominatorSquares, sums.product)
    }
}
