import Experiments
import TestSupport

/// Whom a source counts, and in which variant.
extension ContractCase {
    static let attribution: [ContractCase] = [
        ContractCase(
            name: "an event that nobody ever fired is missing; one of somebody else, or of another time, is not",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .saw("ben", "treatment", at: 0),
                .did("cleo", "refund", at: 1), .did("anna", "visit", at: -60), .did("anna", "view", at: 1),
                .did("ben", "gift", at: 1, 0),
            ]),
            query: .asking(
                .proportion("refunded"), .proportion("refund"), .proportion("visit"),
                .valued("gifts", .sum, event: "gift"), .valued("price", .average, event: "prize"),
                .ratio("views per call", "view", per: "call")),
            expected: [
                "refunded": ["control": .part(0, of: 1), "treatment": .part(0, of: 1)],
                "refund": ["control": .part(0, of: 1), "treatment": .part(0, of: 1)],
                "visit": ["control": .part(0, of: 1), "treatment": .part(0, of: 1)],
                "gifts": ["control": .sums(1, 0, 0), "treatment": .sums(1, 0, 0)],
                "price": ["control": .sums(0, 0, 0), "treatment": .sums(0, 0, 0)],
                "views per call": [
                    "control": .ratio(1, (1, 1), (0, 0), product: 0),
                    "treatment": .ratio(1, (0, 0), (0, 0), product: 0),
                ],
            ],
            missingEvents: ["refunded", "prize", "call"]),
        ContractCase(
            name: "the first exposure decides, and events count from its very instant on",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .saw("anna", "control", at: 20), .did("anna", "buy", at: 15),
                .saw("ben", "control", at: 10), .did("ben", "buy", at: 9),
                .saw("cleo", "treatment", at: 10), .did("cleo", "buy", at: 10),
            ]),
            query: .asking(.proportion("buy")),
            expected: ["buy": ["control": .part(1, of: 2), "treatment": .part(1, of: 1)]]),
        ContractCase(
            name: "an exposure at the window's start counts, and one at its end does not",
            rows: ContractRows([
                .saw("anna", "control", at: 100), .saw("ben", "control", at: 200), .saw("cleo", "treatment", at: 199),
                .saw("dan", "treatment", at: 99), .saw("dan", "control", at: 150), .saw("eve", "treatment", at: 99),
            ]),
            query: .asking(.proportion("buy"), from: 100, to: 200),
            expected: ["buy": ["control": .part(0, of: 2), "treatment": .part(0, of: 1)]]),
        ContractCase(
            name: "users in several variants are counted, reported and left out",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .saw("anna", "treatment", at: 20), .did("anna", "buy", at: 30),
                .saw("ben", "control", at: 10), .saw("ben", "control", at: 11), .did("ben", "buy", at: 30),
                .saw("cleo", "treatment", at: 10),
                .saw("dan", "treatment", at: 10), .saw("dan", "control", at: 12), .saw("dan", "treatment", at: 14),
            ]),
            query: .asking(.proportion("buy")),
            expected: ["buy": ["control": .part(1, of: 1), "treatment": .part(0, of: 1)]],
            usersInSeveralVariants: 2),
        ContractCase(
            name: "another variant seen outside the window makes nobody a user of several",
            rows: ContractRows([
                .saw("anna", "treatment", at: 99), .saw("anna", "control", at: 100), .did("anna", "buy", at: 130),
                .saw("ben", "treatment", at: 150), .saw("ben", "control", at: 200), .did("ben", "buy", at: 160),
            ]),
            query: .asking(.proportion("buy"), from: 100, to: 200),
            expected: ["buy": ["control": .part(1, of: 1), "treatment": .part(1, of: 1)]]),
        ContractCase(
            name: "with one epoch, users in several variants are left out as well",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .saw("anna", "treatment", at: 20), .saw("ben", "control", at: 10),
            ]),
            query: .asking(.proportion("buy")).inEpochs(from: 0),
            expected: ["buy": ["control": .part(0, of: 1), "treatment": .part(0, of: 0)]],
            usersInSeveralVariants: 1),
        ContractCase(
            name: "two variants at one instant are several",
            rows: ContractRows([
                .saw("anna", "treatment", at: 10), .saw("anna", "control", at: 10), .saw("ben", "treatment", at: 10),
            ]),
            query: .asking(.proportion("buy")),
            expected: ["buy": ["control": .part(0, of: 0), "treatment": .part(0, of: 1)]],
            usersInSeveralVariants: 1),
        ContractCase(
            name: "exposures to variants that the query does not name are passed over",
            rows: ContractRows([
                .saw("anna", "off", at: 5), .saw("anna", "control", at: 10), .saw("anna", "off", at: 20),
                .did("anna", "buy", at: 7),
                .saw("ben", "off", at: 5), .did("ben", "buy", at: 8),
                .saw("cleo", "off", at: 5), .saw("cleo", "treatment", at: 10), .did("cleo", "buy", at: 11),
            ]),
            query: .asking(.proportion("buy")),
            expected: ["buy": ["control": .part(0, of: 1), "treatment": .part(1, of: 1)]]),
        ContractCase(
            name: "one user in two flags is attributed by the flag that is asked for",
            rows: ContractRows([
                .saw("anna", "treatment", at: 5, flag: "other"), .saw("anna", "control", at: 10),
                .did("anna", "buy", at: 7),
                .saw("ben", "control", at: 5, flag: "other"), .did("ben", "buy", at: 8),
                .saw("cleo", "treatment", at: 6), .saw("cleo", "control", at: 7, flag: "other"),
                .did("cleo", "buy", at: 8),
            ]),
            query: .asking(.proportion("buy")),
            expected: ["buy": ["control": .part(0, of: 1), "treatment": .part(1, of: 1)]]),
        ContractCase(
            name: "rows that arrive late and in any order count by their own time",
            rows: ContractRows([
                .did("anna", "buy", at: 30), .did("anna", "buy", at: 5), .saw("anna", "treatment", at: 40),
                .saw("anna", "treatment", at: 20), .did("ben", "buy", at: 25), .saw("ben", "control", at: 50),
                .saw("ben", "control", at: 26), .saw("ben", "control", at: 24),
            ]),
            query: .asking(.valued("buys", .count, event: "buy")),
            expected: ["buys": ["control": .sums(1, 1, 1), "treatment": .sums(1, 1, 1)]]),
        ContractCase(
            name: "a variant without users has n = 0 in every kind",
            rows: ContractRows([.saw("anna", "control", at: 10), .did("anna", "buy", at: 20, 2)]),
            query: .asking(
                .proportion("buyers", event: "buy"), .valued("buys", .count, event: "buy"),
                .valued("revenue", .sum, event: "buy"), .valued("price", .average, event: "buy"),
                .ratio("share", "buy", per: "visit")),
            expected: [
                "buyers": ["control": .part(1, of: 1), "treatment": .part(0, of: 0)],
                "buys": ["control": .sums(1, 1, 1), "treatment": .sums(0, 0, 0)],
                "revenue": ["control": .sums(1, 2, 4), "treatment": .sums(0, 0, 0)],
                "price": ["control": .sums(1, 2, 4), "treatment": .sums(0, 0, 0)],
                "share": [
                    "control": .ratio(1, (2, 4), (0, 0), product: 0),
                    "treatment": .ratio(0, (0, 0), (0, 0), product: 0),
                ],
            ]),
        ContractCase(
            name: "a metric without events has all users and nothing from them",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .saw("ben", "treatment", at: 10), .did("anna", "visit", at: 20, 3),
            ]),
            query: .asking(
                .proportion("buyers", event: "buy"), .valued("buys", .count, event: "buy"),
                .valued("revenue", .sum, event: "buy"), .valued("price", .average, event: "buy"),
                .ratio("share", "buy", per: "refund")),
            expected: [
                "buyers": ["control": .part(0, of: 1), "treatment": .part(0, of: 1)],
                "buys": ["control": .sums(1, 0, 0), "treatment": .sums(1, 0, 0)],
                "revenue": ["control": .sums(1, 0, 0), "treatment": .sums(1, 0, 0)],
                "price": ["control": .sums(0, 0, 0), "treatment": .sums(0, 0, 0)],
                "share": [
                    "control": .ratio(1, (0, 0), (0, 0), product: 0),
                    "treatment": .ratio(1, (0, 0), (0, 0), product: 0),
                ],
            ]),
        ContractCase(
            name: "without any row every variant has n = 0",
            rows: ContractRows(),
            query: .asking(.proportion("buy"), .valued("revenue", .sum, event: "buy", cap: 90, covariateDays: 7)),
            expected: [
                "buy": ["control": .part(0, of: 0), "treatment": .part(0, of: 0)],
                "revenue": [
                    "control": .sums(0, 0, 0, covariate: (0, 0, 0)), "treatment": .sums(0, 0, 0, covariate: (0, 0, 0)),
                ],
            ]),
        ContractCase(
            name: "events of users who were never exposed do not count",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("ben", "buy", at: 20), .did("anna", "buy", at: 20),
                .did("cleo", "buy", at: 20),
            ]),
            query: .asking(.valued("buys", .count, event: "buy")),
            expected: ["buys": ["control": .sums(1, 1, 1), "treatment": .sums(0, 0, 0)]]),
        ContractCase(
            name: "four variants in the query's order",
            rows: ContractRows([
                .saw("anna", "d", at: 1), .saw("ben", "c", at: 1), .saw("cleo", "b", at: 1), .saw("dan", "a", at: 1),
                .saw("eve", "b", at: 1), .did("eve", "buy", at: 2), .did("anna", "buy", at: 3),
            ]),
            query: .asking(.proportion("buy"), variants: ["d", "b", "a", "c"]),
            expected: ["buy": ["a": .part(0, of: 1), "b": .part(1, of: 2), "c": .part(0, of: 1), "d": .part(1, of: 1)]]),
        ContractCase(
            name: "only rows of the query's environment count",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("anna", "buy", at: 20, env: "staging"),
                .saw("ben", "control", at: 10, env: "staging"), .did("ben", "buy", at: 20),
                .saw("cleo", "control", at: 5, env: "staging"), .saw("cleo", "treatment", at: 10),
                .did("cleo", "buy", at: 20),
            ]),
            query: .asking(.proportion("buy")).inEnvironment("production"),
            expected: ["buy": ["control": .part(0, of: 1), "treatment": .part(1, of: 1)]]),
        ContractCase(
            name: "an environment's name is compared byte by byte",
            rows: ContractRows([
                .saw("anna", "control", at: 10, env: "Q'A\\"), .saw("ben", "control", at: 10, env: "q'a\\"),
                .saw("cleo", "treatment", at: 10, env: "Q'A"), .did("anna", "buy", at: 12, env: "Q'A\\"),
            ]),
            query: .asking(.proportion("buy")).inEnvironment("Q'A\\"),
            expected: ["buy": ["control": .part(1, of: 1), "treatment": .part(0, of: 0)]]),
        ContractCase(
            name: "an exposure that is sent again changes nothing",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .saw("anna", "control", at: 10), .saw("anna", "control", at: 10),
                .did("anna", "buy", at: 20, 5), .saw("ben", "treatment", at: 10), .saw("ben", "treatment", at: 10),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy")),
            expected: ["revenue": ["control": .sums(1, 5, 25), "treatment": .sums(1, 0, 0)]]),
        ContractCase(
            name: "equal events without id are two events",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("anna", "buy", at: 20, 5), .did("anna", "buy", at: 20, 5),
            ]),
            query: .asking(.valued("buys", .count, event: "buy"), .valued("revenue", .sum, event: "buy")),
            expected: [
                "buys": ["control": .sums(1, 2, 4), "treatment": .sums(0, 0, 0)],
                "revenue": ["control": .sums(1, 10, 100), "treatment": .sums(0, 0, 0)],
            ]),
        ContractCase(
            name: "an event that is sent again with its id counts once",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("anna", "buy", at: 20, 5, id: "one"),
                .did("anna", "buy", at: 20, 5, id: "one"), .did("anna", "buy", at: 20, 5, id: "One"),
                .did("anna", "buy", at: 20, 5), .did("anna", "buy", at: 20, 5, id: "one"),
            ]),
            query: .asking(.valued("buys", .count, event: "buy"), .valued("revenue", .sum, event: "buy")),
            expected: [
                "buys": ["control": .sums(1, 3, 9), "treatment": .sums(0, 0, 0)],
                "revenue": ["control": .sums(1, 15, 225), "treatment": .sums(0, 0, 0)],
            ]),
    ]
}
