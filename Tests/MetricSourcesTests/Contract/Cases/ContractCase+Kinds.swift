import Experiments
import TestSupport

/// What a user's events make of the user, by the kind of the metric.
extension ContractCase {
    static let kinds: [ContractCase] = [
        ContractCase(
            name: "the five kinds on the same events",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 2), .did("anna", "buy", at: 2, 4),
                .did("anna", "visit", at: 1), .did("anna", "visit", at: 2), .did("anna", "visit", at: 3),
                .saw("ben", "control", at: 0), .did("ben", "visit", at: 1),
                .saw("cleo", "treatment", at: 0), .did("cleo", "buy", at: 1, 10), .did("cleo", "visit", at: 1),
            ]),
            query: .asking(
                .proportion("buyers", event: "buy"), .valued("buys", .count, event: "buy"),
                .valued("revenue", .sum, event: "buy"), .valued("price", .average, event: "buy"),
                .ratio("revenue per visit", "buy", per: "visit")),
            expected: [
                "buyers": ["control": .part(1, of: 2), "treatment": .part(1, of: 1)],
                "buys": ["control": .sums(2, 2, 4), "treatment": .sums(1, 1, 1)],
                "revenue": ["control": .sums(2, 6, 36), "treatment": .sums(1, 10, 100)],
                "price": ["control": .sums(1, 3, 9), "treatment": .sums(1, 10, 100)],
                "revenue per visit": [
                    "control": .ratio(2, (6, 36), (4, 10), product: 18),
                    "treatment": .ratio(1, (10, 100), (1, 1), product: 10),
                ],
            ]),
        ContractCase(
            name: "an event without a value: 1 for a proportion and a count, 0 in a sum, passed over in an average",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1), .did("anna", "buy", at: 2, 4),
                .saw("ben", "control", at: 0), .did("ben", "buy", at: 1),
                .saw("cleo", "treatment", at: 0), .did("cleo", "buy", at: 1, 6), .did("cleo", "buy", at: 2, 8),
                .did("cleo", "buy", at: 3),
            ]),
            query: .asking(
                .proportion("buyers", event: "buy"), .valued("buys", .count, event: "buy"),
                .valued("revenue", .sum, event: "buy"), .valued("price", .average, event: "buy")),
            expected: [
                "buyers": ["control": .part(2, of: 2), "treatment": .part(1, of: 1)],
                "buys": ["control": .sums(2, 3, 5), "treatment": .sums(1, 3, 9)],
                "revenue": ["control": .sums(2, 4, 16), "treatment": .sums(1, 14, 196)],
                "price": ["control": .sums(1, 4, 16), "treatment": .sums(1, 7, 49)],
            ]),
        ContractCase(
            name: "in a ratio an event without a value adds 1, above and below",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "click", at: 1), .did("anna", "click", at: 2),
                .did("anna", "view", at: 1), .did("anna", "view", at: 2, 2), .did("anna", "view", at: 3, 0),
                .saw("ben", "control", at: 0), .did("ben", "view", at: 1),
                .saw("cleo", "treatment", at: 0), .did("cleo", "click", at: 1, 0.5),
            ]),
            query: .asking(.ratio("click rate", "click", per: "view")),
            expected: [
                "click rate": [
                    "control": .ratio(2, (2, 4), (4, 10), product: 6),
                    "treatment": .ratio(1, (0.5, 0.25), (0, 0), product: 0),
                ]
            ]),
        ContractCase(
            name: "a ratio of an event to itself",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 3), .did("anna", "buy", at: 2),
            ]),
            query: .asking(.ratio("one", "buy", per: "buy")),
            expected: [
                "one": [
                    "control": .ratio(1, (4, 16), (4, 16), product: 16),
                    "treatment": .ratio(0, (0, 0), (0, 0), product: 0),
                ]
            ]),
        ContractCase(
            name: "the value 0 is a value",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 0),
                .saw("ben", "control", at: 0), .did("ben", "buy", at: 1, 0), .did("ben", "buy", at: 2, 5),
                .saw("cleo", "treatment", at: 0), .did("cleo", "buy", at: 1),
            ]),
            query: .asking(
                .proportion("buyers", event: "buy"), .valued("buys", .count, event: "buy"),
                .valued("price", .average, event: "buy"), .ratio("mean", "buy", per: "buy")),
            expected: [
                "buyers": ["control": .part(2, of: 2), "treatment": .part(1, of: 1)],
                "buys": ["control": .sums(2, 3, 5), "treatment": .sums(1, 1, 1)],
                "price": ["control": .sums(2, 2.5, 6.25), "treatment": .sums(0, 0, 0)],
                "mean": [
                    "control": .ratio(2, (5, 25), (5, 25), product: 25),
                    "treatment": .ratio(1, (1, 1), (1, 1), product: 1),
                ],
            ]),
        ContractCase(
            name: "negative values, and values that cancel",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "pay", at: 1, 10), .did("anna", "pay", at: 2, -10),
                .saw("ben", "control", at: 0), .did("ben", "pay", at: 1, -3),
                .saw("cleo", "treatment", at: 0), .did("cleo", "pay", at: 1, -0.5), .did("cleo", "pay", at: 2, 2),
            ]),
            query: .asking(
                .proportion("payers", event: "pay"), .valued("paid", .sum, event: "pay"),
                .valued("payment", .average, event: "pay")),
            expected: [
                "payers": ["control": .part(2, of: 2), "treatment": .part(1, of: 1)],
                "paid": ["control": .sums(2, -3, 9), "treatment": .sums(1, 1.5, 2.25)],
                "payment": ["control": .sums(2, -3, 9), "treatment": .sums(1, 0.75, 0.5625)],
            ]),
        ContractCase(
            name: "huge and tiny values keep their digits",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "pay", at: 1, 1e15), .did("anna", "pay", at: 2, 1),
                .saw("ben", "control", at: 0), .did("ben", "pay", at: 1, 9_007_199_254_740_991),
                .saw("cleo", "treatment", at: 0), .did("cleo", "pay", at: 1, 1e-150),
                .saw("dan", "treatment", at: 0), .did("dan", "pay", at: 1, 3e-150),
            ]),
            query: .asking(.valued("paid", .sum, event: "pay")),
            expected: [
                "paid": [
                    "control": .sums(2, 10_007_199_254_740_992, 8.212_963_841_460_666_6e31),
                    "treatment": .sums(2, 4e-150, 1e-299),
                ]
            ]),
        ContractCase(
            name: "values as large as their squares can be",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "pay", at: 1, 1e150),
                .saw("ben", "control", at: 0), .did("ben", "pay", at: 1, 2e150),
                .saw("cleo", "treatment", at: 0), .did("cleo", "pay", at: 1, -4e150),
            ]),
            query: .asking(.valued("paid", .sum, event: "pay")),
            expected: ["paid": ["control": .sums(2, 3e150, 5e300), "treatment": .sums(1, -4e150, 1.6e301)]]),
        ContractCase(
            name: "values that no binary number holds exactly",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "pay", at: 1, 0.1), .did("anna", "pay", at: 2, 0.2),
                .saw("ben", "control", at: 0), .did("ben", "pay", at: 1, 19.99), .did("ben", "pay", at: 2, 0.01),
                .saw("cleo", "treatment", at: 0), .did("cleo", "pay", at: 1, 1234.5678),
            ]),
            query: .asking(.valued("paid", .sum, event: "pay"), .valued("payment", .average, event: "pay")),
            expected: [
                "paid": ["control": .sums(2, 20.3, 400.09), "treatment": .sums(1, 1234.5678, 1_524_157.652_796_84)],
                "payment": [
                    "control": .sums(2, 10.15, 100.0225), "treatment": .sums(1, 1234.5678, 1_524_157.652_796_84),
                ],
            ]),
        ContractCase(
            name: "one event in several metrics, and a metric called like another's event",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 2), .did("anna", "visit", at: 2),
                .saw("ben", "treatment", at: 0), .did("ben", "visit", at: 1), .did("ben", "visit", at: 2),
            ]),
            query: .asking(
                .proportion("buy", event: "visit"), .proportion("visit", event: "buy"),
                .valued("visits", .count, event: "visit"), .ratio("both", "buy", per: "visit")),
            expected: [
                "buy": ["control": .part(1, of: 1), "treatment": .part(1, of: 1)],
                "visit": ["control": .part(1, of: 1), "treatment": .part(0, of: 1)],
                "visits": ["control": .sums(1, 1, 1), "treatment": .sums(1, 2, 4)],
                "both": [
                    "control": .ratio(1, (2, 4), (1, 1), product: 2),
                    "treatment": .ratio(1, (0, 0), (2, 4), product: 0),
                ],
            ]),
        ContractCase(
            name: "a metric of which less is better says so",
            rows: ContractRows([.saw("anna", "control", at: 0), .did("anna", "error", at: 1)]),
            query: .asking(.proportion("buy"), .proportion("errors", event: "error", inverse: true)),
            expected: [
                "buy": ["control": .part(0, of: 1), "treatment": .part(0, of: 0)],
                "errors": ["control": .part(1, of: 1), "treatment": .part(0, of: 0)],
            ]),
        ContractCase(
            name: "twelve metrics at once",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "e1", at: 1), .did("anna", "e12", at: 2),
                .saw("ben", "treatment", at: 0), .did("ben", "e7", at: 1), .did("ben", "e7", at: 2),
            ]),
            query: SourceQuery(
                experiment: "contract", flagKey: "flag", variants: ["control", "treatment"],
                window: .init(start: .at(0), end: .at(1000)), asOf: .at(1000),
                metrics: (1...12).map { .valued("m\($0)", .count, event: "e\($0)") }),
            expected: Dictionary(
                uniqueKeysWithValues: (1...12).map { number in
                    let anna: Double = number == 1 || number == 12 ? 1 : 0
                    let ben: Double = number == 7 ? 2 : 0
                    return ("m\(number)", ["control": .sums(1, anna, anna), "treatment": .sums(1, ben, ben * ben)])
                })),
    ]
}
