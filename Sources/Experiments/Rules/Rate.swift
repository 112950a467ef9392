/// A share of users strictly between none and all, kept as a fraction of whole numbers so that nothing is rounded.
package struct Rate: Sendable, Equatable {
    package let numerator: Int
    package let denominator: Int

    /// nil for a share that is not strictly between 0 and 1, and for one of more than 10^12, which nobody has counted.
    init?(_ numerator: Int, of denominator: Int) {
        guard numerator > 0, numerator < denominator, denominator <= 1_000_000_000_000 else { return nil }
        var (divisor, remainder) = (denominator, numerator)
        while remainder > 0 { (divisor, remainder) = (remainder, divisor % remainder) }
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    /// A decimal number as people write it, with a point or a comma, in units of one `unit`-th: `12.5` of 100.
    ///
    /// nil also for `4,125`, which some read as four thousand, and for more digits than an estimate has.
    init?(decimal text: some StringProtocol, of unit: Int) {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        let fraction = parts.count == 2 ? parts[1] : ""
        let isGrouped = text.contains(",") && fraction.count == 3 && parts.first != "0"
        guard parts.count <= 2, !isGrouped, text.count <= 10, let digits = Int(parts.joined()) else { return nil }
        self.init(digits, of: fraction.reduce(unit) { size, _ in size * 10 })
    }

    package var value: Double { Double(numerator) / Double(denominator) }
}
