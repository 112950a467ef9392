#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A density on panels of an axis, with its integrals from the left and from the right.
struct PanelTable {
    /// The ends of the panels, increasing.
    let ends: [Double]
    /// The integrals below and above each of the ends.
    let below, above: [Double]
    /// Panel after panel the Chebyshev coefficients of the density, and of its integral from the panel's lower end: of
    /// degrees 0 and 1, of 2 and 3, and so on.
    private let series: [SIMD4<Double>]

    /// The table of a density.
    ///
    /// Formula: on every panel the polynomial through the values at the nodes. The integrals below and above a panel
    /// add up from the left and from the right.
    /// - Parameters:
    ///   - ends: the ends of the panels, increasing, at least two.
    ///   - densities: the density at the nodes of `GaussLegendre`, panel after panel, at least 0.
    ///
    /// Source: https://dlmf.nist.gov/3.11.ii (expansion in Chebyshev polynomials). Checked through `ExactPosterior`.
    init(ends: [Double], densities: [Double]) {
        let order = GaussLegendre.order
        let (rule, weights) = (GaussLegendre.series, GaussLegendre.weights)
        var series: [SIMD4<Double>] = []
        series.reserveCapacity(ends.count * Self.pairs)
        var masses: [Double] = []
        for panel in 0..<ends.count - 1 {
            let half = (ends[panel + 1] - ends[panel]) / 2
            let first = panel * order
            for pair in 0..<Self.pairs {
                var (even, odd) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
                for i in 0..<order {
                    even += rule[2 * pair * order + i] * densities[first + i]
                    odd += rule[(2 * pair + 1) * order + i] * densities[first + i]
                }
                series.append(SIMD4(lowHalf: even, highHalf: odd) * SIMD4(1, half, 1, half))
            }
            masses.append((0..<order).reduce(0) { $0 + half * weights[$1] * densities[first + $1] })
        }
        self.ends = ends
        self.series = series
        below = masses.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
        above = masses.reversed().reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }.reversed()
    }

    /// The integrals below and above a place, and the density there.
    ///
    /// Formula: the integral below the panel plus the series from its lower end, by Clenshaw's recurrence in
    /// y = 2x² - 1: even degrees are polynomials in y, T₂ₖ(x) = Tₖ(y), and odd ones are x times such.
    /// - Parameter place: any number.
    /// - Returns: two integrals between 0 and that of all panels, and a density of at least 0.
    /// - Throws: nothing.
    ///
    /// Source: Press et al., Numerical Recipes (2007), 5.8, http://numerical.recipes. Checked through `ExactPosterior`.
    func values(at place: Double) -> (below: Double, above: Double, density: Double) {
        let (first, last, all) = (ends[0], ends[ends.count - 1], above[0])
        guard place > first else { return (0, all, 0) }
        guard place < last else { return (all, 0, 0) }
        var panel = 0
        while place > ends[panel + 1] { panel += 1 }
        let x = 2 * (place - ends[panel]) / (ends[panel + 1] - ends[panel]) - 1
        let y = 2 * x * x - 1
        let base = panel * Self.pairs
        var (sum, before) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
        for pair in stride(from: base + Self.pairs - 1, to: base, by: -1) {
            (sum, before) = ((series[pair] - before) + 2 * y * sum, sum)
        }
        let parts = (series[base] - before) + SIMD4(y, y, 2 * y - 1, 2 * y - 1) * sum
        let value = parts.lowHalf + x * parts.highHalf
        return (max(0, min(all, below[panel] + value.y)), max(0, min(all, above[panel] - value.y)), max(0, value.x))
    }

    /// The place below which a share of the whole lies.
    ///
    /// Formula: the root by Newton's method in a bracket, on the logarithm of the smaller side.
    /// - Parameter p: a probability in (0, 1), at least 1e-7 from its ends.
    /// - Returns: a place between the ends.
    /// - Throws: nothing.
    ///
    /// Source: Press et al., Numerical Recipes (2007), 9.4, http://numerical.recipes. Checked through `ExactPosterior`.
    func quantile(_ p: Double) throws(StatisticsError) -> Double {
        let all = above[0]
        let panel = (below.firstIndex { $0 >= p * all } ?? ends.count - 1) - 1
        let (lower, upper) = (ends[max(0, panel)], ends[max(0, panel) + 1])
        return try Root.increasing(from: (lower + upper) / 2, lower: lower, upper: upper) {
            (place) throws(StatisticsError) -> (value: Double, slope: Double) in
            let (below, above, density) = values(at: place)
            return p < 0.5 ? (log(below / (p * all)), density / below) : (log((1 - p) * all / above), density / above)
        }
    }

    private static let pairs = GaussLegendre.order / 2 + 1
}
