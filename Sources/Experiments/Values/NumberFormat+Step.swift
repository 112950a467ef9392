extension NumberFormat {
    /// How a rate or a mean moved, as people say it: `from 10.6 % to 18.3 %, +72 %`. As many decimals as it takes to see
    /// the difference; without the relative change where the base is not above zero.
    ///
    /// - Parameter change: the relative change to be shown where it is not that of the two.
    package static func step(
        from base: Double?, to value: Double?, isRate: Bool, change: Double? = nil
    ) -> String {
        guard let base, let value else { return "from \(none) to \(none)" }
        let scale: Double = isRate ? 100 : 1
        let decimals = decimals(toSee: abs(value - base) * scale, atLeast: isRate ? 1 : 2)
        let ends = [base, value].map { fixed($0 * scale, decimals) + (isRate ? " %" : "") }
        let words = "from \(ends[0]) to \(ends[1])"
        return base > 0 ? "\(words), \(roughChange(change ?? value / base - 1))" : words
    }

    /// `+72 %`, `−4.3 %`, `+0.02 %`: whole percent from 10 % on.
    package static func roughChange(_ relative: Double) -> String {
        switch abs(relative) {
        case 0.1...: fixedChange(relative, decimals: 0)
        case 0.001...: fixedChange(relative, decimals: 1)
        default: fixedChange(relative, decimals: 2)
        }
    }

    /// A limit without idle zeros: `0.95` → `95 %`, `0.98333` → `98.3 %`, `0.01` → `1 %`.
    package static func limit(_ share: Double) -> String { significant(share * 100, digits: 3) + " %" }

    private static func decimals(toSee difference: Double, atLeast least: Int) -> Int {
        guard difference > 0 else { return least }
        var (decimals, step) = (0, 1.0)
        while decimals < least || (step > difference / 5 && decimals < 6) {
            decimals += 1
            step /= 10
        }
        return decimals
    }
}
