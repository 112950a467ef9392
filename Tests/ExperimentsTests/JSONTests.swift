import Experiments
import TestSupport
import Testing

@Suite struct JSONTests {
    @Test(
        arguments: [
            ("null", JSON.null), ("true", true), (" [1, 2.5 ,\"a\"] ", [1, .number(2.5), "a"]),
            ("{\"b\":1,\"a\":{}}", ["b": 1, "a": [:]]), ("-0", .number(-0.0)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1e3", .number(1000)),
            (#""\u00e9\n\ud83d\ude00\/""#, "é\n😀/"),
        ] as [(String, JSON)])
    func reads(text: String, expected: JSON) throws {
        #expect(try JSON(parsing: text) == expected)
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "1.", ".5", "+1", "1e", "nul", "\"\u{01}\"", #""\x""#,
        #""\ud800""#,
        "1 2", "\"open", "1e999", "{\"a\" 1}", "NaN", #""\u12g4""#, "[1 2]",
    ])
    func refuses(text: String) {
        #expect(failure { try JSON(parsing: text) }?.code == "malformed_json")
    }

    @Test func saysWhereAFaultIs() {
        #expect(failure { try JSON(parsing: "{\n  \"a\": x\n}") }?.message.contains("line 2, column 8") == true)
    }

    @Test func refusesRepeatedKeysAndDeepNesting() {
        #expect(failure { try JSON(parsing: "{\"k\":1,\"k\":1}") }?.code == "duplicate_key")
        let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(failure { try JSON(parsing: deep) }?.message.contains("64 levels") == true)
    }

    @Test func refusesBytesThatAreNotText() {
        #expect(failure { try JSON(parsing: [0x22, 0xFF, 0x22] as [UInt8]) }?.code == "malformed_json")
    }

    @Test(
        arguments: [
            (JSON.number(487), "487"), (.number(0.1), "0.1"), (.number(1e-7), "1e-07"), (.number(-0.0), "-0.0"),
            (.number(0x1p53), "9007199254740992.0"), (.number(.nan), "null"), (.number(.infinity), "null"),
            (.integer(-3), "-3"), ("a/\"\\\u{01}\t", #""a/\"\\\u0001\t""#),
            (["b": 1, "a": .null], #"{"b":1,"a":null}"#),
        ] as [(JSON, String)])
    func writes(value: JSON, text: String) {
        #expect(value.serialized() == text)
    }

    @Test func writesTheShortestTextThatReadsBackTheSame() throws {
        var state: UInt64 = 42
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let number = Double(bitPattern: state)
            guard number.isFinite else { continue }
            #expect(try JSON(parsing: JSON.number(number).serialized()).double == number)
        }
    }

    @Test func canonicalFormSortsKeysByBytes() {
        let value: JSON = ["é": 1, "z": ["b": 1, "a": 2], "Z": 3]
        #expect(value.serialized(.canonical) == #"{"Z":3,"z":{"a":2,"b":1},"é":1}"#)
    }

    @Test(
        arguments: [
            (JSON.integer(487), 487), (.number(487), 487), (.number(1e3), 1000), (.number(487.5), nil), ("500", nil),
            (true, nil), (.integer(1 << 53), nil), (.integer((1 << 53) - 1), (1 << 53) - 1), (.number(1e300), nil),
        ] as [(JSON, Int?)])
    func knowsWholeNumbers(value: JSON, expected: Int?) {
        #expect(value.wholeNumber == expected)
    }
}
