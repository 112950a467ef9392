internal import Experiments

extension TextOutput {
    /// A simulated share with its 95 % interval: `94.9 % (94.2–95.5)`.
    static func share(_ frequency: Frequency, decimals: Int = 1) -> String {
        guard let share = frequency.share, let lower = frequency.lower, let upper = frequency.upper else {
            return NumberFormat.none
        }
        let ends = [lower, upper].map { NumberFormat.fixed($0 * 100, decimals) }.joined(separator: "–")
        return "\(NumberFormat.fixed(share * 100, decimals)) % (\(ends))"
    }
}
