import Experiments
import TestSupport
import Testing

struct ReferenceTests {
    @Test(arguments: ContractCase.all)
    func theReferenceGivesWhatWasWorkedOutByHand(contractCase: ContractCase) async throws {
        try await ContractSuite.check(contractCase, on: ReferenceBench())
    }

    @Test func everyCaseHasItsName() {
        #expect(Set(ContractCase.all.map(\.name)).count == ContractCase.all.count)
    }

    /// Rows that meet at no edge would prove nothing.
    @Test func rowsFromSeedsMeetAtTheEdges() {
        var (several, empty, users, capped) = (0, 0, 0, 0)
        for seed in 1...300 {
            let one = SeededRows(seed: UInt64(seed))
            let answer = ReferenceSource(one.rows).answer(to: one.query).answer
            several += answer.usersInSeveralVariants ?? 0
            for data in answer.data.metrics.flatMap(\.variants.values) {
                users += data.n
                empty += data.n == 0 ? 1 : 0
            }
            var uncapped = one.query
            for index in uncapped.metrics.indices { uncapped.metrics[index].cap = nil }
            capped += ReferenceSource(one.rows).answer(to: uncapped).answer == answer ? 0 : 1
        }
        #expect(several > 200)
        #expect(users > 2000)
        #expect(empty > 50)
        #expect(capped > 30)
    }
}
