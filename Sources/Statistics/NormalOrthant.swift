#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The probability that several correlated standard normal numbers all lie below their limits.
package struct NormalOrthant {
    /// The limits, in standard deviations.
    private let limits: [Double]
    /// The correlations, row after row.
    private let correlations: [Double]
    private var count: Int { limits.count }

    /// - Parameters:
    ///   - limits: one or more, any numbers.
    ///   - correlations: a correlation matrix of as many rows, row after row.
    package init(limits: [Double], correlations: [Double]) {
        self.limits = limits
        self.correlations = correlations
    }

    /// More numbers than this, and what is left beside one common factor is neglected.
    private static let mostNumbers = 7
    /// The correction itself is computed with a correction up to so many numbers.
    private static let mostCorrectedNumbers = 3

    /// The probability.
    ///
    /// Formula: one number Φ(h). Two: Φ(h)Φ(k) + ∫ exp(-(h-k)²/(2 sin²φ) - hk/(1 + cos φ)) dφ/2π from arccos ρ to π/2,
    /// for ρ < 0 by the mirrored k. More: with a factor λ for which λλ' is near R, ∫ φ(z) Π Φ((h_j + λ_j z)/√(1-λ_j²)) dz,
    /// and the way from λλ' to R by Plackett's identity, ∫₀¹ Σ_{j<k} (R - λλ')_jk φ₂(h_j, h_k; R(t)_jk) Φ_{m-2}(t) dt,
    /// Φ_{m-2} the same of the others given X_j = h_j and X_k = h_k. Up to three numbers that is exact; from four to
    /// seven the Φ_{m-2} of four or more numbers leave the second way out; above, the first one is left out too.
    /// - Returns: a probability in [0, 1].
    ///
    /// Source: Plackett (1954), A reduction formula for normal multivariate integrals, Biometrika 41, 351-360,
    /// https://doi.org/10.2307/2332716; Drezner and Wesolowsky (1990), https://doi.org/10.1080/00949659008811236.
    /// Checked against mpmath and SciPy: absolute 1e-12 up to three numbers, else through `BestArm`.
    package var probability: Double { max(0, min(1, probability(isCorrected: count <= Self.mostNumbers))) }

    private func probability(isCorrected: Bool) -> Double {
        switch count {
        case 0: return 1
        case 1: return Normal.cdf(limits[0])
        case 2: return Self.both(limits[0], limits[1], correlation: correlations[1])
        default:
            let factor = factor
            let base = probability(ofFactor: factor)
            return isCorrected ? base + correction(from: factor) : base
        }
    }

    // MARK: - Two numbers

    private static func both(_ h: Double, _ k: Double, correlation: Double) -> Double {
        let rho = max(-1, min(1, correlation))
        let sign: Double = rho < 0 ? -1 : 1
        let other = sign * k
        // Each panel ends where the sine is half as large, since the integrand changes on that scale.
        var upper = Double.pi / 2
        let lower = atan2(((1 - rho) * (1 + rho)).squareRoot(), abs(rho))
        var sum = 0.0
        while upper > lower {
            let half = max(lower, upper * 0.5)
            let end = half < 1e-9 ? lower : half
            let width = (upper - end) / 2
            for (node, weight) in zip(GaussLegendre.nodes, GaussLegendre.weights) {
                let angle = end + width * (1 + node)
                let (sine, cosine) = (sin(angle), cos(angle))
                let distance = (h - other) / sine
                sum += width * weight * exp(-0.5 * distance * distance - h * other / (1 + cosine))
            }
            upper = end
        }
        return max(0, Normal.cdf(h) * Normal.cdf(k) + sign * sum / (2 * .pi))
    }

    private static func density(_ h: Double, _ k: Double, correlation rho: Double) -> Double {
        let rest = (1 - rho) * (1 + rho)
        guard rest > 0 else { return 0 }
        return exp(-0.5 * ((h - k) * (h - k) / rest + 2 * h * k / (1 + rho))) / (2 * .pi * rest.squareRoot())
    }

    // MARK: - One common factor

    /// λ with λ_j λ_k near R_jk for j ≠ k, by least squares for one λ_j after the other.
    private var factor: [Double] {
        var factor = [Double](repeating: 0.5, count: count)
        for _ in 0..<40 {
            for j in 0..<count {
                var (product, square) = (0.0, 0.0)
                for k in 0..<count where k != j {
                    product += correlations[j * count + k] * factor[k]
                    square += factor[k] * factor[k]
                }
                factor[j] = square > 0 ? max(-0.9999, min(0.9999, product / square)) : 0
            }
        }
        return factor
    }

    private func probability(ofFactor factor: [Double]) -> Double {
        let rests = factor.map { ((1 - $0) * (1 + $0)).squareRoot() }
        var cuts = stride(from: -9.0, through: 9, by: 1.5).map(\.self)
        for j in 0..<count where abs(factor[j]) > 0.5 {
            let (middle, width) = (-limits[j] / factor[j], rests[j] / abs(factor[j]))
            for distance in [-8.0, -4, -1.5, 0, 1.5, 4, 8] { cuts.append(middle + distance * width) }
        }
        cuts = cuts.filter { abs($0) <= 9 }.sorted()
        var sum = 0.0
        for (lower, upper) in zip(cuts, cuts.dropFirst()) where upper > lower {
            let half = (upper - lower) / 2
            for (node, weight) in zip(GaussLegendre.nodes, GaussLegendre.weights) {
                let z = lower + half * (1 + node)
                var product = half * weight * Normal.density(z)
                for j in 0..<count where product > 0 { product *= Normal.cdf((limits[j] + factor[j] * z) / rests[j]) }
                sum += product
            }
        }
        return sum
    }

    // MARK: - The way from the factor to the correlations

    private func correction(from factor: [Double]) -> Double {
        var sum = 0.0
        for (node, weight) in zip(GaussLegendre.nodes, GaussLegendre.weights) {
            let t = (1 + node) / 2
            var way = correlations
            for j in 0..<count {
                for k in 0..<count where k != j {
                    way[j * count + k] = (1 - t) * factor[j] * factor[k] + t * correlations[j * count + k]
                }
            }
            for j in 0..<count {
                for k in (j + 1)..<max(count, j + 1) {
                    let gap = correlations[j * count + k] - factor[j] * factor[k]
                    guard gap != 0 else { continue }
                    let density = Self.density(limits[j], limits[k], correlation: way[j * count + k])
                    guard density > 1e-20 else { continue }
                    let rest = rest(given: j, k, way)
                    sum +=
                        weight / 2 * gap * density
                        * rest.probability(isCorrected: rest.count <= Self.mostCorrectedNumbers)
                }
            }
        }
        return sum
    }

    /// The other numbers where two lie on their limits.
    private func rest(given j: Int, _ k: Int, _ correlations: [Double]) -> NormalOrthant {
        let rho = correlations[j * count + k]
        let scale = (1 - rho) * (1 + rho)
        let others = (0..<count).filter { $0 != j && $0 != k }
        let weights = others.map { l in
            let (a, b) = (correlations[l * count + j], correlations[l * count + k])
            return (first: (a - rho * b) / scale, second: (b - rho * a) / scale)
        }
        var covariances = SymmetricMatrix(size: others.count)
        for (x, l) in others.enumerated() {
            for (y, m) in others.enumerated() {
                covariances[x, y] =
                    correlations[l * count + m] - weights[x].first * correlations[m * count + j]
                    - weights[x].second * correlations[m * count + k]
            }
        }
        let distances = others.enumerated().map { x, l in
            limits[l] - weights[x].first * limits[j] - weights[x].second * limits[k]
        }
        return NormalOrthant(distances: distances, covariances: covariances)
    }

    /// Numbers with other variances; one without any lies surely below its limit, or above.
    init(distances: [Double], covariances: SymmetricMatrix) {
        let deviations = distances.indices.map { max(covariances[$0, $0], 1e-300).squareRoot() }
        var correlations = covariances
        for i in distances.indices {
            for j in distances.indices {
                let ratio = covariances[i, j] / deviations[i] / deviations[j]
                correlations[i, j] = i == j ? 1 : max(-1, min(1, ratio))
            }
        }
        self.init(
            limits: zip(distances, deviations).map { max(-40, min(40, $0 / $1)) }, correlations: correlations.values)
    }
}
