import Statistics
import Testing

@Suite struct PlannedTestTests {
    @Test(arguments: try Golden.planning(\.comparisons))
    func precisionMatchesFiftyDigits(example: Golden.ComparisonPlanCase) throws {
        let comparison = try example.metric.comparison(example.difference, share: example.share)
        let value = try comparison.unitVariance(at: example.effect)
        #expect(relativeError(value, example.value.value) <= Tolerance.planning)
        let error = try comparison.standardError(users: 1e4, effect: example.effect)
        #expect(relativeError(error * error * 1e4, example.value.value) <= Tolerance.planning)
    }

    @Test(arguments: try Golden.planning(\.tests))
    func usersPowerAndEffectMatchFiftyDigits(example: Golden.TestPlanCase) throws {
        let (test, comparison) = (try example.test(), try example.comparison())
        let needed = try test.users(toFind: example.effect, in: comparison, power: example.wanted)
        #expect(relativeError(needed, example.needed.value) <= Tolerance.planning)
        let power = try test.power(ofFinding: example.effect, in: comparison, users: example.users)
        #expect(abs(power - example.power.value) <= Tolerance.power)
        let effect = {
            try test.detectableEffect(
                in: comparison, users: example.users, power: example.wanted, isDecrease: example.effect < 0)
        }
        if let expected = example.detectable {
            #expect(relativeError(try effect(), expected.value) <= Tolerance.planning)
        } else {
            #expect(throws: StatisticsError.self) { try effect() }
        }
    }

    @Test func theTableHasEffectsThatCannotBeFoundAndThoseThatCan() throws {
        let cases = try Golden.planning(\.tests)
        #expect(cases.count >= 40)
        #expect(cases.contains { $0.detectable == nil } && cases.contains { $0.detectable != nil })
    }

    /// The users needed have the power wanted, but for the far side, and the effect found with them is that effect.
    @Test(arguments: [0.001, 0.05, 0.3], [0.5, 0.8, 0.99])
    func theThreeQuestionsAgree(alpha: Double, wanted: Double) throws {
        let comparison = try PlannedComparison.proportion(rate: 0.2, difference: .relative, controlShare: 0.3)
        for reading in [PlannedTest.Reading.once, .always(plannedUsers: nil), .always(plannedUsers: 20_000)] {
            let test = try PlannedTest(alpha: alpha, reading: reading)
            let users = try test.users(toFind: 0.07, in: comparison, power: wanted)
            let power = try test.power(ofFinding: 0.07, in: comparison, users: users)
            let farSide = Normal.survival(-2 * (try Normal.quantile(alpha / 2)))
            #expect(power >= wanted - Tolerance.power && power <= wanted + farSide + Tolerance.power)
            let effect = try test.detectableEffect(in: comparison, users: users, power: wanted)
            #expect(relativeError(effect, 0.07) <= Tolerance.planning)
        }
    }

    @Test func lookingEveryDayCostsUsersAndMoreSoTheFartherFromThePlan() throws {
        let comparison = try PlannedComparison.proportion(rate: 0.05, difference: .absolute, controlShare: 0.5)
        func users(_ reading: PlannedTest.Reading) throws -> Double {
            try PlannedTest(reading: reading).users(toFind: 0.005, in: comparison, power: 0.8)
        }
        let (once, best) = (try users(.once), try users(.always(plannedUsers: nil)))
        #expect(best > once)
        for planned in [100, 10_000, 10_000_000, 1_000_000_000] {
            #expect(try users(.always(plannedUsers: planned)) > once)
        }
        #expect(try users(.always(plannedUsers: Int(best))) < users(.always(plannedUsers: 10 * Int(best))))
        #expect(try users(.always(plannedUsers: Int(best))) < users(.always(plannedUsers: Int(best) / 100)))
    }

    @Test func theFarthestSplitNeedsTheMostUsers() throws {
        let users = try [0.5, 0.7, 0.9].map { share in
            let comparison = try PlannedComparison.mean(
                10, standardDeviation: 3, difference: .absolute, controlShare: share)
            return try PlannedTest(reading: .once).users(toFind: 0.1, in: comparison, power: 0.8)
        }
        // 1/w0 + 1/w1 is 4, 4.7619… and 11.111…
        #expect(relativeError(users[1] / users[0], 1 / (4 * 0.7 * 0.3)) <= Tolerance.planning)
        #expect(relativeError(users[2] / users[0], 1 / (4 * 0.9 * 0.1)) <= Tolerance.planning)
    }

