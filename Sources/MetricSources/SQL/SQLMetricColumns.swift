internal import Experiments

extension SQLStatement {
    /// The aggregates over one user's events, each once however many metrics share it.
    struct Totals {
        private(set) var expressions: [String] = []

        /// - Returns: the aggregate's name.
        mutating func add(_ expression: String) -> String {
            let index = expressions.firstIndex(of: expression) ?? expressions.endIndex
            if index == expressions.endIndex { expressions.append(expression) }
            return "t\(index + 1)"
        }
    }

    /// One metric in the statement: its values per user, and its columns in the result.
    struct MetricColumns {
        /// Per user; null where the user is not in the metric.
        var values: [(name: String, expression: String)] = []
        /// In the result, in the order in which `answer` reads them.
        var summaries: [String] = []
        /// The percentile of all users' values, named; nil without cap.
        var cap: String?

        init(_ query: SourceQuery, _ index: Int, _ dialect: SQLDialect, _ totals: inout Totals) {
            let metric = query.metrics[index]
            let number = index + 1
            let since =
                dialect.joinsByTime && query.metrics.allSatisfy { $0.covariateWindow == nil }
                ? nil : "experiment_ms >= user_start_ms"
            let until = metric.conversionWindow.map { "experiment_ms < user_start_ms + \($0)" }
            let after = [since, until].compactMap(\.self)
            func condition(_ event: String, _ span: [String]) -> String {
                let place = 1 + (query.eventNames.firstIndex { $0.utf8.elementsEqual(event.utf8) } ?? 0)
                return (["experiment_event = \(place)"] + span).joined(separator: " AND ")
            }
            func total(_ event: String, _ span: [String]) -> (value: String, isThere: String?) {
                let holds = condition(event, span)
                switch metric.kind {
                case .proportion:
                    let events = totals.add(dialect.count(where: holds))
                    return ("CASE WHEN \(events) > 0 THEN 1 ELSE 0 END", nil)
                case .count: return (totals.add(dialect.count(where: holds)), nil)
                case .sum: return (totals.add(dialect.sum("coalesce(experiment_value, 0)", where: holds)), nil)
                case .ratio: return (totals.add(dialect.sum("coalesce(experiment_value, 1)", where: holds)), nil)
                case .average:
                    let sum = totals.add(dialect.sum("coalesce(experiment_value, 0)", where: holds))
                    let count = totals.add(dialect.count(where: "\(holds) AND experiment_value IS NOT NULL"))
                    return ("\(sum) / \(count)", "\(count) > 0")
                }
            }

            let own = total(metric.event, after)
            var conditions = [own.isThere].compactMap(\.self)
            if query.countsClosedWindowsOnly, let window = metric.conversionWindow {
                conditions.append(
                    "start_ms + \(window) <= \(query.asOf.milliseconds - query.window.start.milliseconds)")
            }
            func whereCounted(_ value: String) -> String {
                let value = dialect.double("(\(value))")
                return conditions.isEmpty
                    ? value : "CASE WHEN \(conditions.joined(separator: " AND ")) THEN \(value) END"
            }

            let v = "v\(number)"
            values.append((v, whereCounted(own.value)))
            func add(_ name: String, _ expression: String) {
                summaries.append("\(dialect.exact(expression)) AS \(name)")
            }
            add("\(v)_users", "count(\(v))")
            if let denominator = metric.denominator {
                let d = "d\(number)"
                values.append((d, whereCounted(total(denominator, after).value)))
                add("\(v)_sum", dialect.sum(v))
                add("\(v)_sum_squares", dialect.sum("\(v) * \(v)"))
                add("\(d)_sum", dialect.sum(d))
                add("\(d)_sum_squares", dialect.sum("\(d) * \(d)"))
                add("\(v)_\(d)_sum", dialect.sum("\(v) * \(d)"))
                return
            }
            guard metric.kind != .proportion else {
                add("\(v)_sum", dialect.sum(v))
                return
            }
            var capped = v
            if let percent = metric.cap {
                let c = "c\(number)"
                cap = "\(dialect.percentile(percent, of: v)) AS \(c)"
                capped = "(CASE WHEN \(c) > 0 AND \(v) > \(c) THEN \(c) ELSE \(v) END)"
            }
            add("\(v)_sum", dialect.sum(capped))
            add("\(v)_sum_squares", dialect.sum("\(capped) * \(capped)"))
            guard let window = metric.covariateWindow else { return }
            let earlier = total(
                metric.event, ["experiment_ms < user_start_ms", "experiment_ms >= user_start_ms - \(window)"])
            let x = "x\(number)"
            values.append(
                (
                    x,
                    whereCounted(
                        earlier.isThere.map { "CASE WHEN \($0) THEN \(earlier.value) ELSE 0 END" } ?? earlier.value)
                ))
            add("\(x)_sum", dialect.sum(x))
            add("\(x)_sum_squares", dialect.sum("\(x) * \(x)"))
            add("\(v)_\(x)_sum", dialect.sum("\(capped) * \(x)"))
        }
    }
}
