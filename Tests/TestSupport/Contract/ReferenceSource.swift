package import Experiments

/// What every source must answer, written for plainness: loops over arrays, one user and one metric at a time.
///
/// It shares nothing with the sources but the question and the form of the answer.
package struct ReferenceSource: MetricSource {
    private let rows: ContractRows

    package init(_ rows: ContractRows) { self.rows = rows }

    package var capabilities: SourceCapabilities { .all }

    package func collect(_ query: SourceQuery) async throws -> SourceAnswer { answer(to: query).answer }

    package func statement(for query: SourceQuery) -> String? { nil }

    package func test(_ query: SourceQuery?) async throws -> SourceReport { SourceReport() }

    /// The answer, and in the same form the sums of the absolute values that were added up for it: what a difference of
    /// sums is measured against.
    package func answer(to query: SourceQuery) -> (answer: SourceAnswer, magnitudes: InputData) {
        let users = users(of: query)
        let kept = query.epochs.count > 1 ? users : users.filter { !$0.sawSeveral }
        let metrics = query.metrics.map { metric in
            (metric, capped(kept.compactMap { ReferenceValue(of: $0, metric, query) }, metric))
        }
        let (values, magnitudes) = summaries(metrics, query) { _ in true }
        var answer = SourceAnswer(data: InputData(metrics: values))
        var scale = InputData(metrics: magnitudes)
        if query.epochs.count > 1 {
            for (index, epoch) in query.epochs.enumerated() {
                let (values, magnitudes) = summaries(metrics, query) { $0.user.epoch == index }
                answer.data.epochs.append(
                    .init(number: epoch.number, start: epoch.start, allocation: epoch.allocation, metrics: values))
                scale.epochs.append(
                    .init(number: epoch.number, start: epoch.start, allocation: epoch.allocation, metrics: magnitudes))
            }
        }
        answer.usersInSeveralVariants = users.count { $0.sawSeveral }
        answer.missingEvents = missingEvents(of: query)
        return (answer, scale)
    }

    /// The events of the query that no row has, of no user and at no time.
    package func missingEvents(of query: SourceQuery) -> [String] {
        query.eventNames.filter { name in
            !rows.events.contains { $0.name.utf8.elementsEqual(name.utf8) && isInEnvironment($0.env, query) }
        }
    }

    /// The users that were exposed, with all their events.
    private func users(of query: SourceQuery) -> [ReferenceUser] {
        var exposures: [[UInt8]: [(instant: Int64, variant: Int)]] = [:]
        let names = query.variants.map { Array($0.utf8) }
        for row in rows.exposures {
            guard Array(row.flag.utf8) == Array(query.flagKey.utf8), isInEnvironment(row.env, query),
                row.instant >= query.window.start, row.instant < query.window.end,
                let variant = names.firstIndex(of: Array(row.variant.utf8))
            else { continue }
            exposures[Array(row.user.utf8), default: []].append((row.instant.milliseconds, variant))
        }
        var events: [[UInt8]: [ContractRows.Event]] = [:]
        var ids: Set<[UInt8]> = []
        for row in rows.events where isInEnvironment(row.env, query) {
            if let id = row.id, !ids.insert(Array(id.utf8)).inserted { continue }
            events[Array(row.user.utf8), default: []].append(row)
        }
        return exposures.map { key, seen in
            let sorted = seen.sorted { ($0.instant, $0.variant) < ($1.instant, $1.variant) }
            let epoch = query.epochs.lastIndex { $0.start.milliseconds <= sorted[0].instant } ?? 0
            return ReferenceUser(
                instant: sorted[0].instant, variant: sorted[0].variant, epoch: epoch,
                sawSeveral: Set(sorted.map(\.variant)).count > 1, events: events[key] ?? [])
        }
    }

    private func isInEnvironment(_ env: String, _ query: SourceQuery) -> Bool {
        query.envId.map { Array($0.utf8) == Array(env.utf8) } ?? true
    }

    private func capped(_ values: [ReferenceValue], _ metric: MetricRequest) -> [ReferenceValue] {
        guard let percentile = metric.cap else { return values }
        let sorted = values.map(\.value).filter { $0 != 0 }.sorted()
        let rank = Int((Double(sorted.count) * percentile / 100).rounded(.up))
        guard rank > 0, sorted[rank - 1] > 0 else { return values }
        let cap = sorted[rank - 1]
        return values.map { value in
            guard value.value > cap else { return value }
            var value = value
            (value.value, value.magnitude) = (cap, cap)
            return value
        }
    }

    private func summaries(
        _ metrics: [(MetricRequest, [ReferenceValue])], _ query: SourceQuery, of isMember: (ReferenceValue) -> Bool
    ) -> (values: [InputData.Metric], magnitudes: [InputData.Metric]) {
        var values: [InputData.Metric] = []
        var magnitudes: [InputData.Metric] = []
        for (metric, users) in metrics {
            var value = InputData.Metric(
                name: metric.name, inverse: metric.inverse, variants: [:], variantNames: query.variants)
            var magnitude = value
            for (index, name) in query.variants.enumerated() {
                let members = users.filter { $0.user.variant == index && isMember($0) }
                value.variants[name] = summary(metric, members, \.value, \.denominator, \.covariate)
                magnitude.variants[name] = summary(
                    metric, members, \.magnitude, \.denominatorMagnitude, \.covariateMagnitude)
            }
            values.append(value)
            magnitudes.append(magnitude)
        }
        return (values, magnitudes)
    }

    private func summary(
        _ metric: MetricRequest, _ users: [ReferenceValue], _ value: KeyPath<ReferenceValue, Double>,
        _ denominator: KeyPath<ReferenceValue, Double>, _ covariate: KeyPath<ReferenceValue, Double>
    ) -> VariantData {
        func sum(_ term: (ReferenceValue) -> Double) -> Double { ReferenceSum.of(users.map(term)) }
        let own = sum { $0[keyPath: value] }
        let squares = sum { $0[keyPath: value] * $0[keyPath: value] }
        switch metric.kind {
        case .proportion:
            return VariantData(n: users.count, shape: .proportion(k: users.count { $0.value > 0 }))
        case .ratio:
            return VariantData(
                n: users.count,
                shape: .ratio(
                    .init(
                        numerator: own, numeratorSquares: squares, denominator: sum { $0[keyPath: denominator] },
                        denominatorSquares: sum { $0[keyPath: denominator] * $0[keyPath: denominator] },
                        product: sum { $0[keyPath: value] * $0[keyPath: denominator] })))
        case .count, .sum, .average:
            guard metric.covariateWindow != nil else {
                return VariantData(n: users.count, shape: .sums(sum: own, sumSquares: squares, covariate: nil))
            }
            let before = VariantData.CovariateSums(
                sum: sum { $0[keyPath: covariate] },
                sumSquares: sum { $0[keyPath: covariate] * $0[keyPath: covariate] },
                cross: sum { $0[keyPath: value] * $0[keyPath: covariate] })
            return VariantData(n: users.count, shape: .sums(sum: own, sumSquares: squares, covariate: before))
        }
    }
}