    static func once() throws -> PlannedTest { try PlannedTest(reading: .once) }

    @Test func refusesWhatCannotBePlanned() throws {
        #expect(throws: StatisticsError.self) { try PlannedTest(alpha: 0, reading: .once) }
        #expect(throws: StatisticsError.self) { try PlannedTest(alpha: 1, reading: .once) }
        #expect(throws: StatisticsError.self) { try PlannedTest(reading: .always(plannedUsers: 0)) }
        for rate in [0, 1, -0.1, .nan] {
            #expect(throws: StatisticsError.self) {
                try PlannedComparison.proportion(rate: rate, difference: .relative, controlShare: 0.5)
            }
        }
        for share in [0, 1, .nan] {
            #expect(throws: StatisticsError.self) {
                try PlannedComparison.proportion(rate: 0.1, difference: .absolute, controlShare: share)
            }
        }
        for deviation in [0, -1, .nan, .infinity, 1e200] {
            #expect(throws: StatisticsError.self) {
                try PlannedComparison.mean(1, standardDeviation: deviation, difference: .absolute, controlShare: 0.5)
            }
        }
        #expect(throws: StatisticsError.controlMeanZero) {
            try PlannedComparison.mean(0, standardDeviation: 1, difference: .relative, controlShare: 0.5)
        }
        #expect(throws: StatisticsError.controlMeanNegative) {
            try PlannedComparison.mean(-1, standardDeviation: 1, difference: .relative, controlShare: 0.5)
        }
    }

    @Test(arguments: [PlannedTest.Reading.once, .always(plannedUsers: nil), .always(plannedUsers: 1000)])
    func refusesEffectsAndSizesThatCannotBe(reading: PlannedTest.Reading) throws {
        let test = try PlannedTest(reading: reading)
        let comparison = try PlannedComparison.proportion(rate: 0.05, difference: .relative, controlShare: 0.5)
        for effect in [0, 19, -1, .nan, .infinity, 1e-170] {
            #expect(throws: StatisticsError.self) { try test.users(toFind: effect, in: comparison, power: 0.8) }
        }
        for power in [0.05, 0, 1, .nan] {
            #expect(throws: StatisticsError.self) { try test.users(toFind: 0.1, in: comparison, power: power) }
        }
        for users in [0, 0.5, -1, .nan, .infinity] {
            #expect(throws: StatisticsError.self) {
                try test.power(ofFinding: 0.1, in: comparison, users: users)
            }
            #expect(throws: StatisticsError.self) {
                try test.detectableEffect(in: comparison, users: users, power: 0.8)
            }
        }
    }

    @Test func noEffectIsFoundAsOftenAsTheIntervalMisses() throws {
        let comparison = try PlannedComparison.proportion(rate: 0.05, difference: .relative, controlShare: 0.5)
        let power = try Self.once().power(ofFinding: 0, in: comparison, users: 1000)
        #expect(relativeError(power, 0.05) <= Tolerance.planning)
    }

    @Test func usersAreWholeAndDaysToo() throws {
        let comparison = try PlannedComparison.proportion(rate: 0.05, difference: .absolute, controlShare: 0.2)
        let users = try PlannedUsers(1001.2, in: comparison)
        #expect(users.control == 201 && users.treatment == 801 && users.total == 1002)
        #expect(try PlannedUsers(0, in: comparison).total == 2)
        #expect(try PlannedUsers.days(for: 4000, daily: 4000) == 1)
        #expect(try PlannedUsers.days(for: 4001, daily: 4000) == 2)
        #expect(try PlannedUsers.days(for: 0, daily: 4000) == 0)
        for users in [-1, .nan, .infinity, 1e17] {
            #expect(throws: StatisticsError.self) { try PlannedUsers(users, in: comparison) }
        }
        #expect(throws: StatisticsError.self) { try PlannedUsers.days(for: 1, daily: 0) }
        #expect(throws: StatisticsError.self) { try PlannedUsers.days(for: -1, daily: 1) }
    }
}
