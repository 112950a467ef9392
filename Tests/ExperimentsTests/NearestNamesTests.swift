import Experiments
import Testing

struct NearestNamesTests {
    private static let names = ["refund", "paid", "page_view", "signup", "checkout_completed"]

    @Test(
        arguments: [
            ("refunded", ["refund"]), ("Paid", ["paid"]), ("pageview", ["page_view"]),
            ("checkout_complete", ["checkout_completed"]), ("login", []), ("", []),
        ] as [(String, [String])])
    func aSlipOfThePenIsRecognised(name: String, nearest: [String]) {
        #expect(Self.names.nearest(to: name) == nearest)
    }
}
