import Experiments
import TestSupport

/// Caps and covariates.
extension ContractCase {
    static let caps: [ContractCase] = [
        ContractCase(
            name: "the cap is the nearest rank over all variants together",
            // The values are 1, 2, 3, 4: half of four is the second.
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 1),
                .saw("ben", "control", at: 0), .did("ben", "buy", at: 1, 4),
                .saw("cleo", "treatment", at: 0), .did("cleo", "buy", at: 1, 2),
                .saw("dan", "treatment", at: 0), .did("dan", "buy", at: 1, 3),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", cap: 50)),
            expected: ["revenue": ["control": .sums(2, 3, 5), "treatment": .sums(2, 4, 8)]]),
        ContractCase(
            name: "the rank is rounded up",
            // 34 in a hundred of three is 1.02: the second.
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 1),
                .saw("ben", "control", at: 0), .did("ben", "buy", at: 1, 5),
                .saw("cleo", "treatment", at: 0), .did("cleo", "buy", at: 1, 9),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", cap: 34)),
            expected: ["revenue": ["control": .sums(2, 6, 26), "treatment": .sums(1, 5, 25)]]),
        ContractCase(
            name: "seven in a hundred of a hundred is the seventh, not the eighth",
            // 1 + ... + 7 + 93·7, and 1 + 4 + ... + 49 + 93·49.
            rows: ContractRows(
                (1...100).flatMap { number -> [Row] in
                    [.saw("user \(number)", "control", at: 0), .did("user \(number)", "buy", at: 1, Double(number))]
                }),
            query: .asking(.valued("revenue", .sum, event: "buy", cap: 7)),
            expected: ["revenue": ["control": .sums(100, 679, 4697), "treatment": .sums(0, 0, 0)]]),
        ContractCase(
            name: "99.9 in a hundred of a thousand is the 999th",
            // 999·1000/2 + 999 users' values 1 ... 999 and 999 once more.
            rows: ContractRows(
                (1...1000).flatMap { number -> [Row] in
                    [.saw("user \(number)", "control", at: 0), .did("user \(number)", "buy", at: 1, Double(number))]
                }),
            query: .asking(.valued("revenue", .sum, event: "buy", cap: 99.9)),
            expected: ["revenue": ["control": .sums(1000, 500_499, 333_831_501), "treatment": .sums(0, 0, 0)]]),
        ContractCase(
            name: "values of 0 are no part of the cap's rank",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .saw("ben", "control", at: 0), .saw("cleo", "control", at: 0),
                .did("cleo", "buy", at: 1, 0), .saw("dan", "treatment", at: 0), .did("dan", "buy", at: 1, 10),
                .saw("eve", "treatment", at: 0), .did("eve", "buy", at: 1, 20),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", cap: 50)),
            expected: ["revenue": ["control": .sums(3, 0, 0), "treatment": .sums(2, 20, 200)]]),
        ContractCase(
            name: "nothing is capped where all values are 0",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 0), .saw("ben", "treatment", at: 0),
                .did("ben", "buy", at: 1, 2), .did("ben", "buy", at: 2, -2),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", cap: 50)),
            expected: ["revenue": ["control": .sums(1, 0, 0), "treatment": .sums(1, 0, 0)]]),
        ContractCase(
            name: "nothing is capped where the cap would be below 0",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, -4), .saw("ben", "control", at: 0),
                .did("ben", "buy", at: 1, -2), .saw("cleo", "treatment", at: 0), .did("cleo", "buy", at: 1, 3),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", cap: 60)),
            expected: ["revenue": ["control": .sums(2, -6, 20), "treatment": .sums(1, 3, 9)]]),
        ContractCase(
            name: "values below 0 have ranks, and stay as they are",
            // The values are -4, 1, 2, 9: three quarters of four is the third.
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, -4), .saw("ben", "control", at: 0),
                .did("ben", "buy", at: 1, 9), .saw("cleo", "treatment", at: 0), .did("cleo", "buy", at: 1, 1),
                .saw("dan", "treatment", at: 0), .did("dan", "buy", at: 1, 2),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", cap: 75)),
            expected: ["revenue": ["control": .sums(2, -2, 20), "treatment": .sums(2, 3, 5)]]),
        ContractCase(
            name: "the hundredth percentile caps nothing",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 3), .saw("ben", "treatment", at: 0),
                .did("ben", "buy", at: 1, 30),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", cap: 100)),
            expected: ["revenue": ["control": .sums(1, 3, 9), "treatment": .sums(1, 30, 900)]]),
        ContractCase(
            name: "a percentile close to 0 is the lowest value",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 3), .saw("ben", "treatment", at: 0),
                .did("ben", "buy", at: 1, 30),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", cap: 0.01)),
            expected: ["revenue": ["control": .sums(1, 3, 9), "treatment": .sums(1, 3, 9)]]),
        ContractCase(
            name: "counts and averages are capped as sums are, each by its own values",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 8),
                .saw("ben", "control", at: 0), .did("ben", "buy", at: 1, 1), .did("ben", "buy", at: 2, 3),
                .saw("cleo", "treatment", at: 0), .did("cleo", "buy", at: 1, 4), .did("cleo", "buy", at: 2, 5),
                .did("cleo", "buy", at: 3, 6), .did("cleo", "buy", at: 4),
                .saw("dan", "treatment", at: 0),
            ]),
            // Counts 1, 2, 4: the second is 2. Averages 8, 2, 5: the second is 5. Sums 8, 4, 15: the second is 8.
            query: .asking(
                .valued("buys", .count, event: "buy", cap: 50), .valued("price", .average, event: "buy", cap: 50),
                .valued("revenue", .sum, event: "buy", cap: 50), .valued("uncapped", .sum, event: "buy")),
            expected: [
                "buys": ["control": .sums(2, 3, 5), "treatment": .sums(2, 2, 4)],
                "price": ["control": .sums(2, 7, 29), "treatment": .sums(1, 5, 25)],
                "revenue": ["control": .sums(2, 12, 80), "treatment": .sums(2, 8, 64)],
                "uncapped": ["control": .sums(2, 12, 80), "treatment": .sums(2, 15, 225)],
            ]),
        ContractCase(
            name: "users who are left out have no part in the cap",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 2), .saw("ben", "treatment", at: 0),
                .did("ben", "buy", at: 1, 5), .saw("cleo", "control", at: 0), .saw("cleo", "treatment", at: 1),
                .did("cleo", "buy", at: 2, 3), .saw("dan", "off", at: 0), .did("dan", "buy", at: 2, 1),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", cap: 50)),
            expected: ["revenue": ["control": .sums(1, 2, 4), "treatment": .sums(1, 2, 4)]],
            usersInSeveralVariants: 1),
        ContractCase(
            name: "users with open windows have no part in the cap",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 2), .saw("ben", "treatment", at: 0),
                .did("ben", "buy", at: 1, 5), .saw("cleo", "control", at: 990), .did("cleo", "buy", at: 991, 3),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", hours: 1, cap: 50)).closedOnly(),
            expected: ["revenue": ["control": .sums(1, 2, 4), "treatment": .sums(1, 2, 4)]]),
        ContractCase(
            name: "the covariate is from the days before the exposure, from their start to the exposure's instant",
            rows: ContractRows([
                .saw("anna", "control", at: 500), .did("anna", "buy", at: -941, 1), .did("anna", "buy", at: -940, 2),
                .did("anna", "buy", at: 499, 4), .did("anna", "buy", at: 500, 8), .did("anna", "buy", at: 501, 16),
                .saw("ben", "treatment", at: 0), .did("ben", "buy", at: -1440, 32), .did("ben", "buy", at: -1441, 64),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", covariateDays: 1)),
            expected: [
                "revenue": [
                    "control": .sums(1, 24, 576, covariate: (6, 36, 144)),
                    "treatment": .sums(1, 0, 0, covariate: (32, 1024, 0)),
                ]
            ]),
        ContractCase(
            name: "users without anything before have the covariate 0",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: 1, 3),
                .saw("ben", "control", at: 0), .did("ben", "buy", at: -1, 2), .did("ben", "buy", at: 1, 5),
                .saw("cleo", "treatment", at: 0),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", covariateDays: 7)),
            expected: [
                "revenue": [
                    "control": .sums(2, 8, 34, covariate: (2, 4, 10)),
                    "treatment": .sums(1, 0, 0, covariate: (0, 0, 0)),
                ]
            ]),
        ContractCase(
            name: "the covariate is what the metric is: a count of earlier events, a mean of earlier values",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: -3, 2), .did("anna", "buy", at: -2),
                .did("anna", "buy", at: -1, 6), .did("anna", "buy", at: 1, 10),
                .saw("ben", "control", at: 0), .did("ben", "buy", at: -1, 5), .did("ben", "buy", at: 1),
                .saw("cleo", "treatment", at: 0), .did("cleo", "buy", at: 1, 7), .did("cleo", "buy", at: -1),
            ]),
            query: .asking(
                .valued("buys", .count, event: "buy", covariateDays: 7),
                .valued("price", .average, event: "buy", covariateDays: 7),
                .valued("revenue", .sum, event: "buy", covariateDays: 7)),
            expected: [
                "buys": [
                    "control": .sums(2, 2, 2, covariate: (4, 10, 4)), "treatment": .sums(1, 1, 1, covariate: (1, 1, 1)),
                ],
                // Ben has no value after the exposure, so that he is in no average.
                "price": [
                    "control": .sums(1, 10, 100, covariate: (4, 16, 40)),
                    "treatment": .sums(1, 7, 49, covariate: (0, 0, 0)),
                ],
                "revenue": [
                    "control": .sums(2, 10, 100, covariate: (13, 89, 80)),
                    "treatment": .sums(1, 7, 49, covariate: (0, 0, 0)),
                ],
            ]),
        ContractCase(
            name: "a covariate is never capped, and its conversion window is the value's alone",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: -600, 100), .did("anna", "buy", at: 10, 1),
                .saw("ben", "treatment", at: 0), .did("ben", "buy", at: -600, 50), .did("ben", "buy", at: 10, 9),
                .did("ben", "buy", at: 70, 1000),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", hours: 1, cap: 50, covariateDays: 1)),
            expected: [
                "revenue": [
                    "control": .sums(1, 1, 1, covariate: (100, 10_000, 100)),
                    "treatment": .sums(1, 1, 1, covariate: (50, 2500, 50)),
                ]
            ]),
        ContractCase(
            name: "metrics of one event have each its own covariate",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: -2000, 1), .did("anna", "buy", at: -700, 2),
                .did("anna", "buy", at: 5, 10),
            ]),
            query: .asking(
                .valued("short", .sum, event: "buy", covariateDays: 0.5),
                .valued("long", .sum, event: "buy", covariateDays: 2), .valued("none", .sum, event: "buy")),
            expected: [
                "short": [
                    "control": .sums(1, 10, 100, covariate: (2, 4, 20)),
                    "treatment": .sums(0, 0, 0, covariate: (0, 0, 0)),
                ],
                "long": [
                    "control": .sums(1, 10, 100, covariate: (3, 9, 30)),
                    "treatment": .sums(0, 0, 0, covariate: (0, 0, 0)),
                ],
                "none": ["control": .sums(1, 10, 100), "treatment": .sums(0, 0, 0)],
            ]),
        ContractCase(
            name: "a covariate from the beginning of all dates",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", "buy", at: -500_000, 3), .did("anna", "buy", at: 1, 2),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", covariateDays: 1e15 / 86_400_000)),
            expected: [
                "revenue": [
                    "control": .sums(1, 2, 4, covariate: (3, 9, 6)), "treatment": .sums(0, 0, 0, covariate: (0, 0, 0)),
                ]
            ]),
    ]
}
