package import Experiments

/// Rows and a query made from a seed: few users, few instants and few values, so that they meet at every edge.
///
/// Each seed has users and a flag of its own, so that the rows of many may stand in one table.
package struct SeededRows: Sendable {
    package var rows = ContractRows()
    package var query: SourceQuery

    private let seed: UInt64
    private var random: RandomSource
    private static let minute: Int64 = 60_000
    private static let origin: Int64 = 1_772_409_600_000
    private static let names = [
        "anna", "Anna", "O'Hara", "back\\slash", "caf\u{E9}", "cafe\u{301}", "007", "7", " a b ", "\u{1F600}",
    ]
    private static let values: [Double?] = [nil, 0, 1, 2, 2, 5, -1, -2.5, 0.1, 0.2, 19.99, 1000, 1e9]

    package init(seed: UInt64) {
        self.seed = seed
        random = RandomSource(seed: seed, cell: "contract", run: 0)
        query = SourceQuery(
            experiment: "seeded", flagKey: "flag", variants: ["control"],
            window: .init(start: Instant(milliseconds: 0), end: Instant(milliseconds: 0)),
            asOf: Instant(milliseconds: 0), metrics: [])
        makeQuery()
        makeRows()
    }

    private mutating func makeQuery() {
        query.flagKey = "\(pick(["flag", "Flag", "fl'ag"])) \(seed)"
        query.variants = Array(["control", "treatment", "b'", "C"].prefix(2 + below(3)))
        let start = Self.origin + Int64(below(12)) * 30 * Self.minute
        query.window.start = Instant(milliseconds: start)
        query.window.end = Instant(milliseconds: start + Int64(6 + below(30)) * 30 * Self.minute)
        query.asOf = Instant(milliseconds: query.window.end.milliseconds + Int64(below(3)) * 30 * Self.minute)
        query.countsClosedWindowsOnly = below(3) == 0
        query.envId = below(4) == 0 ? "production" : nil
        query.metrics = (0...below(4)).map { metric(number: $0) }
        let count = pick([0, 0, 0, 1, 2, 3])
        let starts = (0..<count).map { _ in start + Int64(below(24) - 2) * 30 * Self.minute }.sorted()
        query.epochs = Set(starts).sorted().enumerated().map { index, start in
            .init(
                number: index + 1, start: Instant(milliseconds: start),
                allocation: Allocation(equalAmong: query.variants))
        }
    }

    private mutating func metric(number: Int) -> MetricRequest {
        let kind = pick(MetricDefinition.Kind.allCases)
        var metric = MetricRequest(
            name: "metric \(number)", role: number == 0 ? .primary : .secondary, kind: kind,
            event: pick(["buy", "Buy", "vis\"it"]), denominator: kind == .ratio ? pick(["buy", "vis\"it"]) : nil,
            inverse: below(4) == 0)
        if below(2) == 0 { metric.conversionWindow = Int64(1 + below(8)) * 30 * Self.minute }
        guard kind != .proportion, kind != .ratio else { return metric }
        if below(2) == 0 { metric.cap = pick([1, 10, 50, 75, 90, 99.9, 100]) }
        if below(2) == 0 { metric.covariateWindow = Int64(1 + below(12)) * 30 * Self.minute }
        return metric
    }

    private mutating func makeRows() {
        let users = Self.names.prefix(2 + below(Self.names.count - 1)).map { "\(seed) \($0)" }
        for _ in 0..<(10 + below(50)) {
            rows.exposures.append(
                .init(
                    user: pick(users), flag: below(6) == 0 ? "other \(seed)" : query.flagKey,
                    variant: below(8) == 0 ? "off" : below(4) == 0 ? pick(query.variants) : query.variants[0],
                    instant: instant(), env: environment()))
            // Most users stay in one variant.
            if let last = rows.exposures.indices.last, below(4) > 0 {
                let key = rows.exposures[last].user
                rows.exposures[last].variant = query.variants[(users.firstIndex(of: key) ?? 0) % query.variants.count]
            }
        }
        for _ in 0..<(20 + below(140)) {
            rows.events.append(
                .init(
                    user: pick(users), name: pick(["buy", "buy", "Buy", "vis\"it", "other"]), instant: instant(),
                    value: pick(Self.values), env: environment()))
        }
    }

    private mutating func instant() -> Instant {
        Instant(
            milliseconds: Self.origin + Int64(below(48) - 6) * 30 * Self.minute + Int64(pick([0, 0, 0, 1000, -1000])))
    }

    private mutating func environment() -> String { below(4) == 0 ? "staging" : "production" }

    private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}
