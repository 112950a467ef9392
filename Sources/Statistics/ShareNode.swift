/// A node of a quadrature over the posterior of a proportion.
struct ShareNode {
    /// The angle from the curve's centre.
    let angle: Double
    /// The share.
    let share: Double
    /// 1 - share, to full precision.
    let rest: Double
    /// The density per unit of the angle.
    let density: Double
    /// The density times the node's weight.
    let mass: Double

    /// The nodes between two angles from the curve's centre.
    static func panel(of curve: ShareCurve, from lower: Double, to upper: Double) -> [ShareNode] {
        let half = (upper - lower) / 2
        return zip(GaussLegendre.nodes, GaussLegendre.weights).map { node, weight in
            let angle = lower + half * (1 + node)
            let point = curve.point(angle)
            let density = point.sine > 0 && point.cosine > 0 ? curve.density(point) : 0
            return ShareNode(
                angle: angle, share: point.sine * point.sine, rest: point.cosine * point.cosine, density: density,
                mass: half * weight * density)
        }
    }
}
