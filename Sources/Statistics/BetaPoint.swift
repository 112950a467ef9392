#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A point under a beta distribution, with what the formulas need of it to full precision.
struct BetaPoint {
    /// The first shape.
    let a: Double
    /// The second shape.
    let b: Double
    /// The point, in [0, 1].
    let x: Double
    /// Its complement, in [0, 1].
    let y: Double
    /// (a+b) x - a: how far the point is above the mean, times a + b.
    let difference: Double

    /// A checked point.
    ///
    /// Formula: (a+b) x - a by a fused product, with the rounding of a + b put back.
    /// - Parameters:
    ///   - x: a share in [0, 1].
    ///   - a: the first shape, in (0, 1e7].
    ///   - b: the second shape, in (0, 1e7].
    /// - Throws: `outOfDomain` outside the stated ranges, `notFinite` for an infinity or NaN.
    ///
    /// Source: none needed. Checked through `Beta`.
    init(_ x: Double, a: Double, b: Double) throws(StatisticsError) {
        try StatisticsError.requireFinite(x, "the argument of a beta distribution")
        try Self.requireShapes(a, b)
        guard x >= 0, x <= 1 else { throw .outOfDomain("a beta variable must lie between 0 and 1") }
        let sum = a + b
        let rounding = a >= b ? b - (sum - a) : a - (sum - b)
        self.init(a: a, b: b, x: x, y: 1 - x, difference: (-a).addingProduct(x, sum) + x * rounding)
    }

    init(a: Double, b: Double, x: Double, y: Double, difference: Double) {
        self.a = a
        self.b = b
        self.x = x
        self.y = y
        self.difference = difference
    }

    static func requireShapes(_ a: Double, _ b: Double) throws(StatisticsError) {
        for shape in [a, b] {
            try StatisticsError.requireFinite(shape, "the shape of a beta distribution")
            guard shape > 0, shape <= 1e7 else {
                throw .outOfDomain("the shapes of a beta distribution must lie between 0 and 1e7")
            }
        }
    }

    /// The same point seen from 1: 1 - x under shapes b and a.
    var mirrored: BetaPoint { BetaPoint(a: b, b: a, x: y, y: x, difference: -difference) }

    var isBelowMean: Bool { difference <= 0 }

    /// -ln x, from the smaller of x and 1 - x.
    var minusLogX: Double { x < 0.5 ? -log(x) : -log1p(-y) }

    /// The logarithm of `leadingTerm`; -∞ at 0 and 1.
    var logLeadingTerm: Double {
        guard x > 0, y > 0 else { return -.infinity }
        let sum = a + b
        let deviance =
            Gamma.halfDeviance(sum * x, shape: a, difference: difference)
            + Gamma.halfDeviance(sum * y, shape: b, difference: -difference)
        return scaleTerm - deviance
    }

    /// The factor in front of the incomplete beta function's expansions.
    ///
    /// Formula: x^a (1-x)^b / B(a, b) = √(ab/(2π(a+b))) exp(δ(a+b) - δ(a) - δ(b) - D), δ what Stirling's formula
    /// lacks, D the half deviances of (a+b) x from a and of (a+b)(1-x) from b.
    ///
    /// Source: Loader (2000), Fast and Accurate Computation of Binomial Probabilities,
    /// https://www.r-project.org/doc/reports/CLoader-dbinom-2002.pdf. Checked through `Beta`.
    var leadingTerm: Double { exp(logLeadingTerm) }

    private var scaleTerm: Double {
        let stirling = Gamma.stirlingError(a + b) - Gamma.stirlingError(a) - Gamma.stirlingError(b)
        return stirling + 0.5 * log(a / (a + b) * b) - Self.halfLogTwoPi
    }

    private static let halfLogTwoPi = 0.918938533204672742
}
