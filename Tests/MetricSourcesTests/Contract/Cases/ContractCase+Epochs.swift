import Experiments
import TestSupport

/// Summaries per epoch of an experiment whose split was changed.
extension ContractCase {
    static let inEpochs: [ContractCase] = [
        ContractCase(
            name: "a user is in the epoch of the first exposure, with all events from there on",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("anna", "buy", at: 20), .did("anna", "buy", at: 600),
                .saw("anna", "control", at: 550),
                .saw("ben", "treatment", at: 499), .did("ben", "buy", at: 700),
                .saw("cleo", "treatment", at: 500), .did("cleo", "buy", at: 501),
                .saw("dan", "control", at: 900),
            ]),
            query: .asking(.valued("buys", .count, event: "buy")).inEpochs(from: 0, 500),
            expected: ["buys": ["control": .sums(2, 2, 4), "treatment": .sums(2, 2, 2)]],
            epochs: [
                ["buys": ["control": .sums(1, 2, 4), "treatment": .sums(1, 1, 1)]],
                ["buys": ["control": .sums(1, 0, 0), "treatment": .sums(1, 1, 1)]],
            ]),
        ContractCase(
            name: "with several epochs, users in several variants stay with their first exposure and are reported",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .saw("anna", "treatment", at: 600), .did("anna", "buy", at: 700),
                .saw("ben", "treatment", at: 20), .saw("ben", "control", at: 30), .did("ben", "buy", at: 25),
                .saw("cleo", "treatment", at: 600),
            ]),
            query: .asking(.proportion("buy")).inEpochs(from: 0, 500),
            expected: ["buy": ["control": .part(1, of: 1), "treatment": .part(1, of: 2)]],
            epochs: [
                ["buy": ["control": .part(1, of: 1), "treatment": .part(1, of: 1)]],
                ["buy": ["control": .part(0, of: 0), "treatment": .part(0, of: 1)]],
            ],
            usersInSeveralVariants: 2),
        ContractCase(
            name: "of two exposures at one instant the variant named first counts",
            rows: ContractRows([
                .saw("anna", "a", at: 10), .saw("anna", "z", at: 10), .did("anna", "buy", at: 11),
                .saw("ben", "z", at: 600), .saw("ben", "a", at: 600), .saw("ben", "m", at: 600),
                .saw("cleo", "m", at: 5), .saw("cleo", "z", at: 6),
                .saw("dan", "a", at: 7), .saw("dan", "m", at: 7),
            ]),
            query: .asking(.proportion("buy"), variants: ["z", "m", "a"]).inEpochs(from: 0, 500),
            expected: ["buy": ["z": .part(1, of: 2), "m": .part(0, of: 2), "a": .part(0, of: 0)]],
            epochs: [
                ["buy": ["z": .part(1, of: 1), "m": .part(0, of: 2), "a": .part(0, of: 0)]],
                ["buy": ["z": .part(0, of: 1), "m": .part(0, of: 0), "a": .part(0, of: 0)]],
            ],
            usersInSeveralVariants: 4),
        ContractCase(
            name: "an exposure before the first epoch is in the first",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("anna", "buy", at: 20), .saw("ben", "treatment", at: 150),
                .saw("cleo", "treatment", at: 200),
            ]),
            query: .asking(.proportion("buy")).inEpochs(from: 100, 200),
            expected: ["buy": ["control": .part(1, of: 1), "treatment": .part(0, of: 2)]],
            epochs: [
                ["buy": ["control": .part(1, of: 1), "treatment": .part(0, of: 1)]],
                ["buy": ["control": .part(0, of: 0), "treatment": .part(0, of: 1)]],
            ]),
        ContractCase(
            name: "an epoch without users has n = 0 in every kind",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("anna", "buy", at: 20, 3), .did("anna", "buy", at: 5, 2),
            ]),
            query: .asking(
                .proportion("buyers", event: "buy"), .valued("revenue", .sum, event: "buy", covariateDays: 1),
                .ratio("mean", "buy", per: "visit")
            ).inEpochs(from: 0, 100, 2000),
            expected: [
                "buyers": ["control": .part(1, of: 1), "treatment": .part(0, of: 0)],
                "revenue": [
                    "control": .sums(1, 3, 9, covariate: (2, 4, 6)), "treatment": .sums(0, 0, 0, covariate: (0, 0, 0)),
                ],
                "mean": [
                    "control": .ratio(1, (3, 9), (0, 0), product: 0),
                    "treatment": .ratio(0, (0, 0), (0, 0), product: 0),
                ],
            ],
            epochs: [
                [
                    "buyers": ["control": .part(1, of: 1), "treatment": .part(0, of: 0)],
                    "revenue": [
                        "control": .sums(1, 3, 9, covariate: (2, 4, 6)),
                        "treatment": .sums(0, 0, 0, covariate: (0, 0, 0)),
                    ],
                    "mean": [
                        "control": .ratio(1, (3, 9), (0, 0), product: 0),
                        "treatment": .ratio(0, (0, 0), (0, 0), product: 0),
                    ],
                ], nobody, nobody,
            ]),
        ContractCase(
            name: "the cap is one for all epochs",
            // 1, 2, 10, 20 over both epochs: three quarters is the third, 10.
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("anna", "buy", at: 20, 1),
                .saw("ben", "treatment", at: 10), .did("ben", "buy", at: 20, 20),
                .saw("cleo", "control", at: 600), .did("cleo", "buy", at: 610, 10),
                .saw("dan", "treatment", at: 600), .did("dan", "buy", at: 610, 2),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", cap: 75)).inEpochs(from: 0, 500),
            expected: ["revenue": ["control": .sums(2, 11, 101), "treatment": .sums(2, 12, 104)]],
            epochs: [
                ["revenue": ["control": .sums(1, 1, 1), "treatment": .sums(1, 10, 100)]],
                ["revenue": ["control": .sums(1, 10, 100), "treatment": .sums(1, 2, 4)]],
            ]),
        ContractCase(
            name: "conversion windows reach over the start of the next epoch",
            rows: ContractRows([
                .saw("anna", "control", at: 490), .did("anna", "buy", at: 510, 1), .did("anna", "buy", at: 550, 2),
                .saw("ben", "treatment", at: 505), .did("ben", "buy", at: 560, 4), .did("ben", "buy", at: 565, 8),
            ]),
            query: .asking(.valued("revenue", .sum, event: "buy", hours: 1)).inEpochs(from: 0, 500),
            expected: ["revenue": ["control": .sums(1, 1, 1), "treatment": .sums(1, 4, 16)]],
            epochs: [
                ["revenue": ["control": .sums(1, 1, 1), "treatment": .sums(0, 0, 0)]],
                ["revenue": ["control": .sums(0, 0, 0), "treatment": .sums(1, 4, 16)]],
            ]),
        ContractCase(
            name: "closed windows only, per epoch",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("anna", "buy", at: 20), .saw("anna", "treatment", at: 600),
                .saw("ben", "treatment", at: 940), .saw("cleo", "treatment", at: 941), .did("cleo", "buy", at: 945),
            ]),
            query: .asking(.proportion("buy", hours: 1)).inEpochs(from: 0, 500, 940).closedOnly(),
            expected: ["buy": ["control": .part(1, of: 1), "treatment": .part(0, of: 1)]],
            epochs: [
                ["buy": ["control": .part(1, of: 1), "treatment": .part(0, of: 0)]],
                ["buy": ["control": .part(0, of: 0), "treatment": .part(0, of: 0)]],
                ["buy": ["control": .part(0, of: 0), "treatment": .part(0, of: 1)]],
            ],
            usersInSeveralVariants: 1),
        ContractCase(
            name: "an average per epoch",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .did("anna", "buy", at: 600, 4), .did("anna", "buy", at: 610, 6),
                .saw("ben", "control", at: 600), .did("ben", "buy", at: 620), .saw("cleo", "treatment", at: 600),
                .did("cleo", "buy", at: 620, 7),
            ]),
            query: .asking(.valued("price", .average, event: "buy")).inEpochs(from: 0, 500),
            expected: ["price": ["control": .sums(1, 5, 25), "treatment": .sums(1, 7, 49)]],
            epochs: [
                ["price": ["control": .sums(1, 5, 25), "treatment": .sums(0, 0, 0)]],
                ["price": ["control": .sums(0, 0, 0), "treatment": .sums(1, 7, 49)]],
            ]),
    ]

    private static let nobody: Summaries = [
        "buyers": ["control": .part(0, of: 0), "treatment": .part(0, of: 0)],
        "revenue": [
            "control": .sums(0, 0, 0, covariate: (0, 0, 0)), "treatment": .sums(0, 0, 0, covariate: (0, 0, 0)),
        ],
        "mean": [
            "control": .ratio(0, (0, 0), (0, 0), product: 0), "treatment": .ratio(0, (0, 0), (0, 0), product: 0),
        ],
    ]
}
