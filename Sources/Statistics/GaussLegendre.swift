#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Quadrature on a panel, taken as (-1, 1), and the integrals from its lower end to each node.
enum GaussLegendre {
    /// The number of nodes: a panel of 2.4 standard deviations of a normal density is exact to rounding.
    static let order = 20

    /// The nodes in (-1, 1), increasing: the roots of the Legendre polynomial, by Newton's method.
    ///
    /// Source: Press et al., Numerical Recipes (2007), 4.6, http://numerical.recipes; https://dlmf.nist.gov/3.5.v.
    /// Checked through `ExactPosterior` and `BestArm`.
    static let nodes: [Double] = (0..<order).map { index in
        var x = -cos(.pi * (Double(index) + 0.75) / (Double(order) + 0.5))
        for _ in 0..<6 { x -= polynomials(x)[order] / derivative(x) }
        return x
    }

    /// The weights of the nodes, whose sum is 2.
    static let weights: [Double] = nodes.map { x in
        let slope = derivative(x)
        return 2 / ((1 - x * x) * slope * slope)
    }

    /// Row after row, what each node's value contributes to the integral from -1 to the row's node.
    ///
    /// Formula: w_j Σ_k (k + ½) P_k(x_j) ∫_{-1}^{x_i} P_k, the integral of the polynomial through the values.
    static let cumulative: [Double] = nodes.flatMap { row in
        let integrals = antiderivatives(row)
        return zip(nodes, weights).map { node, weight in
            let values = polynomials(node)
            var sum = 0.0
            for degree in 0..<order { sum += (Double(degree) + 0.5) * values[degree] * integrals[degree] }
            return weight * sum
        }
    }

    /// Row after row, what each node's value contributes to the Chebyshev coefficient of the row's degree: for the
    /// polynomial through the values, and for its integral from -1, which has one degree more. A last row of zeros
    /// makes their number even.
    ///
    /// Source: https://dlmf.nist.gov/3.11.ii (the coefficients from the values at Chebyshev's nodes).
    static let series: [SIMD2<Double>] = {
        let count = order + 1
        let angles = (0..<count).map { .pi * (Double($0) + 0.5) / Double(count) }
        let shapes = angles.map { (polynomials(cos($0)), antiderivatives(cos($0))) }
        let values = shapes.map { here, integrals in nodes.map { kernel($0, here, integrals) } }
        var matrix: [SIMD2<Double>] = []
        for degree in 0...count {
            for (index, weight) in weights.enumerated() {
                var sum = SIMD2<Double>.zero
                for i in 0..<count { sum += values[i][index] * cos(Double(degree) * angles[i]) }
                matrix.append(weight * sum * (degree == 0 ? 1 : 2) / Double(count))
            }
        }
        return matrix
    }()

    /// Σ_k (k + ½) P_k(node) times the polynomials at another point, and times their integrals.
    private static func kernel(_ node: Double, _ here: [Double], _ integrals: [Double]) -> SIMD2<Double> {
        let values = polynomials(node)
        return (0..<order).reduce(.zero) { sum, degree in
            sum + (Double(degree) + 0.5) * values[degree] * SIMD2(here[degree], integrals[degree])
        }
    }

    /// The Legendre polynomials at x, of degree 0 to `order`.
    private static func polynomials(_ x: Double) -> [Double] {
        var values = [1, x]
        for degree in 1..<order {
            let k = Double(degree)
            values.append(((2 * k + 1) * x * values[degree] - k * values[degree - 1]) / (k + 1))
        }
        return values
    }

    private static func derivative(_ x: Double) -> Double {
        let values = polynomials(x)
        return Double(order) * (x * values[order] - values[order - 1]) / (x * x - 1)
    }

    /// The integrals of the polynomials from -1 to x.
    private static func antiderivatives(_ x: Double) -> [Double] {
        let values = polynomials(x)
        var integrals = [x + 1]
        for degree in 1..<order {
            integrals.append((values[degree + 1] - values[degree - 1]) / Double(2 * degree + 1))
        }
        return integrals
    }
}
