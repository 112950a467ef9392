/// All arms' posteriors on the nodes of one quadrature: density, probability below and probability above.
struct PosteriorGrid {
    let arms: Int
    /// The weights of the nodes, with the width of their panels.
    private(set) var weights: [Double] = []
    /// How fast a mean grows along the axis at the nodes.
    private(set) var slopes: [Double] = []
    /// Arm after arm at each node.
    private(set) var densities: [Double] = []
    private(set) var below: [Double] = []
    private(set) var above: [Double] = []

    /// The grid of some arms.
    ///
    /// Formula: panels end where any arm wants them to, unless another ends within half of that arm's own spacing
    /// before; within a panel `GaussLegendre`. The probabilities below and above a node add up from the left and from
    /// the right, so that neither tail is a complement.
    /// - Parameter curves: at least one arm, on a common axis.
    ///
    /// Source: Press et al., Numerical Recipes (2007), 4.6, http://numerical.recipes. Checked through `ExactPosterior`
    /// and `BestArm`.
    init(_ curves: [some PosteriorCurve]) {
        arms = curves.count
        let cuts = curves.map(\.cuts)
        let ends = Self.merged(cuts)
        let order = GaussLegendre.order
        let (points, pointWeights) = (GaussLegendre.nodes, GaussLegendre.weights)
        let panels = max(0, ends.count - 1)
        let values = panels * order
        weights = [Double](repeating: 0, count: values)
        slopes = weights
        densities = [Double](repeating: 0, count: values * arms)
        below = densities
        above = densities
        var nodes = weights
        for panel in 0..<panels {
            let half = (ends[panel + 1] - ends[panel]) / 2
            for i in 0..<order {
                let node = panel * order + i
                nodes[node] = ends[panel] + half * (1 + points[i])
                weights[node] = half * pointWeights[i]
                slopes[node] = curves[0].slope(nodes[node])
            }
        }
        for (arm, curve) in curves.enumerated() {
            let (first, last) = (cuts[arm].first ?? 0, cuts[arm].last ?? 0)
            let active = (0..<panels).map { ends[$0 + 1] > first && ends[$0] < last }
            for panel in 0..<panels where active[panel] {
                for i in 0..<order {
                    let node = panel * order + i
                    densities[arm * values + node] = curve.density(nodes[node])
                }
            }
            accumulate(arm: arm, active: active)
        }
    }

    /// Adds one arm's density up, from the left into `below` and from the right into `above`.
    private mutating func accumulate(arm: Int, active: [Bool]) {
        let order = GaussLegendre.order
        let (matrix, pointWeights) = (GaussLegendre.cumulative, GaussLegendre.weights)
        let first = arm * weights.count
        var sum = 0.0
        for panel in active.indices {
            let start = first + panel * order
            guard active[panel] else {
                for i in 0..<order { below[start + i] = sum }
                continue
            }
            let half = weights[panel * order] / pointWeights[0]
            for i in 0..<order {
                var part = 0.0
                for j in 0..<order { part += matrix[i * order + j] * densities[start + j] }
                below[start + i] = max(0, min(1, sum + half * part))
            }
            for j in 0..<order { sum += weights[panel * order + j] * densities[start + j] }
        }
        sum = 0
        for panel in active.indices.reversed() {
            let start = first + panel * order
            guard active[panel] else {
                for i in 0..<order { above[start + i] = sum }
                continue
            }
            let half = weights[panel * order] / pointWeights[0]
            // The rule is symmetric: from the upper end the matrix is read backwards.
            for i in 0..<order {
                var part = 0.0
                let row = (order - 1 - i) * order + order - 1
                for j in 0..<order { part += matrix[row - j] * densities[start + j] }
                above[start + i] = max(0, min(1, sum + half * part))
            }
            for j in 0..<order { sum += weights[panel * order + j] * densities[start + j] }
        }
    }

    /// All cuts in order, without those too near to another for the panel between to be of use.
    private static func merged(_ cuts: [[Double]]) -> [Double] {
        var spaced: [(place: Double, spacing: Double)] = []
        for cuts in cuts {
            for i in cuts.indices {
                let upper = max(1, i)
                spaced.append((cuts[i], cuts[upper] - cuts[upper - 1]))
            }
        }
        spaced.sort { $0.place < $1.place }
        var ends: [Double] = []
        for cut in spaced {
            if let last = ends.last, cut.place - last <= 0.5 * cut.spacing { continue }
            ends.append(cut.place)
        }
        if let last = spaced.last, let end = ends.last, end < last.place { ends.append(last.place) }
        return ends
    }
}
