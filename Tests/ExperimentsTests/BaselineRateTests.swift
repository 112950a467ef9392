import Foundation
import Testing

@testable import Experiments

@Suite struct BaselineRateTests {
    private static let phrasings: JSON = {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let text = try? String(
            contentsOf: tests.appendingPathComponent("Golden/baseline_phrasings.json"), encoding: .utf8)
        return (try? JSON(parsing: text ?? "")) ?? .null
    }()

    private static func texts(_ name: String) throws -> [String] {
        let texts = try #require(phrasings[name]?.array).compactMap(\.text)
        try #require(texts.count >= 30)
        return texts
    }

    private static func named() throws -> [(text: String, rate: Rate)] {
        let cases = try #require(phrasings["named"]?.array)
        try #require(cases.count >= 30)
        return try cases.map { item in
            let parts = try #require(item["rate"]?.text).split(separator: "/").compactMap { Int($0) }
            try #require(parts.count == 2)
            return (try #require(item["text"]?.text), try #require(Rate(parts[0], of: parts[1])))
        }
    }

    @Test func readsTheRateOfToday() throws {
        for (text, rate) in try Self.named() {
            #expect(BaselineRate(namedIn: text)?.rate == rate, "\(text)")
        }
    }

    @Test(arguments: ["traps", "not_read"])
    func readsNoOtherNumber(list: String) throws {
        for text in try Self.texts(list) {
            #expect(BaselineRate(namedIn: text) == nil, "\(text)")
        }
    }

    @Test func isNotMovedByOtherSentences() throws {
        let traps = try Self.texts("traps")
        for (number, (text, rate)) in try Self.named().enumerated() {
            // Every trap follows, and precedes, some of the texts.
            let some = (0..<4).map { traps[(4 * number + $0) % traps.count] }.joined(separator: " ")
            for both in [text + (text.hasSuffix(".") ? " " : ".\n") + some, some + " " + text] {
                #expect(BaselineRate(namedIn: both)?.rate == rate, "\(both)")
            }
        }
    }

    @Test func readsNoneOfTwo() throws {
        let named = try Self.named()
        for (first, second) in zip(named, named.dropFirst()) where first.rate != second.rate {
            #expect(BaselineRate(namedIn: first.text + ".\n" + second.text) == nil, "\(first.text) \(second.text)")
        }
    }

    @Test(arguments: [
        ("raise conversion from 4% to 5%", "4%"), ("currently around 12.5 percent", "12.5 percent"),
        ("about 1 in  20 users buys", "1 in  20"), ("from 4 to 5 percent", "4 to 5 percent"),
        ("A baseline conversion rate of 0.04", "0.04"),
    ])
    func keepsTheWordsOfTheHypothesis(hypothesis: String, text: String) {
        #expect(BaselineRate(namedIn: hypothesis)?.text == text)
    }

    @Test func survivesLongAndOddTexts() {
        let long = String(repeating: "from one checkout to another ", count: 400)
        #expect(BaselineRate(namedIn: long + "currently 4%")?.rate == Rate(4, of: 100))
        for odd in [
            "%", "from % to %", "from to", "1 in", "in 20", "-", "+", "> >", "4", "#0 ~0 n", "👍 ½ %", "..", "((",
        ] {
            #expect(BaselineRate(namedIn: odd) == nil, "\(odd)")
        }
    }
}
