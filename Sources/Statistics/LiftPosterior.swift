#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The posterior of the ratio of two proportions.
struct LiftPosterior {
    private let inner: ShareCurve
    private let innerPanels: [(lower: Double, upper: Double, nodes: [ShareNode])]
    private let outer: ShareTable
    /// Whether the ratio is the outer arm's to the inner's, not the reverse.
    private let isDirect: Bool

    /// The posterior of treatment over control.
    ///
    /// Formula: R = p_B/p_A. The integral runs over the arm that is narrower on the logarithmic scale, of variance
    /// about 1/a - 1/(a+b), so that the other's distribution is smooth between its nodes.
    /// - Parameters:
    ///   - control: the control's curve, its own reference.
    ///   - treatment: the treatment's curve, its own reference.
    ///
    /// Source: definition. Checked through `ExactPosterior`.
    init(control: ShareCurve, treatment: ShareCurve) {
        isDirect = control.logVariance <= treatment.logVariance
        let inner = isDirect ? control : treatment
        self.inner = inner
        outer = ShareTable(isDirect ? treatment : control)
        // A sum alone, without the integrals to the nodes, bears wider panels than a table.
        let (first, last) = (inner.cuts.first ?? 0, inner.cuts.last ?? 0)
        let panels = ((last - first) / (5.4 * inner.scale)).rounded(.up)
        let ends = (0...Int(panels)).map { first + (last - first) * (Double($0) / panels) }
        innerPanels = zip(ends, ends.dropFirst()).map { ($0, $1, ShareNode.panel(of: inner, from: $0, to: $1)) }
    }

    /// How the two shares compare.
    ///
    /// Formula: with the inner share x and the outer arm's mean m, distribution F and density f: the probabilities are
    /// ∫ f_inner F and ∫ f_inner (1 - F); E max(x - p, 0) is (x - m) F(x) + x (1-x) f(x)/(a+b), E max(p - x, 0) is
    /// (m - x)(1 - F(x)) + x (1-x) f(x)/(a+b), over p ~ Beta(a, b).
    /// - Returns: the probabilities, and what one share exceeds the other by on average.
    /// - Throws: `outOfDomain` where the rounding of the angle between the arms is not small against their spread.
    ///
    /// Source: Raiffa and Schlaifer, Applied Statistical Decision Theory (1961), 7.3 and 9.1 (the linear loss of a
    /// beta variable). Checked through `ExactPosterior`.
    func comparison() throws(StatisticsError) -> ShareComparison {
        let shift = inner.angle(from: outer.curve)
        guard abs(shift).ulp <= 1e-9 * min(inner.scale, outer.curve.scale) else {
            throw .outOfDomain("the posteriors are too narrow for their distance to be compared exactly")
        }
        let total = outer.curve.total
        var (smaller, larger, excess, shortfall) = (0.0, 0.0, 0.0, 0.0)
        forEachNode(ratio: 1) { node in
            let angle = node.angle + shift
            let (below, above, density) = outer.table.values(at: angle)
            let distance = outer.curve.point(angle).difference
            let spread = (node.share * node.rest).squareRoot() / 2 * density
            smaller += node.mass * below
            larger += node.mass * above
            excess += node.mass * max(0, distance * below + spread)
            shortfall += node.mass * max(0, spread - distance * above)
        }
        let means = isDirect ? (inner.mean, outer.curve.mean) : (outer.curve.mean, inner.mean)
        return ShareComparison(
            win: isDirect ? larger : smaller, lose: isDirect ? smaller : larger,
            gain: (isDirect ? shortfall : excess) / total, loss: (isDirect ? excess : shortfall) / total,
            controlMean: means.0, treatmentMean: means.1)
    }

