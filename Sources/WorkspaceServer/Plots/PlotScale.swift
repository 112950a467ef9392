internal import Experiments

/// A straight scale from values to coordinates, with round ticks.
struct PlotScale: Sendable {
    let lower: Double
    let upper: Double
    /// Where `lower` and `upper` are drawn.
    let start: Double
    let end: Double

    /// A scale over a range that is empty is widened around it.
    init(_ lower: Double, _ upper: Double, from start: Double, to end: Double) {
        let half = max(abs(lower), abs(upper), 0.01) * 0.5
        self.lower = upper > lower ? lower : lower - half
        self.upper = upper > lower ? upper : upper + half
        self.start = start
        self.end = end
    }

    func position(_ value: Double) -> Double {
        start + (value - lower) / (upper - lower) * (end - start)
    }

    /// The position, held inside the plot.
    func clamped(_ value: Double) -> Double { position(min(max(value, lower), upper)) }

    func holds(_ value: Double) -> Bool { (lower...upper).contains(value) }

    /// The distance of the ticks: 1, 2 or 5 times a power of ten, the smallest that leaves no more than `most` ticks.
    func step(most: Int) -> Double {
        let range = upper - lower
        guard range.isFinite, range > 0, most > 0 else { return 1 }
        var power = 1.0
        while power > range / 10 { power /= 10 }
        while power * 10 <= range / 10 { power *= 10 }
        let steps = [1.0, 2, 5, 10, 20, 50].map { $0 * power }
        return steps.first { range / $0 <= Double(most) } ?? steps[5]
    }

    /// A tick as a relative change, with as many decimals as its step has.
    func label(_ tick: Double, most: Int = 5) -> String {
        guard abs(tick) > step(most: most) * 1e-9 else { return "0" }
        var (decimals, size) = (0, step(most: most) * 100)
        while size < 0.99, decimals < 9 { (decimals, size) = (decimals + 1, size * 10) }
        return NumberFormat.fixedChange(tick, decimals: decimals)
    }

    func ticks(most: Int = 5) -> [Double] {
        let step = step(most: most)
        let (first, last) = ((lower / step).rounded(.up), (upper / step).rounded(.down))
        guard first <= last, last - first < 100, abs(first) < 1e9 else { return [] }
        return stride(from: first, through: last, by: 1).map { $0 * step }
    }
}
