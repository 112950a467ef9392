import Statistics
import Testing

@Suite struct NormalOrthantTests {
    @Test(arguments: try EpochGolden.read(\.orthants)) func matchesNestedQuadrature(
        example: EpochGolden.OrthantCase
    ) throws {
        let orthant = NormalOrthant(limits: example.limits, correlations: example.correlations)
        #expect(abs(orthant.probability - example.probability) <= 1e-11)
    }

    /// Numbers of one common factor ½ at the limit 0 are all in one order with probability 1/(m+1).
    @Test(arguments: [1, 2, 3, 5, 7, 9, 20]) func equalNumbersShareTheWhole(count: Int) {
        let correlations = (0..<count * count).map { $0 / count == $0 % count ? 1 : 0.5 }
        let orthant = NormalOrthant(limits: Array(repeating: 0, count: count), correlations: correlations)
        #expect(abs(orthant.probability - 1 / Double(count + 1)) <= 1e-12)
    }
}