    /// The lift that lies above the true one with probability `p`.
    ///
    /// Formula: the root of P(R ≤ e^w) = p in w by Newton's method in a bracket, on the logarithm of the smaller side;
    /// the lift is e^w - 1 without cancellation.
    /// - Parameter p: a probability in (0, 1), at least 1e-7 from its ends.
    /// - Returns: the lift, a fraction above -1.
    /// - Throws: `outOfDomain` unless 0 < p < 1.
    ///
    /// Source: Press et al., Numerical Recipes (2007), 9.4, http://numerical.recipes. Checked through `ExactPosterior`.
    func quantile(_ p: Double) throws(StatisticsError) -> Double {
        let level = isDirect ? p : 1 - p
        let guess = approximateQuantile(try Normal.quantile(level))
        let root = try Root.increasing(
            from: guess, lower: guess - 200, upper: guess + 200, tolerance: 1e-5
        ) {
            (w) throws(StatisticsError) -> (value: Double, slope: Double) in
            let (below, above, slope) = probability(logRatio: w)
            return level < 0.5
                ? (log(below / level), slope / below) : (log((1 - level) / above), slope / above)
        }
        return expm1(isDirect ? root : -root)
    }

    /// Where the logarithm of outer/inner has about the probability below it that a standard normal has below z.
    ///
    /// Formula: Cornish and Fisher's expansion with the first four cumulants; those of the logarithm of a beta share
    /// are the derivatives of ln x at a less those at a+b, where x - ½ stands for x.
    ///
    /// Source: Abramowitz and Stegun (1964) 26.2.49 and 6.4.12, https://dlmf.nist.gov/5.15.
    private func approximateQuantile(_ z: Double) -> Double {
        let (p, q, r, s) = (outer.curve.a - 0.5, outer.curve.total - 0.5, inner.a - 0.5, inner.total - 0.5)
        let mean = log(p / q) - log(r / s)
        let variance = 1 / p - 1 / q + 1 / r - 1 / s
        let third = -1 / (p * p) + 1 / (q * q) + 1 / (r * r) - 1 / (s * s)
        let fourth = 2 / (p * p * p) - 2 / (q * q * q) + 2 / (r * r * r) - 2 / (s * s * s)
        let spread = variance.squareRoot()
        let (skewness, kurtosis) = (third / variance / spread, fourth / variance / variance)
        let place =
            z + skewness * (z * z - 1) / 6 + kurtosis * z * (z * z - 3) / 24
            - skewness * skewness * z * (2 * z * z - 5) / 36
        return mean + spread * place
    }

    /// The probabilities that outer/inner is at most and at least e^w, and the derivative of the former by w.
    ///
    /// Formula: ∫ f_inner(x) F_outer(e^w x) dx. 1 - e^w x is (1-x) - (e^w - 1) x.
    private func probability(logRatio w: Double) -> (below: Double, above: Double, slope: Double) {
        let (ratio, lift) = (exp(w), expm1(w))
        var (below, above, slope) = (0.0, 0.0, 0.0)
        forEachNode(ratio: ratio) { node in
            guard node.mass > 1e-18 else { return }
            let part = outer.values(atShare: ratio * node.share, rest: node.rest - lift * node.share)
            below += node.mass * part.below
            above += node.mass * part.above
            slope += node.mass * part.slope
        }
        return (below, above, slope)
    }

    /// The nodes of the inner arm, with panels that end where the outer arm's distribution wants them to.
    private func forEachNode(ratio: Double, _ body: (ShareNode) -> Void) {
        let extra = cuts(ratio: ratio)
        for (lower, upper, nodes) in innerPanels {
            let inside = extra.filter { $0 > lower && $0 < upper }
            if inside.isEmpty {
                nodes.forEach(body)
            } else {
                for (from, to) in zip([lower] + inside, inside + [upper]) {
                    ShareNode.panel(of: inner, from: from, to: to).forEach(body)
                }
            }
        }
    }

    /// Where panels must also end for a ratio, as angles from the inner curve's centre, increasing: where the outer
    /// share reaches 1 and F has a corner; far from the ratio of the means, where F has become narrow on this axis, all
    /// ends of its table.
    private func cuts(ratio: Double) -> [Double] {
        let narrowing = outer.curve.scale * tangent(outer.curve.mean / ratio) / (outer.curve.sine / outer.curve.cosine)
        let isNarrow = narrowing < 0.8 * inner.scale
        let shares = isNarrow ? outer.shares.map { $0 / ratio } : []
        return (shares + [1 / ratio]).filter { $0 < 1 }.map { atan(tangent($0)) - atan2(inner.sine, inner.cosine) }
    }

    /// The tangent of the angle that belongs to a share; infinite from 1 on.
    private func tangent(_ share: Double) -> Double {
        (share / max(0, 1 - share)).squareRoot()
    }
}
