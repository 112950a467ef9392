import Foundation
import Statistics
import Testing

/// How often the always-valid sample ratio raises an alarm in sound experiments looked at on 28 days. Runs for a minute
/// or two, and only where EXPERIMENT_SLOW_TESTS is set.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["EXPERIMENT_SLOW_TESTS"] != nil), .serialized)
struct SampleRatioSimulationTests {
    static let alarm = 0.01
    static let experiments = 4000
    static let usersPerDay = 500

    /// The weights change every so many days, as a bandit's would; 28 for never.
    @Test(arguments: [28, 14, 7, 1]) func soundSplitsRaiseFewAlarms(daysPerEpoch: Int) throws {
        var alarms = 0
        for experiment in 0..<Self.experiments {
            var generator = SplitMix64(seed: UInt64(experiment) &* 0x2545_F491_4F6C_DD1D &+ 7)
            alarms += try raisesAlarm(daysPerEpoch: daysPerEpoch, &generator) ? 1 : 0
        }
        let share = Double(alarms) / Double(Self.experiments)
        print("\(daysPerEpoch) days per epoch: \(share)")
        #expect(share <= Self.alarm + 3 * (Self.alarm * (1 - Self.alarm) / Double(Self.experiments)).squareRoot())
    }

    private func raisesAlarm(daysPerEpoch: Int, _ generator: inout SplitMix64) throws -> Bool {
        var strata: [(observed: [Int], weights: [Double])] = []
        for day in 0..<28 {
            if day % daysPerEpoch == 0 {
                let share = day == 0 ? 0.5 : 0.05 + 0.9 * generator.uniform()
                strata.append(([0, 0], [share, 1 - share]))
            }
            let last = strata.count - 1
            for _ in 0..<Self.usersPerDay {
                let arm = generator.uniform() < strata[last].weights[0] ? 0 : 1
                strata[last].observed[arm] += 1
            }
            if try SampleRatio.alwaysValid(strata: strata).pValue < Self.alarm { return true }
        }
        return false
    }
}
