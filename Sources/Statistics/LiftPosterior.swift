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
    private let start: Double
    private let spread: Double

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
        let variance = { (curve: ShareCurve) in curve.b / curve.a / curve.total }
        isDirect = variance(control) <= variance(treatment)
        let inner = isDirect ? control : treatment
        self.inner = inner
        outer = ShareTable(isDirect ? treatment : control)
        // A sum alone, without the integrals to the nodes, bears wider panels than a table.
        let (first, last) = (inner.cuts.first ?? 0, inner.cuts.last ?? 0)
        let panels = ((last - first) / (3.6 * inner.scale)).rounded(.up)
        let ends = (0...Int(panels)).map { first + (last - first) * (Double($0) / panels) }
        innerPanels = zip(ends, ends.dropFirst()).map { ($0, $1, ShareNode.panel(of: inner, from: $0, to: $1)) }
        start = log(treatment.mean / control.mean) * (isDirect ? 1 : -1)
        spread = (variance(control) + variance(treatment)).squareRoot()
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
        let guess = start + (try Normal.quantile(level)) * spread
        let root = try Root.increasing(
            from: guess, lower: start - 200, upper: start + 200, tolerance: 1e-7 * spread
        ) {
            (w) throws(StatisticsError) -> (value: Double, slope: Double) in
            let (below, slope) = probability(logRatio: w)
            return level < 0.5
                ? (log(below / level), slope / below)
                : (log((1 - level) / max(0, 1 - below)), slope / max(0, 1 - below))
        }
        return expm1(isDirect ? root : -root)
    }

    /// The probability that outer/inner is at most e^w, and its derivative by w.
    ///
    /// Formula: ∫ f_inner(x) F_outer(e^w x) dx. 1 - e^w x is (1-x) - (e^w - 1) x.
    private func probability(logRatio w: Double) -> (below: Double, slope: Double) {
        let (ratio, lift) = (exp(w), expm1(w))
        let extra = cuts(ratio: ratio)
        var (below, slope) = (0.0, 0.0)
        let add = { (nodes: [ShareNode]) in
            for node in nodes {
                let part = outer.below(ratio * node.share, rest: node.rest - lift * node.share)
                below += node.mass * part.probability
                slope += node.mass * part.slope
            }
        }
        for (lower, upper, nodes) in innerPanels {
            let inside = extra.filter { $0 > lower && $0 < upper }
            if inside.isEmpty {
                add(nodes)
            } else {
                for (from, to) in zip([lower] + inside, inside + [upper]) {
                    add(ShareNode.panel(of: inner, from: from, to: to))
                }
            }
        }
        return (below, slope)
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
