#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Beta {
    /// I_x(a, b) for a large and a small shape.
    ///
    /// Formula: with ν = a + (b-1)/2, z = -ν ln x and M = z^b e^-z / Γ(b) · Γ(a+b)/(Γ(a) ν^b): M Σ dₙ Jₙ, where
    /// J₀ = Q(b, z) Γ(b) e^z / z^b, 4ν² Jₙ₊₁ = (b+2n)(b+2n+1) Jₙ + (z+b+2n+1) (½ ln x)^(2n), and the dₙ are the
    /// coefficients of (sinh(t)/t)^(b-1) in t².
    /// - Parameters:
    ///   - a: at least 20.
    ///   - b: in (0, 1].
    ///   - minusLogX: -ln x, in (0, ln 2].
    /// - Returns: a probability in [0, 1]; 0 where it underflows.
    /// - Throws: nothing.
    ///
    /// Source: DiDonato and Morris (1992), Algorithm 708, ACM TOMS 18, 360-373, https://doi.org/10.1145/131766.131776,
    /// section 9. Checked through `cdf`, `survival` and `StudentT`.
    static func expansion(a: Double, b: Double, minusLogX: Double) -> Double {
        let nu = a + (b - 1) / 2
        let z = nu * minusLogX
        let front = Gamma.leadingTerm(z, shape: b) * b
        guard front > 0, let upper = try? Gamma.survival(z, shape: b) else { return 0 }
        var j = upper / front
        var sum = j
        var power = 1.0
        var sinh: [Double] = []
        var d: [Double] = []
        for n in 1...maximumLevel {
            let level = b + 2 * Double(n - 1)
            j = (level * (level + 1) * j + (z + level + 1) * power) / nu / nu / 4
            power *= minusLogX * minusLogX / 4
            sinh.append((sinh.last ?? 1) / Double(2 * n * (2 * n + 1)))
            let products = (1..<n).reduce(0) { total, i in
                total + (b * Double(i) - Double(n)) * sinh[i - 1] * d[n - i - 1]
            }
            d.append((b - 1) * sinh[n - 1] + products / Double(n))
            let term = d[n - 1] * j
            sum += term
            if abs(term) <= 0.25 * Double.ulpOfOne * sum { break }
        }
        return min(1, front * gammaRatio(a: a, b: b, nu: nu) * sum)
    }

    /// Γ(a+b)/(Γ(a) ν^b) by Stirling's formula with what it lacks.
    private static func gammaRatio(a: Double, b: Double, nu: Double) -> Double {
        let lacking = Gamma.stirlingError(a + b) - Gamma.stirlingError(a)
        return exp((a - 0.5) * log1p(b / a) - b + b * log((a + b) / nu) + lacking)
    }

    private static let maximumLevel = 30
}
