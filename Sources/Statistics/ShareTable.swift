#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The probabilities of a proportion's posterior below and above any share, tabulated along the angle.
struct ShareTable {
    let curve: ShareCurve
    /// Angles are counted from the curve's centre.
    let table: PanelTable

    /// The table of a curve that is its own reference, on the panels between its cuts.
    init(_ curve: ShareCurve) {
        self.curve = curve
        let ends = curve.cuts
        let nodes = zip(ends, ends.dropFirst()).flatMap { ShareNode.panel(of: curve, from: $0, to: $1) }
        table = PanelTable(ends: ends, densities: nodes.map(\.density))
    }

    /// The shares at the ends of the panels.
    var shares: [Double] { table.ends.map { curve.point($0).sine }.map { $0 * $0 } }

    /// The probabilities below and above a share, and how fast the former grows with the logarithm of the share.
    ///
    /// Formula: the derivative of the angle by the logarithm of the share is tan(θ)/2.
    /// - Parameters:
    ///   - share: at least 0.
    ///   - rest: 1 - share, known by itself; not above 0 means a share of 1.
    /// - Returns: two probabilities in [0, 1] and a derivative of at least 0.
    /// - Throws: nothing.
    ///
    /// Source: definition. Checked through `ExactPosterior`.
    func values(atShare share: Double, rest: Double) -> (below: Double, above: Double, slope: Double) {
        guard rest > 0 else { return (1, 0, 0) }
        let (s, c) = (share.squareRoot(), rest.squareRoot())
        let angle = atan2(s * curve.cosine - c * curve.sine, c * curve.cosine + s * curve.sine)
        let (below, above, density) = table.values(at: angle)
        return (below, above, density * (s / c) / 2)
    }
}
