/// How often an experiment without effect is adopted when someone looks every day and adopts at the first P(win) ≥ .95.
package enum PeekingRates {
    /// Entry k - 1 is for k daily looks, each with as many new users; rounded to four decimals.
    ///
    /// A million runs in the limit of large counts, where the estimate in standard errors is a sum of k normal numbers
    /// over √k; made by `Tests/Golden/peeking_rates.py`, which checks them by numerical integration.
    package static let table: [Double] = [
        0.0500, 0.0801, 0.1009, 0.1165, 0.1294, 0.1402, 0.1494,
        0.1573, 0.1646, 0.1712, 0.1771, 0.1825, 0.1874, 0.1919,
        0.1963, 0.2002, 0.2039, 0.2075, 0.2108, 0.2139, 0.2169,
        0.2198, 0.2225, 0.2250, 0.2275, 0.2299, 0.2322, 0.2344,
    ]

    /// The rate in words, for any number of looks from 1 on: `19.2 %`; beyond the table `more than 23.4 %`.
    package static func words(looks: Int) -> String {
        let entry = min(max(looks, 1), table.count)
        let rate = NumberFormat.percent(table[entry - 1], decimals: 1)
        return looks > table.count ? "more than \(rate)" : rate
    }
}
