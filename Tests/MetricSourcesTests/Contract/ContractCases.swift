import Experiments
import TestSupport

extension ContractCase {
    static let all = attribution

    /// Whom a source counts, and in which variant.
    static let attribution: [ContractCase] = [
        ContractCase(
            name: "the first exposure decides, and events count from it on",
            rows: ContractRows([
                .saw("anna", "control", at: 10), .saw("anna", "control", at: 20), .did("anna", "buy", at: 15),
                .saw("ben", "control", at: 10), .did("ben", "buy", at: 9),
                .saw("cleo", "treatment", at: 10), .did("cleo", "buy", at: 10),
            ]),
            query: .asking(.proportion("buy")),
            expected: ["buy": ["control": .part(1, of: 2), "treatment": .part(1, of: 1)]])
    ]
}
