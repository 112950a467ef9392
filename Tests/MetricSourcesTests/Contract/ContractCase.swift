import Experiments
import TestSupport
import Testing

/// Rows, a query, and the answer to it as worked out by hand.
struct ContractCase: Sendable, CustomTestStringConvertible {
    typealias Summaries = [String: [String: VariantData]]

    var name: String
    var rows: ContractRows
    var query: SourceQuery
    /// By metric, then by variant.
    var expected: Summaries
    /// By the position of the epoch, as `expected`.
    var epochs: [Summaries] = []
    var usersInSeveralVariants = 0
    /// nil where the case is about something else, and the reference says which.
    var missingEvents: [String]?

    var testDescription: String { name }

    /// The expected answer in the form of one.
    var answer: InputData {
        var data = InputData(metrics: metrics(expected))
        for (epoch, summaries) in zip(query.epochs, epochs) {
            data.epochs.append(
                .init(
                    number: epoch.number, start: epoch.start, allocation: epoch.allocation, metrics: metrics(summaries))
            )
        }
        return data
    }

    private func metrics(_ summaries: Summaries) -> [InputData.Metric] {
        query.metrics.map { metric in
            .init(
                name: metric.name, inverse: metric.inverse, variants: summaries[metric.name] ?? [:],
                variantNames: query.variants)
        }
    }
}

extension VariantData {
    static func part(_ k: Int, of n: Int) -> VariantData { VariantData(n: n, shape: .proportion(k: k)) }

    static func sums(_ n: Int, _ sum: Double, _ squares: Double) -> VariantData {
        VariantData(n: n, shape: .sums(sum: sum, sumSquares: squares, covariate: nil))
    }

    /// - Parameter covariate: its sum, its sum of squares, and the sum of its products with the value.
    static func sums(
        _ n: Int, _ sum: Double, _ squares: Double, covariate: (Double, Double, Double)
    ) -> VariantData {
        VariantData(
            n: n,
            shape: .sums(
                sum: sum, sumSquares: squares,
                covariate: .init(sum: covariate.0, sumSquares: covariate.1, cross: covariate.2)))
    }

    /// - Parameters:
    ///   - above: the numerator's sum and sum of squares.
    ///   - below: the denominator's.
    static func ratio(
        _ n: Int, _ above: (Double, Double), _ below: (Double, Double), product: Double
    ) -> VariantData {
        VariantData(
            n: n,
            shape: .ratio(
                .init(
                    numerator: above.0, numeratorSquares: above.1, denominator: below.0, denominatorSquares: below.1,
                    product: product)))
    }
}

/// A row of a case, short enough to read a case at a glance. Times are minutes after `Instant.origin`.
enum Row {
    case exposure(ContractRows.Exposure)
    case event(ContractRows.Event)

    static func saw(
        _ user: String, _ variant: String, at minutes: Double, flag: String = "flag",
        env: String = ContractRows.environment
    ) -> Row {
        .exposure(.init(user: user, flag: flag, variant: variant, instant: .at(minutes), env: env))
    }

    static func did(
        _ user: String, _ event: String, at minutes: Double, _ value: Double? = nil, id: String? = nil,
        env: String = ContractRows.environment
    ) -> Row {
        .event(.init(user: user, name: event, instant: .at(minutes), value: value, id: id, env: env))
    }
}

extension Instant {
    /// 2026-03-02T00:00:00Z.
    static let origin = Instant(milliseconds: 1_772_409_600_000)

    static func at(_ minutes: Double) -> Instant {
        Instant(milliseconds: origin.milliseconds + Int64((minutes * 60_000).rounded()))
    }
}

extension ContractRows {
    init(_ rows: [Row]) {
        self.init()
        for row in rows {
            switch row {
            case .exposure(let exposure): exposures.append(exposure)
            case .event(let event): events.append(event)
            }
        }
    }
}

extension MetricRequest {
    static func proportion(
        _ name: String, event: String? = nil, hours: Double? = nil, inverse: Bool = false
    ) -> MetricRequest {
        MetricRequest(
            name: name, event: event ?? name, inverse: inverse,
            conversionWindow: hours.map { Int64(($0 * 3_600_000).rounded()) })
    }

    static func valued(
        _ name: String, _ kind: MetricDefinition.Kind, event: String, hours: Double? = nil, cap: Double? = nil,
        covariateDays: Double? = nil
    ) -> MetricRequest {
        MetricRequest(
            name: name, role: .secondary, kind: kind, event: event,
            conversionWindow: hours.map { Int64(($0 * 3_600_000).rounded()) }, cap: cap,
            covariateWindow: covariateDays.map { Int64(($0 * 86_400_000).rounded()) })
    }

    static func ratio(_ name: String, _ event: String, per denominator: String, hours: Double? = nil) -> MetricRequest {
        MetricRequest(
            name: name, role: .secondary, kind: .ratio, event: event, denominator: denominator,
            conversionWindow: hours.map { Int64(($0 * 3_600_000).rounded()) })
    }
}

extension SourceQuery {
    /// A query for the flag "flag" with control and treatment, over the first 1000 minutes.
    static func asking(
        _ metrics: MetricRequest..., flag: String = "flag", variants: [String] = ["control", "treatment"],
        from start: Double = 0, to end: Double = 1000, asOf: Double? = nil
    ) -> SourceQuery {
        SourceQuery(
            experiment: "contract", flagKey: flag, variants: variants,
            window: Window(start: .at(start), end: .at(end)), asOf: .at(asOf ?? end), metrics: metrics)
    }

    /// - Parameter starts: minutes; the first epoch is number 1.
    func inEpochs(from starts: Double...) -> SourceQuery {
        var query = self
        query.epochs = starts.enumerated().map { index, start in
            Epoch(number: index + 1, start: .at(start), allocation: Allocation(equalAmong: variants))
        }
        return query
    }

    func closedOnly() -> SourceQuery {
        var query = self
        query.mode = .bandit
        query.countsClosedWindowsOnly = true
        return query
    }

    func inEnvironment(_ env: String) -> SourceQuery {
        var query = self
        query.envId = env
        return query
    }
}
