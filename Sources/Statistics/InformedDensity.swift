#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The density of the logarithm w of a ratio of rates by the data times the normal prior of e^w - 1.
struct InformedDensity {
    let data: RatioDensity
    let prior: NormalPrior

    struct Node {
        /// The logarithm of the ratio.
        let place: Double
        /// The density there as a fraction of its maximum, and times the node's weight.
        let density, mass: Double
        /// The mean of the control's share there.
        let controlShare: Double
    }

    /// The nodes of a quadrature over the density.
    ///
    /// Formula: panels of 2.4 standard deviations at a maximum, from the fifth outwards doubled, until the density is
    /// below e^-36 of the highest, with an end where the ratio is 1; halved until the last coefficients of their series
    /// are small.
    /// - Returns: the ends of the panels, increasing, and the nodes panel after panel.
    /// - Throws: `outOfDomain` where prior and data together reach less than 1e-300 of their own heights, where the
    ///   density is too narrow for its place, or where it cannot be resolved.
    ///
    /// Source: Press et al., Numerical Recipes (2007), 4.7, http://numerical.recipes. Checked through `ExactPosterior`.
    func panels() throws(StatisticsError) -> (ends: [Double], nodes: [Node]) {
        let peaks = peaks()
        let top = peaks.map { at($0).log }.max() ?? -.infinity
        guard top - data.at(data.centre).log > -690 else {
            throw .outOfDomain("the prior of the lift and the data contradict each other too far to be combined")
        }
        var ends = peaks
        for (peak, other) in zip(peaks, peaks.reversed()) where at(peak).log > top - Self.depth {
            for sign in [-1.0, 1] {
                var width = sign * 2.4 / scale(at(peak))
                guard abs(width) > 1e-9 * max(1, abs(peak)) else {
                    throw .outOfDomain("the prior of the lift is too narrow to be combined with the data")
                }
                let bound = (other - peak) * sign > 0 ? other : sign * .infinity
                var end = peak
                var steps = 0
                repeat {
                    end += width
                    ends.append(end)
                    steps += 1
                    // Beyond a normal curve's reach the density falls more slowly than its peak supposes.
                    if steps > 4 { width *= 2 }
                } while (bound - end) * sign > 0 && at(end).log > top - Self.depth
            }
        }
        ends.sort()
        if let next = ends.firstIndex(where: { $0 >= 0 }), next > 0, ends[next] > 0 { ends.insert(0, at: next) }
        var result: (ends: [Double], nodes: [Node]) = ([ends[0]], [])
        for (lower, upper) in zip(ends, ends.dropFirst()) {
            append(to: &result, from: lower, to: upper, top: top, halvings: 0)
        }
        guard result.nodes.count < Self.mostNodes, result.nodes.allSatisfy({ $0.density < 2 }) else {
            throw .outOfDomain("the prior of the lift and the data are too different to be combined")
        }
        return result
    }

    /// Adds one panel, or its halves where it does not hold the density.
    private func append(
        to panels: inout (ends: [Double], nodes: [Node]), from lower: Double, to upper: Double, top: Double,
        halvings: Int
    ) {
        let half = (upper - lower) / 2
        let nodes = zip(GaussLegendre.nodes, GaussLegendre.weights).map { node, weight in
            let place = lower + half * (1 + node)
            let value = at(place)
            let density = exp(value.log - top)
            return Node(place: place, density: density, mass: half * weight * density, controlShare: value.controlShare)
        }
        let order = GaussLegendre.order
        let rest = (order - 2..<order).map { degree in
            abs((0..<order).reduce(0) { $0 + GaussLegendre.series[degree * order + $1].x * nodes[$1].density })
        }
        // No finer than the rounding of the ratio and of the shares lets the density be known.
        let height = max(1, nodes.reduce(0) { max($0, $1.density) })
        let tolerance = (1e-11 + 4e-15 / half + data.rounding) * height
        if rest[0] + rest[1] > tolerance, halvings < 30, panels.nodes.count < Self.mostNodes {
            append(to: &panels, from: lower, to: lower + half, top: top, halvings: halvings + 1)
            append(to: &panels, from: lower + half, to: upper, top: top, halvings: halvings + 1)
        } else {
            panels.ends.append(upper)
            panels.nodes += nodes
        }
    }

    /// The places of the maxima, increasing.
    ///
    /// Formula: all lie between those of data and prior; from either end the nearest by Newton's method. There can be
    /// two, as the prior is flat on the logarithmic scale where the ratio is near 0.
    private func peaks() -> [Double] {
        let believed = 1 + prior.mean > 0 ? log1p(prior.mean) : data.centre
        var (lower, upper) = (min(data.centre, believed), max(data.centre, believed))
        var step = data.spread
        while at(lower).slope < 0 {
            lower -= step
            step *= 2
        }
        step = data.spread
        while at(upper).slope > 0 {
            upper += step
            step *= 2
        }
        let first = peak(near: lower, between: lower, and: upper)
        let second = peak(near: upper, between: lower, and: upper)
        return (second - first) * scale(at(first)) < 1 ? [first] : [first, second]
    }

    /// A maximum, to a tenth of a standard deviation. It can be a corner where both shares may be 1.
    private func peak(near start: Double, between lower: Double, and upper: Double) -> Double {
        var (lower, upper, w) = (lower, upper, start)
        for _ in 0..<200 {
            let value = at(w)
            let scale = scale(value)
            let step = value.slope / scale / scale
            if min(abs(step), upper - lower) * scale < 0.1 { return w }
            if step > 0 { lower = w } else { upper = w }
            w += step
            let isStraight = value.curvature * data.spread * data.spread > -1
            let isSlow = isStraight && abs(step) < 1e-3 * (upper - lower)
            if isSlow || !(w > lower && w < upper) { w = lower + (upper - lower) / 2 }
        }
        return w
    }

    /// One over the standard deviation that belongs to the curvature at a place, at most that of the data.
    private func scale(_ value: RatioDensity.Value) -> Double {
        max(abs(value.curvature).squareRoot(), 1 / data.spread)
    }

    /// How far below its maximum the logarithm of the density is followed.
    private static let depth = 36.0
    /// Beyond so many the rounding of very many users, not the density, is being halved.
    private static let mostNodes = 5000

    /// The logarithm of the density, without the prior's constant, and its derivatives.
    private func at(_ w: Double) -> RatioDensity.Value {
        var value = data.at(w)
        let ratio = exp(w)
        let change = prior.mean < -0.5 ? ratio - (1 + prior.mean) : expm1(w) - prior.mean
        let (distance, growth) = (change / prior.standardDeviation, ratio / prior.standardDeviation)
        value.log -= 0.5 * distance * distance
        value.slope -= distance * growth
        value.curvature -= growth * (growth + distance)
        return value
    }
}
