import Experiments
import Testing

/// The expected rates are of NumPy and SciPy; `Tests/Golden/peeking_rates.py` makes them.
@Suite struct PeekingRatesTests {
    struct File: Decodable {
        struct Entry: Decodable { let looks: Int, rate: Double, integrated: Double }
        let runs: Int, threshold: Double, rates: [Entry]
    }

    /// Half a unit of the table's last digit.
    static let rounding = 0.5e-4 + 1e-12
    /// Standard errors by which a simulated rate may differ from the integrated one.
    static let mostErrors = 4.0

    @Test func theTableIsTheIntegralRounded() throws {
        let file: File = try golden("Golden/peeking_rates.json")
        #expect(file.runs == 1_000_000 && file.threshold == 0.95)
        #expect(file.rates.map(\.looks) == Array(1...28))
        #expect(PeekingRates.table.count == file.rates.count)
        for (rate, entry) in zip(PeekingRates.table, file.rates) {
            #expect(abs(rate - entry.integrated) <= Self.rounding, "\(entry.looks) looks")
            let error = (entry.integrated * (1 - entry.integrated) / Double(file.runs)).squareRoot()
            #expect(abs(entry.rate - entry.integrated) <= Self.mostErrors * error, "\(entry.looks) looks")
        }
    }

    @Test(arguments: [
        (1, "5.0 %"), (2, "8.0 %"), (7, "15.0 %"), (14, "19.2 %"), (28, "23.5 %"), (29, "more than 23.5 %"),
        (1000, "more than 23.5 %"), (0, "5.0 %"),
    ])
    func words(looks: Int, words: String) {
        #expect(PeekingRates.words(looks: looks) == words)
    }
}
