import TestSupport
import Testing

struct ReferenceTests {
    @Test(arguments: ContractCase.all)
    func theReferenceGivesWhatWasWorkedOutByHand(contractCase: ContractCase) async throws {
        try await ContractSuite.check(contractCase, on: ReferenceBench())
    }
}
