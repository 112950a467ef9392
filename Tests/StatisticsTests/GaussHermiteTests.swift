import Foundation
import Statistics
import Testing

@Suite struct GaussHermiteTests {
    /// The even moments of the standard normal distribution are 1, 1, 3, 15, 105, …; the odd ones are 0.
    @Test func momentsAreThoseOfTheNormalDistribution() {
        var expected = 1.0
        for power in 0...20 {
            let odd = mean { pow($0, Double(2 * power + 1)) }
            #expect(relativeError(mean { pow($0, Double(2 * power)) }, expected) <= Tolerance.function)
            #expect(abs(odd) <= Tolerance.exponent * expected)
            expected *= Double(2 * power + 1)
        }
    }

    @Test func exponentialHasItsMean() {
        #expect(relativeError(mean { exp(0.05 * $0) }, exp(0.00125)) <= Tolerance.function)
    }

    @Test func pointsAscend() {
        #expect(GaussHermite.points.count == 41)
        #expect(zip(GaussHermite.points, GaussHermite.points.dropFirst()).allSatisfy { $0.z < $1.z })
    }

    private func mean(of function: (Double) -> Double) -> Double {
        GaussHermite.points.reduce(0) { sum, point in sum + exp(point.logWeight) * function(point.z) }
    }
}
