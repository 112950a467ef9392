import Experiments
import Testing

@Suite struct NumberFormatTests {
    @Test func formatsEachKind() {
        #expect(NumberFormat.count(64_000) == "64,000")
        #expect(NumberFormat.count(-1_234_567) == "−1,234,567")
        #expect(NumberFormat.percent(0.18276) == "18.28 %")
        #expect(NumberFormat.percent(nil) == "–")
        #expect(NumberFormat.change(0.7214) == "+72.1 %")
        #expect(NumberFormat.change(-0.0431) == "−4.3 %")
        // Rounding moves nothing to the other side of no change.
        #expect(NumberFormat.change(0.0005) == "+0.05 %")
        #expect(NumberFormat.change(-0.00012) == "−0.012 %")
        #expect(NumberFormat.change(-0.00099999) == "−0.1 %")
        #expect(NumberFormat.change(1e-9) == "+0.0 %")
        #expect(NumberFormat.change(-1e-9) == "−0.0 %")
        #expect(NumberFormat.change(0) == "0.0 %")
        #expect(NumberFormat.changeInterval(0.638, 0.804) == "+63.8 % to +80.4 %")
        #expect(NumberFormat.changeInterval(nil, 0.8) == "–")
        #expect(NumberFormat.mean(0.65279) == "0.653")
        #expect(NumberFormat.percent(0.00001) == "0.001 %")
        #expect(NumberFormat.pValue(0.009997) == "p = 0.009997")
        #expect(NumberFormat.mean(0.00123456) == "0.00123")
        #expect(NumberFormat.mean(12_345.678) == "12,345.68")
    }

    @Test func neverRoundsToCertainty() {
        #expect(NumberFormat.probability(1) == "> 99.99 %")
        #expect(NumberFormat.probability(0) == "< 0.01 %")
        #expect(NumberFormat.probability(0.99885) == "99.88 %" || NumberFormat.probability(0.99885) == "99.89 %")
        #expect(NumberFormat.risk(0) == "< 0.01 %")
        #expect(NumberFormat.pValue(0.00864) == "p = 0.0086")
        #expect(NumberFormat.pValue(1e-12) == "p < 0.0001")
        #expect(NumberFormat.pValue(0.9037) == "p = 0.90")
    }

    @Test(
        arguments: [
            (0.0353, true, "3.53 points"), (3.63e-5, true, "< 0.01 points"), (0, true, "< 0.01 points"),
            (0.0353, false, "0.0353"), (12.345, false, "12.34"), (3.63e-5, false, "< 0.0001"), (0, false, "0.00"),
            (nil, true, "–"),
        ] as [(Double?, Bool, String)])
    func expectedLosses(loss: Double?, isShare: Bool, words: String) {
        #expect(NumberFormat.expectedLoss(loss, isShare: isShare) == words)
    }

    @Test(arguments: [(0.3, "0.3"), (0.05, "0.05"), (0.123456, "0.123"), (12.34, "12.3"), (123.4, "123"), (2.0, "2")])
    func threeSignificantDigits(number: Double, text: String) {
        #expect(NumberFormat.significant(number, digits: 3) == text)
    }
}
