import Experiments
import Foundation
import TestSupport
import Testing

@Suite struct BanditSimulationTests {
    /// A few looks only: an unoptimised build takes its time.
    static func quick(_ rates: [Double] = [0.1, 0.3]) -> BanditSimulation {
        var simulation = BanditSimulation()
        simulation.runs = 260
        simulation.rates = rates
        simulation.hours = 12
        simulation.days = 2
        return simulation
    }

    @Test func theNumberOfWorkersChangesNothing() async throws {
        let simulation = Self.quick()
        let one = await simulation.result(workers: 1)
        let two = await simulation.result(workers: 2)
        #expect(one.json.serialized() == two.json.serialized())
        var other = simulation
        other.seed = 2
        #expect(await other.result(workers: 2).json.serialized() != one.json.serialized())
    }

    /// A rule's figures are the same whichever others are simulated.
    @Test func theOtherRulesChangeNothing() async throws {
        var simulation = Self.quick()
        let all = await simulation.result(workers: 2)
        simulation.rules = [.thompson]
        let alone = await simulation.result(workers: 1)
        let row = try #require(all.json["rules"]?.array?.first { $0["rule"] == "thompson" })
        #expect(alone.json["rules"]?.array == [row])
    }

    @Test func aClearWinnerIsFoundAndEarns() async throws {
        var simulation = Self.quick()
        simulation.onStop = .winner
        simulation.rules = [.equal, .thompson]
        let result = await simulation.result(workers: 2)
        for row in result.rows {
            #expect((row.right.share ?? 0) > 0.95 && row.endingOnBest == row.right)
            #expect(row.stopped.count == row.right.count + row.wrong.count)
            #expect(row.stoppedByDay.last?.all == row.stopped.count)
            #expect(row.usersOnBest > 0.5 && row.regret > 0)
        }
        // Per 1,200 users between two looks, half of them on the worse arm lose 0.2 conversions each.
        let most = 0.2 * 0.5 * 4800
        #expect(result.rows.allSatisfy { $0.regret < most })
    }

    /// With two arms the top-two rules share the users equally whatever the data: no new epoch ever begins.
    @Test func topTwoCountKeepsTwoArmsAtOneHalf() async throws {
        var simulation = Self.quick([0.1, 0.11])
        simulation.rules = [.topTwo, .topTwoCount]
        for row in await simulation.result(workers: 2).rows {
            #expect(row.aboveMost.count == 0)
            #expect(abs(row.usersOnBest - 0.5) < 0.005)
        }
    }

    @Test func betweenEqualArmsEveryStopIsWrong() async throws {
        var simulation = Self.quick([0.1, 0.1, 0.1])
        simulation.rules = [.thompson]
        let row = try #require(await simulation.result(workers: 2).rows.first)
        #expect(row.right.count == 0 && row.wrong == row.stopped && row.regret == 0)
    }
}

/// What is promised of two arms. Runs for about a minute, and only where EXPERIMENT_SLOW_TESTS is set.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["EXPERIMENT_SLOW_TESTS"] != nil))
struct BanditPromiseTests {
    /// 10 % and 11 %, 100 users an hour, a look every six hours.
    @Test func theBetterArmGetsTheUsersAndWins() async throws {
        var simulation = BanditSimulation()
        simulation.rules = [.thompson, .topTwoCount]
        let rows = await simulation.result(workers: 2).rows
        #expect((rows[0].aboveMost.share ?? 0) >= 0.7)
        #expect((rows[0].right.share ?? 0) >= 0.92)
        #expect(rows[1].aboveMost.count == 0 && abs(rows[1].usersOnBest - 0.5) < 0.005)
    }

    /// 10 % and 13 %, 500 users an hour, the winner gets all users.
    @Test func theFlagEndsAtTheWinner() async throws {
        var simulation = BanditSimulation()
        simulation.rates = [0.1, 0.13]
        simulation.usersPerHour = 500
        simulation.onStop = .winner
        simulation.rules = [.thompson]
        let rows = await simulation.result(workers: 2).rows
        #expect((rows[0].endingOnBest.share ?? 0) >= 0.95)
    }
}
