import Statistics
import Testing

@Suite struct AlwaysValidReportTests {
    @Test func meansBelowTheThresholdsAreWithheld() throws {
        #expect(try report(mean(99, 1, 1), mean(500, 1, 1)) == .withheld(.tooFewUsers(needed: 100)))
        #expect(try report(mean(500, 1, 1), mean(99, 1, 1)) == .withheld(.tooFewUsers(needed: 100)))
        // Four users of 400 with 100 each: S²/Q = 4.
        let rare = try AlwaysValid.Arm.mean(.sums(n: 400, sum: 400, sumSquares: 40_000))
        #expect(abs(rare.nonZeroUsers - 4) <= 1e-12)
        #expect(try report(rare, mean(500, 1, 1)) == .withheld(.tooFewNonZeroUsers(needed: 5)))
        #expect(try report(mean(500, 1, 1), mean(500, 0, 1)) == .withheld(.tooFewNonZeroUsers(needed: 5)))
    }

    @Test func fiveUsersWhoAreNotZeroAreEnough() throws {
        for n in [100, 137, 400, 9_999] {
            let arm = try AlwaysValid.Arm.mean(.sums(n: n, sum: 5 * 0.7, sumSquares: 5 * 0.7 * 0.7))
            #expect(abs(arm.nonZeroUsers - 5) <= 1e-9)
            #expect(isComparison(try report(arm, arm)))
            let share = try AlwaysValid.Arm.proportion(n: n, k: 5)
            #expect(share.nonZeroUsers == 5)
            #expect(isComparison(try report(share, share)))
        }
    }

    /// A ratio counts the users of its numerator.
    @Test func usersOfAnotherValueAreCounted() throws {
        let ratio = try Moments(n: 400, mean: 3, variance: 0.01)
        let arm = AlwaysValid.Arm.mean(ratio, raw: try .sums(n: 400, sum: 400, sumSquares: 40_000))
        #expect(arm.moments == ratio)
        #expect(abs(arm.nonZeroUsers - 4) <= 1e-12)
    }

    @Test func proportionsBelowTheThresholdsHaveExactSequences() throws {
        for (n, k) in [(99, 50), (100, 4), (100, 96), (500, 500), (1, 0)] {
            let arm = try AlwaysValid.Arm.proportion(n: n, k: k)
            let expected = try ProportionComparison(control: (n, k), treatment: (n, k))
            #expect(try report(arm, arm) == .proportions(expected))
        }
    }

    @Test func theSmallerArmNeedsMoreWhereWeightsDiffer() throws {
        let (few, many) = (try mean(400, 1, 20), try mean(4000, 1, 20))
        #expect(few.nonZeroUsers < 20 && many.nonZeroUsers > 100)
        let withheld = AlwaysValid.Report.withheld(.tooFewNonZeroUsers(needed: 100))
        #expect(isComparison(try report(few, many)))
        #expect(try report(few, many, weights: (0.1, 0.9)) == withheld)
        #expect(try report(many, few, weights: (0.9, 0.1)) == withheld)
        #expect(isComparison(try report(many, few, weights: (0.1, 0.9))))
        #expect(isComparison(try report(few, many, weights: (0.1 + 0.2, 0.3))))
    }

    @Test func changedWeightsWithholdEverything() throws {
        let arm = try AlwaysValid.Arm.proportion(n: 1000, k: 300)
        #expect(try report(arm, arm, epochs: 2) == .withheld(.severalEpochs))
    }

    @Test func refusesWhatIsNoPlan() throws {
        let arm = try AlwaysValid.Arm.proportion(n: 1000, k: 300)
        #expect(throws: StatisticsError.outOfDomain("there must be at least 1 epoch")) {
            try report(arm, arm, epochs: 0)
        }
        #expect(throws: StatisticsError.outOfDomain("the weight of a compared arm must be positive")) {
            try report(arm, arm, weights: (0, 1))
        }
        #expect(throws: StatisticsError.notFinite("a weight")) { try report(arm, arm, weights: (1, .nan)) }
        #expect(throws: StatisticsError.outOfDomain("alpha must lie between 0 and 1")) {
            try AlwaysValid.report(control: arm, treatment: arm, epochs: 2, alpha: 1.5)
        }
    }

    @Test func reasonsAreClauses() {
        let reasons: [AlwaysValid.Reason] = [
            .tooFewUsers(needed: 100), .tooFewNonZeroUsers(needed: 5), .severalEpochs,
        ]
        for reason in reasons {
            #expect(reason.description.first?.isLowercase == true && !reason.description.contains("."))
        }
        #expect(Set(reasons.map(\.description)).count == reasons.count)
    }

    static let extremes = [0, .leastNonzeroMagnitude, 1e-160, 1, 1e160, Double.greatestFiniteMagnitude]

    @Test(arguments: extremes, extremes) func usersWhoAreNotZeroAreCounted(mean: Double, variance: Double) throws {
        for n in [1, 300] {
            let arm = AlwaysValid.Arm.mean(try Moments(n: n, mean: mean, variance: variance))
            #expect(arm.nonZeroUsers >= 0 && arm.nonZeroUsers <= Double(n))
        }
    }

    private func mean(_ n: Int, _ mean: Double, _ variance: Double) throws -> AlwaysValid.Arm {
        .mean(try Moments(n: n, mean: mean, variance: variance))
    }

    private func report(
        _ control: AlwaysValid.Arm, _ treatment: AlwaysValid.Arm, weights: (Double, Double) = (1, 1), epochs: Int = 1
    ) throws -> AlwaysValid.Report {
        try AlwaysValid.report(control: control, treatment: treatment, weights: weights, epochs: epochs)
    }

    private func isComparison(_ report: AlwaysValid.Report) -> Bool {
        if case .comparison = report { true } else { false }
    }
}
