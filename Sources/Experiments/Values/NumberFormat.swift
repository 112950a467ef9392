/// How numbers are shown to people: one place for pages, command output and reports. Stored values and JSON keep full
/// precision.
package enum NumberFormat {
    /// `64000` → `64,000`.
    package static func count(_ number: Int) -> String {
        grouped(String(number.magnitude), negative: number < 0)
    }

    /// A share or rate: `0.18276` → `18.28 %`; three significant digits below 0.1 %: `0.00001` → `0.001 %`.
    package static func percent(_ share: Double?, decimals: Int = 2) -> String {
        guard let share else { return none }
        let isSmall = share != 0 && abs(share) < 0.001
        return (isSmall ? significant(share * 100, digits: 3) : fixed(share * 100, decimals)) + " %"
    }

    /// A relative change with its sign: `0.7214` → `+72.1 %`; two significant digits below 0.1 %, so that rounding moves
    /// nothing to the other side of 0: `-0.00012` → `−0.012 %`.
    package static func change(_ change: Double?) -> String {
        guard let change else { return none }
        guard change != 0, abs(change) < 0.001 else { return fixedChange(change, decimals: 1) }
        let size = abs(change) < 1e-6 ? fixed(0, 1) : significant(abs(change) * 100, digits: 2)
        return "\(change > 0 ? "+" : "−")\(size) %"
    }

    /// A relative change with so many decimals, as ticks of one scale have them.
    package static func fixedChange(_ change: Double, decimals: Int) -> String { signed(change * 100, decimals) + " %" }

    /// An interval of relative change: `+63.8 % to +80.4 %`.
    package static func changeInterval(_ lower: Double?, _ upper: Double?) -> String {
        guard let lower, let upper else { return none }
        return "\(change(lower)) to \(change(upper))"
    }

    /// A probability, never rounded to certainty: `> 99.99 %`, `99.45 %`, `< 0.01 %`.
    package static func probability(_ probability: Double?) -> String {
        guard let probability else { return none }
        if probability > 0.9999 { return "> 99.99 %" }
        if probability < 0.0001 { return "< 0.01 %" }
        return percent(probability)
    }

    /// An expected loss in units of relative change, never rounded to nothing.
    package static func risk(_ risk: Double?) -> String {
        guard let risk else { return none }
        return risk < 0.0001 ? "< 0.01 %" : percent(risk)
    }

    /// `p = 0.0086`, `p < 0.0001`.
    package static func pValue(_ p: Double?) -> String {
        guard let p else { return "p = " + none }
        if p < 0.0001 { return "p < 0.0001" }
        // As many digits as it takes to stay on the right side of the .01 at which a split counts as broken.
        let digits = (0.00995..<0.01).contains(p) ? 4 : 2
        return "p = " + (p < 0.1 ? significant(p, digits: digits) : fixed(p, 2))
    }

    /// `1 experiment`, `2 experiments`.
    package static func count(_ number: Int, of thing: String) -> String {
        "\(count(number)) \(thing)\(number == 1 ? "" : "s")"
    }

    /// A mean in its own unit: two decimals, three significant digits below 1.
    package static func mean(_ mean: Double?) -> String {
        guard let mean else { return none }
        return mean != 0 && abs(mean) < 1 ? significant(mean, digits: 3) : fixed(mean, 2)
    }

    /// What choosing an arm loses, in the unit of the metric: points of a rate, else as a mean.
    package static func expectedLoss(_ loss: Double?, isShare: Bool) -> String {
        guard let loss else { return none }
        if isShare { return loss < 0.0001 ? "< 0.01 points" : "\(fixed(loss * 100, 2)) points" }
        return loss > 0 && loss < 0.0001 ? "< 0.0001" : mean(loss)
    }

    /// What stands for a number that does not exist.
    package static let none = "–"

    /// Rounded half to even on the binary value, with grouped thousands and a true minus sign.
    package static func fixed(_ number: Double, _ decimals: Int) -> String {
        let scale = power(of: 10, decimals)
        let scaled = (abs(number) * scale).rounded(.toNearestOrEven)
        guard scaled < 0x1p53 else { return number.description }
        let digits = String(Int64(scaled))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let whole = grouped(String(padded.dropLast(decimals)), negative: number < 0 && scaled > 0)
        return decimals == 0 ? whole : whole + "." + padded.suffix(decimals)
    }

    /// As `%.<digits>g` writes a number between 0.0001 and 10^digits, and shortest otherwise.
    package static func significant(_ number: Double, digits: Int) -> String {
        guard number != 0 else { return "0" }
        var decimals = digits - 1
        var size = abs(number)
        guard size >= 0.0001, size < power(of: 10, digits) else { return number.description }
        while size < 1 {
            size *= 10
            decimals += 1
        }
        while size >= 10 {
            size /= 10
            decimals -= 1
        }
        let text = fixed(number, decimals)
        guard text.contains(".") else { return text }
        let trimmed = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
        return String(trimmed.reversed())
    }

    private static func signed(_ number: Double, _ decimals: Int) -> String {
        let text = fixed(number, decimals)
        return number > 0 && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
    }

    private static func grouped(_ digits: String, negative: Bool) -> String {
        var groups: [Substring] = []
        var rest = digits[...]
        while !rest.isEmpty {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        return (negative ? "−" : "") + groups.joined(separator: ",")
    }

    private static func power(of base: Double, _ exponent: Int) -> Double {
        (0..<max(0, exponent)).reduce(1) { power, _ in power * base }
    }
}
