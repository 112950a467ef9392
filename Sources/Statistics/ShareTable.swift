#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The probability of a proportion's posterior below any share, tabulated.
struct ShareTable {
    let curve: ShareCurve
    /// The ends of the panels, as angles from the curve's centre.
    private let ends: [Double]
    /// Chebyshev coefficients of the density of each panel, and of the probability from the panel's lower end.
    private let densities, integrals: [Double]
    /// The probability below each panel.
    private let starts: [Double]

    /// The table of a curve.
    ///
    /// Formula: on every panel between the curve's cuts the polynomial through the density at the nodes.
    /// - Parameter curve: a curve that is its own reference.
    ///
    /// Source: https://dlmf.nist.gov/3.11.ii (expansion in Chebyshev polynomials). Checked through `ExactPosterior`.
    init(_ curve: ShareCurve) {
        self.curve = curve
        ends = curve.cuts
        let order = GaussLegendre.order
        let (rule, integralRule) = (GaussLegendre.series, GaussLegendre.integralSeries)
        var (densities, integrals, starts) = ([Double](), [Double](), [0.0])
        for (lower, upper) in zip(ends, ends.dropFirst()) {
            let panel = ShareNode.panel(of: curve, from: lower, to: upper)
            let half = (upper - lower) / 2
            for degree in 0...order {
                var (density, integral) = (0.0, 0.0)
                for i in 0..<order {
                    density += rule[degree * order + i] * panel[i].density
                    integral += integralRule[degree * order + i] * panel[i].density
                }
                densities.append(density)
                integrals.append(integral * half)
            }
            starts.append(panel.reduce(starts.last ?? 0) { $0 + $1.mass })
        }
        self.densities = densities
        self.integrals = integrals
        self.starts = starts
    }

    /// The shares at the ends of the panels.
    var shares: [Double] { ends.map { curve.point($0).sine }.map { $0 * $0 } }

    /// The probability below a share, and how fast it grows with the logarithm of the share.
    ///
    /// Formula: the probability below the panel plus the series of its integral, by Clenshaw's recurrence; the
    /// derivative of the angle by the logarithm of the share is tan(θ)/2.
    /// - Parameters:
    ///   - share: at least 0.
    ///   - rest: 1 - share, known by itself; not above 0 means a share of 1.
    /// - Returns: a probability in [0, 1] and its derivative.
    /// - Throws: nothing.
    ///
    /// Source: Press et al., Numerical Recipes (2007), 5.8, http://numerical.recipes. Checked through `ExactPosterior`.
    func below(_ share: Double, rest: Double) -> (probability: Double, slope: Double) {
        guard rest > 0 else { return (1, 0) }
        let (s, c) = (share.squareRoot(), rest.squareRoot())
        let delta = atan2(s * curve.cosine - c * curve.sine, c * curve.cosine + s * curve.sine)
        guard let first = ends.first, let last = ends.last, delta > first else { return (0, 0) }
        guard delta < last else { return (1, 0) }
        var panel = 0
        while delta > ends[panel + 1] { panel += 1 }
        let x = 2 * (delta - ends[panel]) / (ends[panel + 1] - ends[panel]) - 1
        let base = panel * (GaussLegendre.order + 1)
        var (density, density1, integral, integral1) = (0.0, 0.0, 0.0, 0.0)
        var degree = base + GaussLegendre.order
        while degree > base {
            (density, density1) = (densities[degree] + 2 * x * density - density1, density)
            (integral, integral1) = (integrals[degree] + 2 * x * integral - integral1, integral)
            degree -= 1
        }
        density = densities[base] + x * density - density1
        integral = integrals[base] + x * integral - integral1
        return (max(0, min(1, starts[panel] + integral)), density * (s / c) / 2)
    }
}
