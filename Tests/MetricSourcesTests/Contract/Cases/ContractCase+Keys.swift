import Experiments
import TestSupport

/// Keys of users, flags, events and variants: any text, compared byte by byte.
extension ContractCase {
    static let composed = "caf\u{E9}"
    static let decomposed = "cafe\u{301}"

    static let keys: [ContractCase] = [
        key("'"), key("\""), key("`"), key("O'Hara; DROP TABLE analytics_events; --"), key("\\"), key("\\'"),
        key("\\N"), key("\\."), key("a\\tb\\n"), key("line\nbreak"), key("carriage\r\nreturn"), key("tab\tstop"),
        key("a,b;c|d"), key("100%_done"), key("$1 ${x} {y:String} ? :z @a"), key("/* comment */ -- #"),
        key(" spaces  inside "), key("CAPITALS and small"), key("\u{1F600}\u{1F468}\u{200D}\u{1F469}"),
        key("\u{5E9}\u{5DC}\u{5D5}\u{5DD}\u{202E}abc"), key("\u{1}\u{1F}\u{7F}"), key("\u{FEFF}bom"), key(composed),
        key(decomposed), key("NULL"), key("null"), key("007"), key("1e3"), key("true"), key("2026-03-02"), key("NaN"),
        key("[1,2]"), key("{\"a\":1}"), key("<b>&amp;"), key(String(repeating: "long ", count: 80)),
        ContractCase(
            name: "users who differ by a letter's case, by spaces or by quotes are different users",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .saw("Anna", "treatment", at: 0), .saw("ANNA", "control", at: 0),
                .saw(" anna", "control", at: 0), .saw("anna ", "treatment", at: 0), .saw("'anna'", "control", at: 0),
                .saw("\"anna\"", "control", at: 0), .did("Anna", "buy", at: 1), .did("anna ", "buy", at: 1),
                .did("\"anna\"", "buy", at: 1), .did("aNNA", "buy", at: 1),
            ]),
            query: .asking(.proportion("buy")),
            expected: ["buy": ["control": .part(1, of: 5), "treatment": .part(2, of: 2)]]),
        ContractCase(
            name: "users whose keys look alike but are composed otherwise are different users",
            rows: ContractRows([
                .saw(composed, "control", at: 0), .saw(decomposed, "treatment", at: 0), .did(composed, "buy", at: 1),
                .did(decomposed, "buy", at: 1), .did(decomposed, "buy", at: 2),
            ]),
            query: .asking(.valued("buys", .count, event: "buy")),
            expected: ["buys": ["control": .sums(1, 1, 1), "treatment": .sums(1, 2, 4)]]),
        ContractCase(
            name: "users whose keys are numbers are compared as texts",
            rows: ContractRows([
                .saw("7", "control", at: 0), .saw("007", "treatment", at: 0), .saw("7.0", "control", at: 0),
                .saw("1000", "control", at: 0), .saw("1e3", "treatment", at: 0), .saw("+7", "treatment", at: 0),
                .did("007", "buy", at: 1), .did("1e3", "buy", at: 1), .did("7", "buy", at: 1),
                .saw("9007199254740993", "control", at: 0), .saw("9007199254740992", "treatment", at: 0),
                .did("9007199254740993", "buy", at: 1),
            ]),
            query: .asking(.proportion("buy")),
            expected: ["buy": ["control": .part(2, of: 4), "treatment": .part(2, of: 4)]]),
        ContractCase(
            name: "users, events, flags and variants that are all numbers",
            rows: ContractRows([
                .saw("1", "01", at: 0, flag: "42"), .saw("2", "1", at: 0, flag: "42"),
                .saw("3", "1", at: 0, flag: "042"), .did("1", "5", at: 1, 2), .did("2", "05", at: 1, 3),
            ]),
            query: .asking(.valued("9", .sum, event: "5"), flag: "42", variants: ["1", "01"]),
            expected: ["9": ["1": .sums(1, 0, 0), "01": .sums(1, 2, 4)]]),
        ContractCase(
            name: "variants that are called true and false",
            rows: ContractRows([
                .saw("anna", "true", at: 0), .saw("ben", "false", at: 0), .saw("cleo", "True", at: 0),
                .did("anna", "true", at: 1),
            ]),
            query: .asking(.proportion("true"), variants: ["false", "true"]),
            expected: ["true": ["false": .part(0, of: 1), "true": .part(1, of: 1)]]),
        ContractCase(
            name: "a flag that differs by case or by composition is another flag",
            rows: ContractRows([
                .saw("anna", "control", at: 0, flag: composed), .saw("ben", "control", at: 0, flag: decomposed),
                .saw("cleo", "treatment", at: 0, flag: composed.uppercased()),
                .saw("dan", "treatment", at: 0, flag: composed + " "), .saw("eve", "treatment", at: 0, flag: composed),
            ]),
            query: .asking(.proportion("buy"), flag: composed),
            expected: ["buy": ["control": .part(0, of: 1), "treatment": .part(0, of: 1)]]),
        ContractCase(
            name: "an event that differs by case or by composition is another event",
            rows: ContractRows([
                .saw("anna", "control", at: 0), .did("anna", composed, at: 1), .did("anna", decomposed, at: 1),
                .did("anna", decomposed, at: 2), .did("anna", composed.uppercased(), at: 1),
                .did("anna", composed + " ", at: 1),
            ]),
            query: .asking(
                .valued("one", .count, event: composed), .valued("other", .count, event: decomposed)),
            expected: [
                "one": ["control": .sums(1, 1, 1), "treatment": .sums(0, 0, 0)],
                "other": ["control": .sums(1, 2, 4), "treatment": .sums(0, 0, 0)],
            ]),
        ContractCase(
            name: "a variant that differs by case or by composition is another variant",
            rows: ContractRows([
                .saw("anna", composed, at: 1), .saw("ben", decomposed, at: 1), .saw("cleo", "CONTROL", at: 1),
                .saw("dan", "control", at: 1), .saw("dan", decomposed, at: 2),
            ]),
            query: .asking(.proportion("buy"), variants: ["control", composed]),
            expected: ["buy": ["control": .part(0, of: 1), composed: .part(0, of: 1)]]),
    ]

    /// One text as everything: the key of a user, a flag, an event and a variant, and a metric's name.
    private static func key(_ text: String) -> ContractCase {
        ContractCase(
            name: "everything is called \(text.unicodeScalars.prefix(40).map { $0.escaped(asASCII: true) }.joined())",
            rows: ContractRows([
                .saw(text, text, at: 0, flag: text), .did(text, text, at: 1, 3), .did(text, "x" + text, at: 1, 4),
                .saw("x" + text, "control", at: 0, flag: text), .did("x" + text, text, at: 1, 5),
                .saw(text + "x", text, at: 0, flag: text), .saw(text + "y", text, at: 0, flag: text + "x"),
                .saw(text + "z", text + "x", at: 0, flag: text),
            ]),
            query: .asking(.valued(text, .sum, event: text), flag: text, variants: ["control", text]),
            expected: [text: ["control": .sums(1, 5, 25), text: .sums(2, 3, 9)]])
    }
}
