import Experiments
import TestSupport

/// Which events count for a user, by their time.
extension ContractCase {
    private static let millisecond = 1.0 / 60_000

    static let windows: [ContractCase] = [
        ContractCase(
            name: "events at and after the window's end do not count",
            rows: ContractRows([
                .saw("anna", "control", at: 150), .did("anna", "buy", at: 199), .did("anna", "buy", at: 200),
                .did("anna", "buy", at: 201), .saw("ben", "treatment", at: 100), .did("ben", "buy", at: 100),
                .did("ben", "buy", at: 99),
            ]),
            query: .asking(.valued("buys", .count, event: "buy"), from: 100, to: 200),
            expected: ["buys": ["control": .sums(1, 1, 1), "treatment": .sums(1, 1, 1)]]),
        ContractCase(
            name: "a conversion window excludes its end",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("anna", "buy", at: 69), .did("anna", "buy", at: 70),
                .saw("ben", "control", at: 20), .did("ben", "buy", at: 80),
                .saw("cleo", "treatment", at: 30), .did("cleo", "buy", at: 30), .did("cleo", "buy", at: 89),
                .did("cleo", "buy", at: 91),
            ]),
            query: .asking(.valued("buys", .count, event: "buy", hours: 1)),
            expected: ["buys": ["control": .sums(2, 1, 1), "treatment": .sums(1, 2, 4)]]),
        ContractCase(
            name: "a conversion window ends with the window if that comes first",
            rows: ContractRows([
                .saw("anna", "control", at: 980), .did("anna", "buy", at: 999), .did("anna", "buy", at: 1000),
                .saw("ben", "treatment", at: 940), .did("ben", "buy", at: 999), .did("ben", "buy", at: 1001),
            ]),
            query: .asking(.valued("buys", .count, event: "buy", hours: 1), asOf: 2000),
            expected: ["buys": ["control": .sums(1, 1, 1), "treatment": .sums(1, 1, 1)]]),
        ContractCase(
            name: "a conversion window runs from the first exposure, not from a later one",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .saw("anna", "control", at: 60), .did("anna", "buy", at: 80),
            ]),
            query: .asking(.proportion("buy", hours: 1)),
            expected: ["buy": ["control": .part(0, of: 1), "treatment": .part(0, of: 0)]]),
        ContractCase(
            name: "metrics of one event have each its own conversion window",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 10, 1), .did("anna", "buy", at: 40, 2),
                .did("anna", "buy", at: 100, 4), .did("anna", "buy", at: 500, 8),
            ]),
            query: .asking(
                .valued("half hour", .sum, event: "buy", hours: 0.5), .valued("hour", .sum, event: "buy", hours: 1),
                .valued("two hours", .sum, event: "buy", hours: 2), .valued("window", .sum, event: "buy")),
            expected: [
                "half hour": ["control": .sums(1, 1, 1), "treatment": .sums(0, 0, 0)],
                "hour": ["control": .sums(1, 3, 9), "treatment": .sums(0, 0, 0)],
                "two hours": ["control": .sums(1, 7, 49), "treatment": .sums(0, 0, 0)],
                "window": ["control": .sums(1, 15, 225), "treatment": .sums(0, 0, 0)],
            ]),
        ContractCase(
            name: "a conversion window beyond all dates means the whole window",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 999, 3), .did("anna", "buy", at: 1000, 4),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", hours: 1e15 / 3_600_000)),
            expected: ["revenue": ["control": .sums(1, 3, 9), "treatment": .sums(0, 0, 0)]]),
        ContractCase(
            name: "milliseconds decide: one before the exposure, at it, and at the conversion window's end",
            rows: ContractRows([
                .saw("anna", "control", at: 10 + 7 * millisecond), .did("anna", "buy", at: 10 + 6 * millisecond, 1),
                .did("anna", "buy", at: 10 + 7 * millisecond, 2), .did("anna", "buy", at: 10 + 8 * millisecond, 4),
                .did("anna", "buy", at: 70 + 6 * millisecond, 8), .did("anna", "buy", at: 70 + 7 * millisecond, 16),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", hours: 1)),
            expected: ["revenue": ["control": .sums(1, 14, 196), "treatment": .sums(0, 0, 0)]]),
        ContractCase(
            name: "milliseconds decide which exposure was first, and at the window's edges",
            rows: ContractRows([
                .saw("anna", "control", at: 100), .saw("anna", "control", at: 100 - millisecond),
                .saw("ben", "treatment", at: 200 - millisecond), .did("ben", "buy", at: 200 - millisecond, 1),
                .did("ben", "buy", at: 200, 2), .saw("cleo", "treatment", at: 100 - millisecond),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy"), from: 100, to: 200),
            expected: ["revenue": ["control": .sums(1, 0, 0), "treatment": .sums(1, 1, 1)]]),
        ContractCase(
            name: "a window that begins and ends between two whole seconds",
            rows: ContractRows([
                .saw("anna", "control", at: 100), .saw("ben", "control", at: 101), .did("ben", "buy", at: 150, 1),
                .did("ben", "buy", at: 199, 2), .did("ben", "buy", at: 200, 4), .saw("cleo", "treatment", at: 200),
                .saw("dan", "treatment", at: 201),
            ]),
            query: .asking(
                .valued("revenue", .sum, event: "buy"), from: 100 + millisecond, to: 200 + millisecond, asOf: 300),
            expected: ["revenue": ["control": .sums(1, 7, 49), "treatment": .sums(1, 0, 0)]]),
        ContractCase(
            name: "a conversion window that ends between two whole seconds",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 60, 1), .saw("ben", "treatment", at: 0),
                .did("ben", "buy", at: 59, 2),
            ]),
            query: .asking(
                .valued("a bit more", .sum, event: "buy", hours: 1 + 1 / 3_600_000),
                .valued("a bit less", .sum, event: "buy", hours: 1 - 1 / 3_600_000)),
            expected: [
                "a bit more": ["control": .sums(1, 1, 1), "treatment": .sums(1, 2, 4)],
                "a bit less": ["control": .sums(1, 0, 0), "treatment": .sums(1, 2, 4)],
            ]),
        ContractCase(
            name: "a day has 24 hours where clocks are put forward",
            // 28 March 2026, 12:00 UTC; Europe puts its clocks forward the night after.
            rows: ContractRows([
                .saw("anna", "control", at: 38_160), .did("anna", "buy", at: 38_160 + 1379, 1),
                .did("anna", "buy", at: 38_160 + 1439, 2), .did("anna", "buy", at: 38_160 + 1440, 4),
                .did("ben", "buy", at: 38_160, 8), .did("ben", "buy", at: 38_159, 16),
                .saw("ben", "treatment", at: 38_160 + 1440),
            ]),
            query: .asking(
                .valued("revenue", .sum, event: "buy", hours: 24, covariateDays: 1), from: 38_000, to: 50_000),
            expected: [
                "revenue": [
                    "control": .sums(1, 3, 9, covariate: (0, 0, 0)), "treatment": .sums(1, 0, 0, covariate: (8, 64, 0)),
                ]
            ]),
        ContractCase(
            name: "a day has 24 hours where clocks are put back",
            // 24 October 2026, 12:00 UTC.
            rows: ContractRows([
                .saw("anna", "control", at: 340_560), .did("anna", "buy", at: 340_560 + 1439, 2),
                .did("anna", "buy", at: 340_560 + 1440, 4), .did("anna", "buy", at: 340_560 + 1490, 8),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", hours: 24), from: 340_000, to: 350_000),
            expected: ["revenue": ["control": .sums(1, 2, 4), "treatment": .sums(0, 0, 0)]]),
        ContractCase(
            name: "closed windows only: a user counts once the conversion window has ended",
            rows: ContractRows([
                .saw("anna", "control", at: 940), .did("anna", "buy", at: 950, 1),
                .saw("ben", "control", at: 941), .did("ben", "buy", at: 950, 2),
                .saw("cleo", "treatment", at: 939), .did("cleo", "buy", at: 998, 4),
                .saw("dan", "treatment", at: 999), .did("dan", "buy", at: 999, 8),
            ]),
            query: .asking(
                .proportion("buyers", event: "buy", hours: 1), .valued("revenue", .sum, event: "buy", hours: 1)
            )
            .closedOnly(),
            expected: [
                "buyers": ["control": .part(1, of: 1), "treatment": .part(1, of: 1)],
                "revenue": ["control": .sums(1, 1, 1), "treatment": .sums(1, 4, 16)],
            ]),
        ContractCase(
            name: "closed windows only: windows may close after the experiment's own",
            rows: ContractRows([
                .saw("anna", "control", at: 999), .did("anna", "buy", at: 999, 1), .did("anna", "buy", at: 1010, 2),
                .saw("ben", "treatment", at: 980), .did("ben", "buy", at: 999, 4), .saw("cleo", "treatment", at: 990),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", hours: 1), asOf: 1049).closedOnly(),
            expected: ["revenue": ["control": .sums(0, 0, 0), "treatment": .sums(1, 4, 16)]]),
        ContractCase(
            name: "closed windows only: a metric without a conversion window takes every user",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("anna", "buy", at: 20), .saw("ben", "treatment", at: 999),
                .did("ben", "buy", at: 999),
            ]),
            query: .asking(.proportion("buy"), .proportion("in an hour", event: "buy", hours: 1)).closedOnly(),
            expected: [
                "buy": ["control": .part(1, of: 1), "treatment": .part(1, of: 1)],
                "in an hour": ["control": .part(1, of: 1), "treatment": .part(0, of: 0)],
            ]),
        ContractCase(
            name: "closed windows only: no window beyond all dates is closed",
            rows: ContractRows([.saw("anna", "control", at: 10), .did("anna", "buy", at: 20)]),
            query: .asking(.proportion("buy", hours: 1e15 / 3_600_000)).closedOnly(),
            expected: ["buy": ["control": .part(0, of: 0), "treatment": .part(0, of: 0)]]),
        ContractCase(
            name: "open windows count where the query does not ask for closed ones",
            rows: ContractRows([
                .saw("anna", "control", at: 999), .did("anna", "buy", at: 999), .saw("ben", "treatment", at: 990),
            ]),
            query: .asking(.proportion("buy", hours: 48)),
            expected: ["buy": ["control": .part(1, of: 1), "treatment": .part(0, of: 1)]]),
        ContractCase(
            name: "closed windows only, for ratios and averages",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("anna", "buy", at: 20, 6), .did("anna", "visit", at: 15),
                .did("anna", "visit", at: 25), .did("anna", "visit", at: 71),
                .saw("ben", "control", at: 950), .did("ben", "buy", at: 960, 7), .did("ben", "visit", at: 955),
                .saw("cleo", "treatment", at: 30), .did("cleo", "visit", at: 31, 3),
            ]),
            query: .asking(
                .ratio("per visit", "buy", per: "visit", hours: 1), .valued("price", .average, event: "buy", hours: 1)
            )
            .closedOnly(),
            expected: [
                "per visit": [
                    "control": .ratio(1, (6, 36), (2, 4), product: 12),
                    "treatment": .ratio(1, (0, 0), (3, 9), product: 0),
                ],
                "price": ["control": .sums(1, 6, 36), "treatment": .sums(0, 0, 0)],
            ]),
    ]
}
