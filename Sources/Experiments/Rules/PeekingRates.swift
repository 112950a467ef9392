/// How often an experiment without effect is adopted when someone looks every day and adopts at the first P(win) ≥ .95.
package enum PeekingRates {
    /// Entry k - 1 is for k daily looks, each with as many new users; rounded to four decimals.
    ///
    /// In the limit of large counts, where the estimate in standard errors is a sum of k normal numbers over √k; by
    /// numerical integration in `Tests/Golden/peeking_rates.py`, which checks it by a million simulated runs.
    package static let table: [Double] = [
        0.0500, 0.0801, 0.1011, 0.1171, 0.1300, 0.1408, 0.1500,
        0.1581, 0.1653, 0.1718, 0.1776, 0.1830, 0.1879, 0.1925,
        0.1967, 0.2007, 0.2045, 0.2080, 0.2113, 0.2145, 0.2175,
        0.2204, 0.2231, 0.2257, 0.2282, 0.2306, 0.2329, 0.2351,
    ]

    /// The rate in words, for any number of looks from 1 on: `19.2 %`; beyond the table `more than 23.5 %`.
    package static func words(looks: Int) -> String {
        let entry = min(max(looks, 1), table.count)
        let rate = NumberFormat.percent(table[entry - 1], decimals: 1)
        return looks > table.count ? "more than \(rate)" : rate
    }
}
